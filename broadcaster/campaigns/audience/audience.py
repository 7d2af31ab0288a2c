"""Who a broadcast is for: places, languages, and households without a smartphone."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.functional_validators import AfterValidator
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import beside_index
from broadcaster.campaigns.refusals import InvalidAudienceError
from broadcaster.register.models import (
    Building,
    Contact,
    DigitalCard,
    Flat,
    Household,
    PhoneKind,
    Staircase,
)

LARGEST_ID = 2**31 - 1
"""The largest number PostgreSQL's integer keys hold."""

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Language = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[A-Za-z]{2,3}$")
]


type AnySelect = Select[*tuple[Any, ...]]


def _each_once[Item: (int, str)](values: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(sorted(set(values)))


class Audience(BaseModel):
    """A selection of households of one site.

    Places add up: households of any of the buildings, staircases or flats; no place means the
    whole site. Languages are those of the contacts; none means all. ``lacks_smartphone``
    keeps households whose digital card says no telephone, a landline or a keypad telephone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    site_id: Id
    building_ids: Annotated[tuple[Id, ...], AfterValidator(_each_once)] = ()
    staircase_ids: Annotated[tuple[Id, ...], AfterValidator(_each_once)] = ()
    flat_ids: Annotated[tuple[Id, ...], AfterValidator(_each_once)] = ()
    languages: Annotated[tuple[Language, ...], AfterValidator(_each_once)] = ()
    lacks_smartphone: bool = False

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what ``to_json`` wrote, or a form's values; raise InvalidAudienceError."""
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            fields = sorted({str(part["loc"][0]) for part in error.errors() if part["loc"]})
            raise InvalidAudienceError(why=", ".join(fields) or type(value).__name__) from error

    @property
    def is_whole_site(self) -> bool:
        """True when it names no place within its site."""
        return not (self.building_ids or self.staircase_ids or self.flat_ids)

    def to_json(self) -> dict[str, Any]:  # what the JSON column takes
        """The form in which a broadcast keeps it."""
        return self.model_dump(mode="json")


def households_of[Query: AnySelect](
    query: Query, audience: Audience, *, places_last: bool = False
) -> Query:
    """Keep a query's households that the audience means, whatever their telephone.

    ``places_last`` keeps the database from starting at the place: for a query that reads a few
    rows by their key, which would read the whole audience again for every page, and for one that
    reads a whole site, whose rows are then looked up one by one all over the file.
    """
    placed = (
        query.join(Flat, Household.flat_id == Flat.id)
        .join(Staircase, Flat.staircase_id == Staircase.id)
        .join(Building, Staircase.building_id == Building.id)
        .where(*_place(audience, places_last=places_last))
    )
    if audience.lacks_smartphone:
        without = [kind for kind in PhoneKind if not kind.is_smartphone]
        placed = placed.join(DigitalCard, DigitalCard.household_id == Household.id)
        placed = placed.where(DigitalCard.phone.in_(without))
    return placed


def _place(audience: Audience, *, places_last: bool) -> list[ColumnElement[bool]]:
    site, *narrower = (
        beside_index(key) if places_last else key
        for key in (Building.site_id, Building.id, Staircase.id, Flat.id)
    )
    conditions = [site == audience.site_id]
    wanted = (audience.building_ids, audience.staircase_ids, audience.flat_ids)
    if any(wanted):
        chosen = zip(narrower, wanted, strict=True)
        conditions.append(or_(*(key.in_(ids) for key, ids in chosen if ids)))
    return conditions


def speaks(audience: Audience) -> list[ColumnElement[bool]]:
    """The conditions a contact's language must meet."""
    return [Contact.language.in_(audience.languages)] if audience.languages else []


def spoken_in(audience: Audience) -> list[ColumnElement[bool]]:
    """The conditions a household must meet: one of its contacts reads one of the languages."""
    if not audience.languages:
        return []
    return [exists().where(Contact.household_id == Household.id, *speaks(audience))]


async def household_count(session: AsyncSession, audience: Audience) -> int:
    """How many households the audience means."""
    if not audience.languages:
        every = households_of(select(func.count()).select_from(Household), audience)
        return await session.scalar(every) or 0
    query = select(func.count(Contact.household_id.distinct())).select_from(Contact)
    query = query.join(Household, Contact.household_id == Household.id).where(*speaks(audience))
    spoken = households_of(query, audience, places_last=audience.is_whole_site)
    return await session.scalar(spoken) or 0
