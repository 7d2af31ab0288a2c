"""The telephones a broadcast goes to, read from the register in pages."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among
from broadcaster.campaigns.audience.audience import AnySelect, Audience, households_of, speaks
from broadcaster.campaigns.models import Purpose
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

FRENCH: Final = "fr"
"""The language everybody reads who has no version of their own."""

DOES_NOT_READ: Final = Contact.reads_sms.is_not_distinct_from(False)
"""Whose owner told that they do not read SMS."""

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
    household_id: int
    number: str  # E.164
    language: str  # ISO 639-1
    values: dict[str, str]  # placeholder → value


@dataclass(frozen=True, slots=True)
class SameText:
    """How many telephones get one and the same text, at one and the same price."""

    language: str
    values: dict[str, str]
    numbers: int
    prefix: str = ""  # of the numbers, when it has a price of its own


def textable(purpose: Purpose = Purpose.INFORMATION) -> ColumnElement[bool]:
    """A contact that may be texted: a mobile whose owner did not refuse, and reads SMS.

    Of whoever was not asked whether they read them, it is taken that they do. An offer to buy needs
    more: a yes of its own, given before.
    """
    may = and_(
        Contact.kind == NumberKind.MOBILE, Contact.consent != Consent.REFUSED, ~DOES_NOT_READ
    )
    if purpose is Purpose.OFFER:
        return and_(may, Contact.offers_consent == Consent.GIVEN)
    return may


def awake() -> ColumnElement[bool]:
    """A contact whose number did not ask for silence."""
    return Contact.number.not_in(select(OptOut.number))


def in_audience[Query: AnySelect](
    query: Query, audience: Audience, purpose: Purpose, *, places_last: bool = False
) -> Query:
    """Keep a query's contacts that are texted when the audience is, those that opted out too."""
    joined = query.select_from(Contact).join(Household, Contact.household_id == Household.id)
    chosen = households_of(joined, audience, places_last=places_last)
    return chosen.where(textable(purpose), *speaks(audience))


def of_recipients() -> Select[*tuple[Any, ...]]:
    """The query of what ``recipient_of`` is made from, in its order."""
    return select(
        Contact.id, Contact.household_id, Contact.number, Contact.language, *COLUMNS.values()
    )


async def recipients(
    session: AsyncSession, audience: Audience, purpose: Purpose, *, after: int, limit: int
) -> list[Recipient]:
    """A page of the contacts to text, by id, those that opted out included.

    ``after`` is the last contact of the page before (0 for the first).
    """
    while (last := await end_of_window(session, after)) is not None:
        window = in_audience(of_recipients(), audience, purpose, places_last=True)
        window = window.where(Contact.id > after, Contact.id <= last)
        rows = (await session.execute(window.order_by(Contact.id).limit(limit))).all()
        if rows:
            return [recipient_of(*row) for row in rows]
        after = last
    return []


async def end_of_window(session: AsyncSession, after: int) -> int | None:
    """The id up to which contacts are looked at together; None after the last one.

    A window bounded on both sides is what makes both databases read a page from the key on,
    instead of joining the whole audience for each page.
    """
    window = select(Contact.id).where(Contact.id > after).order_by(Contact.id).limit(WINDOW)
    last: int | None = await session.scalar(select(func.max(window.subquery().c.id)))
    return last


def recipient_of(
    contact_id: int, household_id: int, number: str, language: str, *values: str
) -> Recipient:
    """One row of ``of_recipients``."""
    filled = dict(zip(COLUMNS, values, strict=True))
    return Recipient(contact_id, household_id, number, language, filled)


async def same_texts(
    session: AsyncSession,
    audience: Audience,
    purpose: Purpose,
    used: Collection[str],
    languages: Collection[str] = (),
    prefixes: Sequence[str] = (),
) -> AsyncIterator[SameText]:
    """How many telephones get each text, for texts that use these placeholders.

    ``languages`` are those with a version of their own; everybody else reads the French text,
    told by the language "fr". ``prefixes`` of numbers are counted apart: the first that fits.

    A number shared by households that would get the same text counts once; numbers that opted
    out do not count. The database groups; memory stays flat however many there are.
    """

    def texted(query: AnySelect) -> AnySelect:
        return in_audience(query, audience, purpose, places_last=audience.is_whole_site)

    async for some in texts_alike(session, texted, used, languages, prefixes):
        yield some


async def texts_alike(
    session: AsyncSession,
    texted: Callable[[AnySelect], AnySelect],
    used: Collection[str],
    languages: Collection[str] = (),
    prefixes: Sequence[str] = (),
) -> AsyncIterator[SameText]:
    """The same for any readers: ``texted`` keeps a query's contacts that are."""
    names = [name for name in COLUMNS if name in used]
    columns = [COLUMNS[name] for name in names]
    kinds = (_spoken(languages).label("spoken"), _priced(prefixes).label("priced"))
    query = select(func.count(Contact.number.distinct()), *kinds, *columns)
    awaited = texted(query).where(awake())
    keys = (text("spoken") if languages else None, *columns, text("priced") if prefixes else None)
    grouping = [key for key in keys if key is not None]
    grouped = awaited.group_by(*grouping).order_by(*grouping) if grouping else awaited
    rows = await session.stream(grouped.execution_options(yield_per=ROWS_AT_ONCE))
    async for some in rows.partitions():  # one by one, each row would be a wait of its own
        for numbers, spoken, priced, *found in some:
            if numbers:
                yield SameText(spoken, dict(zip(names, found, strict=True)), numbers, priced)


def _spoken(languages: Collection[str]) -> ColumnElement[str]:
    """The language of a contact's text."""
    if not languages:
        return literal(FRENCH)
    return case((Contact.language.in_(languages), Contact.language), else_=FRENCH)


def _priced(prefixes: Sequence[str]) -> ColumnElement[str]:
    """The first of the prefixes that a contact's number has, "" for none."""
    if not prefixes:
        return literal("")
    return case(
        *((Contact.number.startswith(prefix, autoescape=True), prefix) for prefix in prefixes),
        else_="",
    )


async def anybody(session: AsyncSession, audience: Audience, purpose: Purpose) -> bool:
    """True when at least one telephone of the audience may be texted."""
    query = in_audience(select(Contact.id), audience, purpose)
    return await session.scalar(query.where(awake()).limit(1)) is not None


async def silent_numbers(session: AsyncSession, audience: Audience, purpose: Purpose) -> int:
    """How many telephones of the audience opted out."""
    query = in_audience(select(func.count(Contact.number.distinct())), audience, purpose)
    asleep = query.where(Contact.number.in_(select(OptOut.number)))
    return await session.scalar(asleep) or 0


async def already_met(session: AsyncSession, numbers: Collection[str], *, up_to: int) -> set[str]:
    """Those of the numbers that also belong to a contact of an earlier page."""
    query = select(Contact.number).where(among(session, Contact.number, numbers))
    query = query.where(Contact.id <= up_to)
    return set(await session.scalars(query))


def numbers_of(found: Sequence[Recipient]) -> set[str]:
    """The numbers of some recipients, each once."""
    return {recipient.number for recipient in found}
