"""A browser that writes broadcasts, and what the ledger then holds."""

import re
from collections.abc import Sequence

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Broadcast
from broadcaster.campaigns.release.releaser import Releaser
from broadcaster.database import Database
from broadcaster.sending.models import Delivery, Lane
from tests.support.clock import MovableClock

SENDER = "+33199000100"

Client = TestClient[web.Request, web.Application]
Fields = dict[str, str | list[str]]

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is refused before a database is asked."""


class SilentEngine:
    """Sends nothing: what the ledger promises can be looked at."""

    async def submit(self, session: AsyncSession, lane: Lane, delivery_ids: Sequence[str]) -> None:
        """Leave the rows where they are."""

    async def run(self) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """There is nothing to stop."""


async def written(client: Client, fields: Fields) -> str:
    """Write a draft; give the path of its broadcast."""
    answer = await client.post("/staff/broadcasts/new", data=fields)
    assert answer.status == 200, await answer.text()
    found = re.fullmatch(r"/staff/broadcasts/(\d+)/preview", answer.url.path)
    assert found
    return f"/staff/broadcasts/{found[1]}"


async def text_of(client: Client, path: str) -> str:
    """A page, its spaces as a reader sees them."""
    answer = await client.get(path)
    assert answer.status == 200, path
    return readable(await answer.text())


async def as_read(client: Client, page: str) -> Fields:
    """What the form that approves carries of a page: what was read there."""
    read = re.search(r'name="read" value="(\w+)"', await text_of(client, page))
    return {"read": read[1]} if read else {}


async def approved(client: Client, page: str, form: str) -> ClientResponse:
    """Open a page and press the button that approves what it shows."""
    return await client.post(f"{page}/{form}", data=await as_read(client, page))


def readable(page: str) -> str:
    """A page with its typographic signs and line ends made plain."""
    plain = page.replace("\u00a0", " ").replace("&#39;", "'").replace("&#34;", '"')
    return " ".join(plain.split())


async def refused(answer: ClientResponse) -> str:
    """The page of a form that was refused, each of whose errors leads to its field."""
    assert answer.status == 400
    page = await answer.text()
    assert 'role="alert"' in page
    for name in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{name}"' in page, f"the error of {name} leads nowhere"
    return readable(page)


async def the_broadcast(database: Database) -> Broadcast:
    """The only broadcast there is."""
    async with database.read() as session:
        return (await session.scalars(select(Broadcast))).one()


async def deliveries(database: Database) -> list[Delivery]:
    """Every message, by number."""
    async with database.read() as session:
        return list(await session.scalars(select(Delivery).order_by(Delivery.to_number)))


async def release(database: Database, clock: MovableClock) -> None:
    """Write the messages of what is due."""
    releaser = Releaser(database, SilentEngine(), clock, SENDER)
    await releaser.release_due(clock())


async def reply(
    client: Client, thread_id: int, body: str, seen: str | None = None
) -> ClientResponse:
    """Answer a thread as somebody who has read its page, or who saw only so much."""
    path = f"/staff/threads/{thread_id}"
    if seen is None:
        seen = seen_on(await (await client.get(path)).text())
    return await client.post(f"{path}/reply", data={"body": body, "seen": seen})


def seen_on(page: str) -> str:
    """What the form of a thread's page carries as seen; nothing when the page has no form."""
    found = re.search(r'name="seen" value="([^"]*)"', page)
    return found[1] if found else ""
