"""The telephones a broadcast goes to, read from the register in pages."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience import AnySelect, Audience, households_of, speaks
from broadcaster.register.models import (
    Building,
    Consent,
    Contact,
    Flat,
    Household,
    NumberKind,
    OptOut,
    Staircase,
)

ROWS_AT_ONCE = 1000
"""How many rows are held in memory while all are counted."""

WINDOW = 1000
"""How many contacts of the register are looked at for one page."""

COLUMNS = {
    "nom": Household.name,
    "batiment": Building.code,
    "escalier": Staircase.code,
    "appartement": Flat.number,
}
"""Where the value of each placeholder about a household comes from."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One telephone of one household, and what a text may say of that household."""

    contact_id: int
    number: str  # E.164
    values: dict[str, str]  # placeholder → value


@dataclass(frozen=True, slots=True)
class SameText:
    """How many telephones get one and the same text."""

    values: dict[str, str]
    numbers: int


def textable() -> ColumnElement[bool]:
    """A contact that may be texted: a mobile whose owner did not refuse."""
    return and_(Contact.kind == NumberKind.MOBILE, Contact.consent != Consent.REFUSED)


def _in_audience[Query: AnySelect](
    query: Query, audience: Audience, *, in_pages: bool = False
) -> Query:
    joined = query.select_from(Contact).join(Household, Contact.household_id == Household.id)
    chosen = households_of(joined, audience, in_pages=in_pages)
    return chosen.where(textable(), *speaks(audience))


async def recipients(
    session: AsyncSession, audience: Audience, *, after: int, limit: int
) -> list[Recipient]:
    """A page of the contacts to text, by id, those that opted out included.

    ``after`` is the last contact of the page before (0 for the first).
    """
    while (last := await _end_of_window(session, after)) is not None:
        query = select(Contact.id, Contact.number, *COLUMNS.values())
        window = _in_audience(query, audience, in_pages=True)
        window = window.where(Contact.id > after, Contact.id <= last)
        rows = (await session.execute(window.order_by(Contact.id).limit(limit))).all()
        if rows:
            return [_recipient(*row) for row in rows]
        after = last
    return []


async def _end_of_window(session: AsyncSession, after: int) -> int | None:
    """The id up to which contacts are looked at together; None after the last one.

    A window bounded on both sides is what makes both databases read a page from the key on,
    instead of joining the whole audience for each page.
    """
    window = select(Contact.id).where(Contact.id > after).order_by(Contact.id).limit(WINDOW)
    last: int | None = await session.scalar(select(func.max(window.subquery().c.id)))
    return last


def _recipient(contact_id: int, number: str, *values: str) -> Recipient:
    return Recipient(contact_id, number, dict(zip(COLUMNS, values, strict=True)))


async def same_texts(
    session: AsyncSession, audience: Audience, used: Collection[str]
) -> AsyncIterator[SameText]:
    """How many telephones get each text, for a text that uses these placeholders.

    A number shared by households that would get the same text counts once; numbers that opted
    out do not count. The database groups; memory stays flat however many there are.
    """
    names = [name for name in COLUMNS if name in used]
    columns = [COLUMNS[name] for name in names]
    query = select(func.count(Contact.number.distinct()), *columns)
    awake = _in_audience(query, audience).where(Contact.number.not_in(select(OptOut.number)))
    grouped = awake.group_by(*columns).order_by(*columns) if columns else awake
    rows = await session.stream(grouped.execution_options(yield_per=ROWS_AT_ONCE))
    async for row in rows:
        if row[0]:
            yield SameText(dict(zip(names, row[1:], strict=True)), row[0])


async def anybody(session: AsyncSession, audience: Audience) -> bool:
    """True when at least one telephone of the audience may be texted."""
    query = _in_audience(select(Contact.id), audience)
    awake = query.where(Contact.number.not_in(select(OptOut.number)))
    return await session.scalar(awake.limit(1)) is not None


async def silent_numbers(session: AsyncSession, audience: Audience) -> int:
    """How many telephones of the audience opted out."""
    query = _in_audience(select(func.count(Contact.number.distinct())), audience)
    asleep = query.where(Contact.number.in_(select(OptOut.number)))
    return await session.scalar(asleep) or 0


async def already_met(session: AsyncSession, numbers: Collection[str], *, up_to: int) -> set[str]:
    """Those of the numbers that also belong to a contact of an earlier page."""
    query = select(Contact.number).where(Contact.number.in_(numbers), Contact.id <= up_to)
    return set(await session.scalars(query))


def numbers_of(found: Sequence[Recipient]) -> set[str]:
    """The numbers of some recipients, each once."""
    return {recipient.number for recipient in found}
