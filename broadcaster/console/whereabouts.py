"""Whereabouts: of which site the row of a page is, so that roles for one site can be kept.

A page under ``/milestones/{id}`` is about a row of ``milestone``: the first word of an address
names the table. What belongs to no site (a stranger's request) is within everybody's reach.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import Any, Final

from aiohttp import web
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from broadcaster.campaigns.models import Broadcast, Series
from broadcaster.console.forms import to_id
from broadcaster.conversations.canned_answers import CannedAnswer
from broadcaster.conversations.lacks.models import Lack
from broadcaster.conversations.models import Correspondent, InboundMessage, Reply, Thread
from broadcaster.help.models import HelpPoint
from broadcaster.register.models import Building, Contact, Flat, Household, Site, Staircase
from broadcaster.sending.models import Delivery
from broadcaster.staff.alerts import Shown
from broadcaster.staff.models import Alert
from broadcaster.works.models import Milestone, PlannedCut, SitePerson
from broadcaster.works.scopes import Scope

Sites = frozenset[int]
Finder = Callable[[AsyncSession, int], Awaitable[Sites]]

TABLE_OF_PATH: Final = {
    "alerts": "alert",
    "broadcasts": "broadcast",
    "canned-answers": "canned_answer",
    "cuts": "planned_cut",
    "deliveries": "delivery",
    "help-points": "help_point",
    "households": "household",
    "lacks": "lack",
    "milestones": "milestone",
    "people": "site_person",
    "review/message": "inbound_message",
    "series": "series",
    "sites": "site",
    "threads": "thread",
    "works/buildings": "building",
}
"""The table whose row an address with ``{id}`` names."""


async def sites_in_path(session: AsyncSession, request: web.Request) -> Sites:
    """The sites of the row that an address names; none where it names none."""
    row = request.match_info.get("id")
    resource = request.match_info.route.resource
    if row is None or resource is None:
        return frozenset()
    words = resource.canonical.split("/{")[0].split("/")[2:]
    # /places/{level}/{id}: the level is the table, "site" down to "flat".
    table = request.match_info.get("level") or TABLE_OF_PATH.get("/".join(words))
    return await sites_of_row(session, table, row) if table else frozenset()


async def sites_of_row(session: AsyncSession, table: str, row: str) -> Sites:
    """The sites of one row; none when it is not there, or belongs to no site."""
    if table == "delivery":
        return await _of_delivery(session, row.replace("\x00", ""))
    number, find = to_id(row), FINDERS.get(table)
    return await find(session, number) if find and number is not None else frozenset()


async def alerts_within(
    session: AsyncSession, alerts: Collection[Shown], sites: Sites | None
) -> list[Shown]:
    """The alerts about what is within reach."""
    if sites is None:
        return list(alerts)
    found = [(one, await _of_subject(session, one.subject)) for one in alerts]
    return [one for one, its in found if not its or its & sites]


async def threads_within(
    session: AsyncSession, threads: Collection[Thread], sites: Sites | None
) -> list[Thread]:
    """The threads of people who live within reach, and of strangers."""
    if sites is None:
        return list(threads)
    homes = await sites_of_correspondents(session, {one.correspondent_id for one in threads})
    known = {one.id: homes.get(one.correspondent_id, frozenset()) for one in threads}
    return [one for one in threads if not known[one.id] or known[one.id] & sites]


async def sites_of_correspondents(session: AsyncSession, ids: Collection[int]) -> dict[int, Sites]:
    """Where correspondents live: by the register, or as they said. Strangers are left out."""
    found: dict[int, set[int]] = {}
    for query in (_by_register(ids), _by_building(ids), _by_staircase(ids)):
        for correspondent_id, site_id in await session.execute(query):
            found.setdefault(correspondent_id, set()).add(site_id)
    return {one: frozenset(sites) for one, sites in found.items()}


def audience_within(
    table: type[Broadcast] | type[Series], sites: Sites | None
) -> list[ColumnElement[bool]]:
    """The conditions of a query for broadcasts, or series, to sites within reach."""
    return [] if sites is None else [table.audience["site_id"].as_integer().in_(sites)]


def _by_register(ids: Collection[int]) -> Select[int, int]:
    return (
        select(Correspondent.id, Building.site_id)
        .join(Contact, Contact.number == Correspondent.address)
        .join(Household, Household.id == Contact.household_id)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .where(Correspondent.id.in_(ids))
    )


def _by_building(ids: Collection[int]) -> Select[int, int]:
    query = select(Correspondent.id, Building.site_id)
    query = query.join(Building, Building.id == Correspondent.building_id)
    return query.where(Correspondent.id.in_(ids))


def _by_staircase(ids: Collection[int]) -> Select[int, int]:
    query = select(Correspondent.id, Building.site_id)
    query = query.join(Staircase, Staircase.id == Correspondent.staircase_id)
    query = query.join(Building, Building.id == Staircase.building_id)
    return query.where(Correspondent.id.in_(ids))


# The site's column and the table's key: any mapped class has both.
def _by_column(site: InstrumentedAttribute[int], key: InstrumentedAttribute[int]) -> Finder:
    async def find(session: AsyncSession, row: int) -> Sites:
        found = await session.scalar(select(site).where(key == row))
        return frozenset() if found is None else frozenset({found})

    return find


# An audience is what its JSON holds.
def _by_audience(
    audience: InstrumentedAttribute[dict[str, Any]], key: InstrumentedAttribute[int]
) -> Finder:
    async def find(session: AsyncSession, row: int) -> Sites:
        found = await session.scalar(select(audience).where(key == row))
        return frozenset({int(found["site_id"])}) if found else frozenset()

    return find


def _of_place(table: type[Household | Flat | Staircase]) -> Finder:
    query = select(Building.site_id).join(Staircase, Staircase.building_id == Building.id)
    if table is not Staircase:
        query = query.join(Flat, Flat.staircase_id == Staircase.id)
    if table is Household:
        query = query.join(Household, Household.flat_id == Flat.id)

    async def find(session: AsyncSession, row: int) -> Sites:
        return frozenset(await session.scalars(query.where(table.id == row)))

    return find


async def _of_canned_answer(session: AsyncSession, row: int) -> Sites:
    """None where it is for every site."""
    site_id = await session.scalar(select(CannedAnswer.site_id).where(CannedAnswer.id == row))
    return frozenset() if site_id is None else frozenset({site_id})


async def _of_lack(session: AsyncSession, row: int) -> Sites:
    place = await session.scalar(select(Lack.place).where(Lack.id == row))
    path = Scope.read(place).path if place else ()
    return frozenset({path[0]}) if path and path[0] is not None else frozenset()


async def _of_thread(session: AsyncSession, row: int) -> Sites:
    query = select(Thread.correspondent_id).where(Thread.id == row)
    return await _of_correspondent(session, await session.scalar(query))


async def _of_message(session: AsyncSession, row: int) -> Sites:
    query = select(InboundMessage.correspondent_id).where(InboundMessage.id == row)
    return await _of_correspondent(session, await session.scalar(query))


async def _of_correspondent(session: AsyncSession, row: int | None) -> Sites:
    if row is None:
        return frozenset()
    return (await sites_of_correspondents(session, {row})).get(row, frozenset())


async def _of_delivery(session: AsyncSession, row: str) -> Sites:
    """Of a broadcast's message, where that is for; of an answer, where its reader lives."""
    delivery = await session.get(Delivery, row)
    if delivery is None:
        return frozenset()
    if delivery.broadcast_id is not None:
        return await FINDERS["broadcast"](session, delivery.broadcast_id)
    reader = select(Reply.correspondent_id).where(Reply.delivery_id == row)
    return await _of_correspondent(session, await session.scalar(reader))


async def _of_alert(session: AsyncSession, row: int) -> Sites:
    subject = await session.scalar(select(Alert.subject).where(Alert.id == row))
    return await _of_subject(session, subject) if subject else frozenset()


async def _of_subject(session: AsyncSession, subject: str) -> Sites:
    """The sites of what an alert is about ("broadcast 12")."""
    table, _, row = subject.partition(" ")
    return frozenset() if table == "alert" else await sites_of_row(session, table, row)


FINDERS: Final[dict[str, Finder]] = {
    "alert": _of_alert,
    "broadcast": _by_audience(Broadcast.audience, Broadcast.id),
    "building": _by_column(Building.site_id, Building.id),
    "canned_answer": _of_canned_answer,
    "flat": _of_place(Flat),
    "household": _of_place(Household),
    "help_point": _by_column(HelpPoint.site_id, HelpPoint.id),
    "inbound_message": _of_message,
    "lack": _of_lack,
    "milestone": _by_column(Milestone.site_id, Milestone.id),
    "planned_cut": _by_column(PlannedCut.site_id, PlannedCut.id),
    "series": _by_audience(Series.audience, Series.id),
    "site": _by_column(Site.id, Site.id),
    "site_person": _by_column(SitePerson.site_id, SitePerson.id),
    "staircase": _of_place(Staircase),
    "thread": _of_thread,
}
"""How the sites of a row of each table are found."""
