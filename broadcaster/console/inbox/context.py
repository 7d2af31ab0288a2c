"""Context: what whoever answers should know of a tenant, beside the conversation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from broadcaster.answers.models import AnswerChannel
from broadcaster.campaigns.models import Broadcast
from broadcaster.console.places import Places, load_places
from broadcaster.console.words import national
from broadcaster.console.works.calendar import CalendarLine, cut_line, milestone_line
from broadcaster.conversations.canned_answers import CannedAnswer, canned_answers
from broadcaster.conversations.correspondents import registered_language
from broadcaster.conversations.lacks.models import Lack, LackAsker, LackState
from broadcaster.conversations.models import Correspondent, Thread
from broadcaster.register.homes import Home, home_of_building, home_of_staircase, homes_of
from broadcaster.register.models import Contact, Household
from broadcaster.register.optouts import opted_out
from broadcaster.sending.models import Delivery, DeliveryState
from broadcaster.works.calendar import cuts_for, milestones_for, people_for
from broadcaster.works.models import CutKind, Milestone, PersonRole, PlannedCut

SHOWN: Final = 5
"""Lines of each list at most."""

TO_CALL: Final = (PersonRole.LANDLORD, PersonRole.SITE_MANAGER, PersonRole.CARETAKER)
"""Who a tenant is told to call, the first that the home has."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A broadcast that went, or goes, to the tenant's number."""

    broadcast_id: int
    title: str
    at: datetime
    state: DeliveryState


@dataclass(frozen=True, slots=True)
class Context:
    """What the page shows beside a conversation."""

    households: Sequence[Household]  # those that have the number, with flat and contacts
    homes: Sequence[Home]
    places: Places
    language: str | None  # chosen or registered; None: not known
    is_silent: bool  # the number said STOP
    works: Sequence[CalendarLine]  # the next milestones and cuts of the home
    sent: Sequence[Sent]
    earlier: Sequence[Thread]  # the tenant's other threads
    lacks: Sequence[Lack]  # facts they asked for that are still lacking


async def context_of(
    session: AsyncSession, who: Correspondent, thread: Thread, now: datetime
) -> Context:
    """Everything beside one thread's conversation."""
    homes = await homes_around(session, who)
    works = await _coming(session, homes, now)
    number = who.address if who.channel is AnswerChannel.SMS else ""
    return Context(
        households=await _households(session, number),
        homes=homes,
        places=await load_places(session, [line.fact for line in works]),
        language=who.language or await registered_language(session, number),
        is_silent=bool(number and await opted_out(session, [number])),
        works=works,
        sent=await _sent(session, number),
        earlier=await _earlier(session, thread),
        lacks=await _lacks(session, who.id),
    )


async def homes_around(session: AsyncSession, who: Correspondent) -> Sequence[Home]:
    """The homes of a number; else the place a stranger said they live at."""
    if who.channel is AnswerChannel.SMS and (found := await homes_of(session, who.address)):
        return found
    if who.staircase_id is not None:
        return [await home_of_staircase(session, who.staircase_id)]
    if who.building_id is not None:
        return [await home_of_building(session, who.building_id)]
    return []


async def canned_for(
    session: AsyncSession, homes: Sequence[Home], reach: frozenset[int] | None
) -> Sequence[CannedAnswer]:
    """The canned answers for a tenant's own site; for all within reach when none is known."""
    return await canned_answers(session, frozenset(home.site_id for home in homes) or reach)


async def values_for(
    session: AsyncSession, names: Collection[str], place: str | None, homes: Sequence[Home]
) -> Mapping[str, str]:
    """What a canned answer's placeholders stand for; nothing for what is not known."""
    found = {"nom": ", ".join(names), "logement": place or ""}
    for role in TO_CALL:
        people = await people_for(session, homes[0], role) if homes else []
        if people:
            number = national(people[0].number or "")
            found["contact"] = " ".join(filter(None, (people[0].name, number)))
            break
    return found


async def _households(session: AsyncSession, number: str) -> Sequence[Household]:
    found = await session.scalars(
        select(Household)
        .where(Household.id.in_(select(Contact.household_id).where(Contact.number == number)))
        .options(selectinload(Household.flat), selectinload(Household.contacts))
        .order_by(Household.name, Household.id)
    )
    return list(found)


async def _coming(
    session: AsyncSession, homes: Sequence[Home], now: datetime
) -> Sequence[CalendarLine]:
    """The next works of some homes, each once."""
    found: dict[tuple[bool, int], CalendarLine] = {}
    for home in homes:
        for milestone in await milestones_for(session, home):
            found[False, milestone.id] = milestone_line(milestone, now)
        for kind in CutKind:
            for cut in await cuts_for(session, home, kind, now):
                found[True, cut.id] = cut_line(cut, now)
    coming = [line for line in found.values() if not line.is_over]
    return sorted(coming, key=lambda line: (_start(line.fact), line.is_cut))[:SHOWN]


def _start(fact: Milestone | PlannedCut) -> datetime:
    return fact.starts_at


async def _sent(session: AsyncSession, number: str) -> Sequence[Sent]:
    found = await session.execute(
        select(Broadcast.id, Broadcast.title, Delivery.due_at, Delivery.state)
        .join(Delivery, Delivery.broadcast_id == Broadcast.id)
        .where(Delivery.to_number == number)
        .order_by(Delivery.due_at.desc(), Delivery.id.desc())
        .limit(SHOWN)
    )
    return [Sent(*row) for row in found]


async def _earlier(session: AsyncSession, thread: Thread) -> Sequence[Thread]:
    found = await session.scalars(
        select(Thread)
        .where(Thread.correspondent_id == thread.correspondent_id, Thread.id != thread.id)
        .order_by(Thread.id.desc())
        .limit(SHOWN)
    )
    return list(found)


async def _lacks(session: AsyncSession, correspondent_id: int) -> Sequence[Lack]:
    asked = select(LackAsker.lack_id).where(LackAsker.correspondent_id == correspondent_id)
    found = await session.scalars(
        select(Lack)
        .where(Lack.id.in_(asked), Lack.state == LackState.OPEN)
        .order_by(Lack.last_asked_at.desc())
        .limit(SHOWN)
    )
    return list(found)
