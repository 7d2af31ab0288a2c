"""Lists of threads: by state, by whose they are, by place, or by what somebody searches for."""

import enum
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import Correspondent, InboundMessage, Thread, ThreadState
from broadcaster.conversations.requests import TenantRequest
from broadcaster.register.models import Building, Contact, Flat, Household, Staircase

LEAST_DIGITS: Final = 3
"""Fewer digits are no end of a telephone number worth looking for."""

NATIONAL_DIGITS: Final = 9
"""Digits of a French number after its 0 or +33."""

LARGEST_ID: Final = 2**31 - 1


class Whose(enum.StrEnum):
    """Whose threads are wanted."""

    EVERYBODY = "everybody"
    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which threads a list is to show."""

    state: ThreadState | None = ThreadState.OPEN  # None: every state
    whose: Whose = Whose.EVERYBODY
    user_id: int = 0  # who asks
    urgent: bool = False  # True: emergencies only
    sites: frozenset[int] | None = None  # within reach; None: all of them
    site_id: int | None = None
    said: str = ""  # a name, a thread's or telephone number, a request's reference


async def find_threads(
    session: AsyncSession, wanted: Wanted, *, offset: int = 0, limit: int = 1000
) -> Sequence[Thread]:
    """The threads wanted. Open ones: emergencies first, then who waits longest; others: newest."""
    query = select(Thread).where(*_conditions(wanted))
    waiting = func.coalesce(Thread.unanswered_since, Thread.opened_at)
    if wanted.state is ThreadState.OPEN:
        query = query.order_by(Thread.urgent.desc(), waiting, Thread.id)
    else:
        query = query.order_by(Thread.last_message_at.desc(), Thread.id.desc())
    return list(await session.scalars(query.offset(offset).limit(limit)))


async def count_threads(session: AsyncSession, wanted: Wanted) -> dict[ThreadState, int]:
    """How many threads each state has, all else as wanted."""
    query = select(Thread.state, func.count()).where(*_conditions(replace(wanted, state=None)))
    found = dict.fromkeys(ThreadState, 0)
    for state, count in await session.execute(query.group_by(Thread.state)):
        found[state] = count
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits for a person, in three figures."""

    open: int
    urgent: int
    newest: datetime | None  # when the last message of any of them came


async def standing_of(session: AsyncSession, sites: frozenset[int] | None) -> Standing:
    """What waits within reach."""
    urgent = func.count().filter(Thread.urgent.is_(True))
    query = select(func.count(), urgent, func.max(Thread.last_message_at))
    row = (await session.execute(query.where(*_conditions(Wanted(sites=sites))))).one()
    return Standing(*row)


async def last_words(session: AsyncSession, thread_ids: Collection[int]) -> Mapping[int, str]:
    """What the tenant wrote last in each thread."""
    last = (
        select(func.max(InboundMessage.id))
        .where(InboundMessage.thread_id.in_(thread_ids))
        .group_by(InboundMessage.thread_id)
    )
    found = await session.scalars(select(InboundMessage).where(InboundMessage.id.in_(last)))
    return {one.thread_id: one.body for one in found if one.thread_id is not None}


async def is_within(session: AsyncSession, thread_id: int, sites: frozenset[int] | None) -> bool:
    """True when there is such a thread, and it is within reach."""
    query = select(Thread.id).where(Thread.id == thread_id, *_conditions(Wanted(None, sites=sites)))
    return await session.scalar(query) is not None


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(Thread.state == wanted.state)
    if wanted.whose is Whose.MINE:
        found.append(Thread.assigned_to_id == wanted.user_id)
    elif wanted.whose is Whose.NOBODY:
        found.append(Thread.assigned_to_id.is_(None))
    if wanted.urgent:
        found.append(Thread.urgent.is_(True))
    if wanted.sites is not None:
        found.append(or_(_lives_in(wanted.sites), _lives_nowhere()))
    if wanted.site_id is not None:
        found.append(_lives_in({wanted.site_id}))
    if wanted.said:
        found.append(_matches(wanted.said))
    return found


def _lives_in(sites: frozenset[int] | set[int]) -> ColumnElement[bool]:
    """Whoever writes has a home on one of these sites, by the register or by their own word."""
    buildings = select(Building.id).where(Building.site_id.in_(sites))
    staircases = select(Staircase.id).where(Staircase.building_id.in_(buildings))
    numbers = (
        select(Contact.number)
        .join(Household, Household.id == Contact.household_id)
        .join(Flat, Flat.id == Household.flat_id)
        .where(Flat.staircase_id.in_(staircases))
    )
    return _by_correspondent(
        select(Correspondent.id).where(
            or_(
                Correspondent.address.in_(numbers),
                Correspondent.building_id.in_(buildings),
                Correspondent.staircase_id.in_(staircases),
            )
        )
    )


def _lives_nowhere() -> ColumnElement[bool]:
    """Nobody knows where whoever writes lives: everybody may answer them."""
    return _by_correspondent(
        select(Correspondent.id)
        .where(Correspondent.building_id.is_(None), Correspondent.staircase_id.is_(None))
        .where(Correspondent.address.not_in(select(Contact.number)))
    )


def _matches(said: str) -> ColumnElement[bool]:
    named = (
        select(Contact.number)
        .join(Household, Household.id == Contact.household_id)
        .where(Household.name.icontains(said, autoescape=True))
    )
    ways = [
        _by_correspondent(select(Correspondent.id).where(Correspondent.address.in_(named))),
        Thread.id.in_(
            select(TenantRequest.thread_id).where(
                TenantRequest.reference.icontains(said, autoescape=True)
            )
        ),
    ]
    digits = "".join(re.findall(r"[0-9]", said))
    if digits and not re.search(r"[^\W\d_]", said):
        ways += _by_digits(digits)
    return or_(*ways)


def _by_digits(digits: str) -> list[ColumnElement[bool]]:
    """The thread of that number, and whoever's telephone number ends so."""
    ways: list[ColumnElement[bool]] = []
    if int(digits) <= LARGEST_ID:
        ways.append(Thread.id == int(digits))
    if len(digits) >= LEAST_DIGITS:
        ending = Correspondent.address.endswith(digits[-NATIONAL_DIGITS:])
        of_number = Correspondent.address.startswith("+")
        ways.append(_by_correspondent(select(Correspondent.id).where(of_number, ending)))
    return ways


def _by_correspondent(ids: Select[int]) -> ColumnElement[bool]:
    return Thread.correspondent_id.in_(ids)
