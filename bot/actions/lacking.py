"""What an answer lacked: noted by place and topic, for staff to fill in."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.asked import Asked, Finding
from bot.actions.wanted import Wanted
from broadcaster.conversations.lacks.models import LackKind
from broadcaster.conversations.lacks.noting import Question, Wish, note
from broadcaster.conversations.threads import Reason
from broadcaster.register.homes import Home
from broadcaster.works.freshness import is_fresh
from broadcaster.works.models import Confirmed, Milestone
from broadcaster.works.scopes import Scope

OF_FLAT = frozenset({"works_my_flat", "access_presence"})
"""Topics whose fact belongs to one flat."""

OF_SITE = (
    "offer_",
    "help_",
    "money_",
    "rights_",
    "rehousing_",
    "nuisance_parking",
    "nuisance_waste",
)
"""Beginnings of the topics whose fact holds for a whole site."""


@dataclass(frozen=True, slots=True)
class Lacked:
    """What is missing or doubtful in an answer."""

    kind: LackKind
    subject: str = ""
    fact: str = ""  # the row to be confirmed: "milestone 12"


def lacked_fact(asked: Asked, finding: Finding) -> Lacked | None:
    """What an answer lacks; None when every fact it needs is there and fresh."""
    if finding.handoff is Reason.MISSING_FACT:
        return Lacked(LackKind.MISSING, finding.lacks)
    doubtful = [fact for fact in (*finding.facts, *finding.marked) if not is_fresh(fact, asked.now)]
    return _stale(doubtful[0]) if doubtful else None


async def note_lack(
    session: AsyncSession, lacked: Lacked, asked: Asked, wanted: Wanted, asker_id: int
) -> None:
    """Write down that somebody asked for a fact that is lacking."""
    topic = asked.topic
    place = _place(asked.home, topic)
    wish = Wish(str(place), topic, lacked.kind, lacked.subject[:160], lacked.fact)
    question = Question(asker_id, str(scope_of(asked.home)), str(wanted))
    await note(session, wish, question, asked.now)


def scope_of(home: Home | None) -> Scope:
    """A home as a scope; everywhere for a home that is not known."""
    if home is None:
        return Scope(())
    path = [home.site_id, home.building_id, home.staircase_id, home.flat_id]
    while path and path[-1] is None:
        path.pop()
    return Scope(tuple(path))


def _stale(fact: Confirmed) -> Lacked:
    if isinstance(fact, Milestone):
        return Lacked(LackKind.STALE, fact.title, f"milestone {fact.id}")
    return Lacked(LackKind.STALE)


def _place(home: Home | None, topic: str) -> Scope:
    path = scope_of(home).path
    if topic.startswith(OF_SITE):
        return Scope(path[:1])
    return Scope(path if topic in OF_FLAT else path[:3])
