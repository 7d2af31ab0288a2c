"""Presence: who answered OUI or NON to a broadcast that asked, on its page and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Broadcast
from broadcaster.clock import PARIS
from broadcaster.console.broadcasts.drafts import broadcast_in_path
from broadcaster.console.files import csv_file
from broadcaster.console.keys import DATABASE
from broadcaster.console.words import say
from broadcaster.conversations.presence import Line, presence_lines

routes = web.RouteTableDef()

ANSWERS = ("no", "unsure", "none", "yes")
"""In the order staff have something to do."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The answers to one broadcast."""

    lines: Sequence[Line]

    @property
    def groups(self) -> dict[str, list[Line]]:
        """The households by what they answered."""
        return {word: [one for one in self.lines if answer_of(one) == word] for word in ANSWERS}


def answer_of(line: Line) -> str:
    """The word for an answer: ``yes``, ``no``, ``unsure``, or ``none``."""
    if line.coming is None:
        return "none" if line.answered_at is None else "unsure"
    return "yes" if line.coming else "no"


async def presence_of(session: AsyncSession, broadcast: Broadcast) -> Presence | None:
    """The answers to a broadcast; None when it did not ask."""
    if not broadcast.asks_presence:
        return None
    return Presence(await presence_lines(session, broadcast.id))


@routes.get("/broadcasts/{id}/presence.csv")
async def give_presence(request: web.Request) -> web.Response:
    """The answers as a file that a spreadsheet opens with its accents."""
    broadcast = await broadcast_in_path(request)
    async with request.app[DATABASE].read() as session:
        found = await presence_of(session, broadcast)
    if found is None:
        raise web.HTTPNotFound
    head = [say(f"presence.column.{name}") for name in _COLUMNS]
    return csv_file(f"reponses-{broadcast.id}.csv", [head, *map(_cells, found.lines)])


def _cells(line: Line) -> list[str]:
    answer = say(f"presence.{answer_of(line)}")
    at = f"{line.answered_at.astimezone(PARIS):%d/%m/%Y %H:%M}" if line.answered_at else ""
    remark = line.remark or ""
    return [line.building, line.staircase, line.flat, line.name, answer, at, remark]


_COLUMNS = ("building", "staircase", "flat", "household", "answer", "at", "remark")
