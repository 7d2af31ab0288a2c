"""Finding a household by its name, reference, flat or telephone, in any spelling.

Each household has one folded text, kept at every writing: looking through the texts of 100,000
households takes a database some ten milliseconds, on a telephone's digits in the middle as well.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Final, cast

from sqlalchemy import ColumnElement, Select, Table, and_, case, delete, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among, insert_many
from broadcaster.register.models import (
    Building,
    Contact,
    Flat,
    Household,
    HouseholdSearch,
    Site,
    Staircase,
)

PLACE_WORDS: Final = frozenset(
    [
        *("bat", "batiment", "bt", "immeuble", "imm", "esc", "escalier", "cage", "entree", "appt"),
        *("appartement", "apt", "app", "logement", "lgt", "porte", "n", "no"),
    ]
)
"""Words said before a code, which say nothing themselves."""

DIGITS_OF_A_NUMBER: Final = 4
"""So many digits may be the last of a telephone; fewer are a staircase or a flat."""

_WHOLE: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that Unicode takes for whole ones, and people type in parts or without their stroke."""

HOUSEHOLDS_A_STEP: Final = 5000

_TABLE: Final = cast("Table", HouseholdSearch.__table__)


@dataclass(frozen=True, slots=True)
class Found:
    """One household of a list."""

    id: int
    name: str
    reference: str
    site: str
    building: str
    staircase: str
    flat: str


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found."""

    households: Sequence[Found]
    more: bool  # there are more after this page


@dataclass(frozen=True, slots=True)
class Within:
    """Where to look; everything None: everywhere."""

    sites: frozenset[int] | None = None  # within somebody's reach
    site_id: int | None = None
    building_id: int | None = None
    staircase_id: int | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """For a query that joins the places."""
        wanted = (
            (Building.site_id, self.site_id),
            (Building.id, self.building_id),
            (Staircase.id, self.staircase_id),
        )
        found = [column == one for column, one in wanted if one is not None]
        return found if self.sites is None else [*found, Building.site_id.in_(self.sites)]


def words_of(
    name: str, reference: str, place: tuple[str, str, str], numbers: Collection[str]
) -> str:
    """The text a household is found by; ``place`` is its building, staircase and flat."""
    building, staircase, flat = (fold_word(code) for code in place)
    joined = f"{building}{staircase} {staircase}{flat} {building}{staircase}{flat}"
    parts = (
        f"{building} {staircase} {flat}",
        joined,
        _said(name),
        _said(reference),
        " ".join(map(_digits, numbers)),
    )
    return f" {' | '.join(parts)} "


def fold_word(text: str) -> str:
    """Letters and digits only, without case and accents."""
    return "".join(sign for sign in _plain(text) if sign.isalnum())


def _said(text: str) -> str:
    """Each word whole and in its parts: « Jean-Luc » is jeanluc, jean and luc."""
    found: list[str] = []
    for chunk in text.split():
        pieces = "".join(sign if sign.isalnum() else " " for sign in _plain(chunk)).split()
        found += dict.fromkeys(["".join(pieces), *pieces])
    return " ".join(found)


def _plain(text: str) -> str:
    signs = unicodedata.normalize("NFKD", text.replace("°", "")).casefold().translate(_WHOLE)
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def _digits(number: str) -> str:
    return f"0{number[3:]}" if number.startswith("+33") else number.lstrip("+")


async def search(
    session: AsyncSession, said: str, within: Within, *, offset: int = 0, limit: int
) -> Results:
    """The households that have all that was said, by door; those at that very door first.

    With nothing said, all households within.
    """
    condition, first = _conditions(said)
    query, order = _listed().where(*within.conditions), []
    if condition is not None:
        first = case((first, 0), else_=1) if first is not None else literal(0)
        # Materialized: a database would otherwise begin with the places, and look up each text.
        found = select(HouseholdSearch.household_id, first.label("rank")).where(condition)
        texts = found.cte("texts").prefix_with("MATERIALIZED")
        query, order = query.join(texts, texts.c.household_id == Household.id), [texts.c.rank]
    door = (Site.name, Building.code, Staircase.code, func.length(Flat.number), Flat.number)
    rows = await session.execute(
        query.order_by(*order, *door, Household.id).offset(offset).limit(limit + 1)
    )
    households = [Found(*row) for row in rows]
    return Results(households[:limit], more=len(households) > limit)


def _listed() -> Select[int, str, str, str, str, str, str]:
    return (
        select(
            Household.id,
            Household.name,
            Household.reference,
            Site.name,
            Building.code,
            Staircase.code,
            Flat.number,
        )
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .join(Site, Site.id == Building.site_id)
    )


def _conditions(said: str) -> tuple[ColumnElement[bool] | None, ColumnElement[bool] | None]:
    """What a text must meet, and what puts it first."""
    tokens = [word for word in map(fold_word, said.split()) if word]
    tokens = [word for word in tokens if word not in PLACE_WORDS] or tokens
    if not tokens:
        return None, None
    words = HouseholdSearch.words
    alone = len(tokens) == 1
    by_word = and_(*(words.like(_pattern(word, alone=alone)) for word in tokens))
    digits = _number_digits(said)
    condition = or_(by_word, words.like(f"%{digits}%")) if digits else by_word
    return condition, words.like(f"% {' '.join(tokens)} %")


def _pattern(word: str, *, alone: bool) -> str:
    """A word begins like this; a short code among others is whole: « B 2 34 » is not 34x."""
    is_code = word.isdigit() and len(word) < DIGITS_OF_A_NUMBER
    return f"% {word} %" if is_code and not alone else f"% {word}%"


def _number_digits(said: str) -> str | None:
    """The digits of a telephone, or its last ones, without the country; None for other words."""
    bare = "".join(sign for sign in said if sign not in " .-()/+\u00a0\u202f")
    if not (bare.isascii() and bare.isdigit()) or len(bare) < DIGITS_OF_A_NUMBER:
        return None
    for country in ("0033", "33"):
        if bare.startswith(country) and len(bare) >= len(country) + 9:
            return bare.removeprefix(country).lstrip("0")
    return bare


async def index_households(session: AsyncSession, ids: Collection[int]) -> None:
    """Write anew what households are found by, after any change of theirs or of their place."""
    await session.flush()
    for some in batched(sorted(ids), HOUSEHOLDS_A_STEP):
        here = among(session, HouseholdSearch.household_id, some)
        await session.execute(
            delete(HouseholdSearch).where(here), execution_options={"synchronize_session": False}
        )
        await insert_many(session, _TABLE, await _written(session, some))


async def index_place(
    session: AsyncSession, *, building_id: int | None = None, staircase_id: int | None = None
) -> None:
    """The same for everybody of a building or a staircase whose code changed."""
    within = Within(building_id=building_id, staircase_id=staircase_id)
    query = (
        select(Household.id)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
    )
    await session.flush()
    await index_households(session, set(await session.scalars(query.where(*within.conditions))))


async def _written(session: AsyncSession, ids: Sequence[int]) -> list[dict[str, object]]:
    numbers: dict[int, list[str]] = {}
    contacts = select(Contact.household_id, Contact.number).order_by(Contact.id)
    for one, number in await session.execute(
        contacts.where(among(session, Contact.household_id, ids))
    ):
        numbers.setdefault(one, []).append(number)
    rows = await session.execute(_listed().where(among(session, Household.id, ids)))
    return [
        {
            "household_id": one,
            "words": words_of(name, reference, (door[0], door[1], door[2]), numbers.get(one, [])),
        }
        for one, name, reference, _site, *door in rows
    ]
