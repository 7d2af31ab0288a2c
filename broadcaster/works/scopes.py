"""Scopes: the place a fact is about, compared with other places and with where people live."""

from dataclasses import dataclass
from typing import Final, Self

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, true
from sqlalchemy.orm import aliased

from broadcaster.register.models import Building, Contact, Flat, Household, Staircase
from broadcaster.works.models import Scoped

LEVELS: Final = ("site_id", "building_id", "staircase_id", "flat_id")


@dataclass(frozen=True, slots=True)
class Scope:
    """A place by the ids that lead to it: site, building, staircase, flat, as far as they go.

    The last one says how far it reaches. No id at all means everywhere.
    """

    path: tuple[int | None, ...]

    @classmethod
    def of(cls, fact: Scoped) -> Self:
        """The place of a fact."""
        return cls._trimmed([getattr(fact, level) for level in LEVELS])

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what ``str`` wrote."""
        return cls._trimmed([int(one) if one else None for one in text.split(".")])

    @classmethod
    def _trimmed(cls, ids: list[int | None]) -> Self:
        while ids and ids[-1] is None:
            ids.pop()
        return cls(tuple(ids))

    def __str__(self) -> str:
        return ".".join("" if one is None else str(one) for one in self.path)

    @property
    def level(self) -> str | None:
        """The column of its narrowest id; None for everywhere."""
        return LEVELS[len(self.path) - 1] if self.path else None

    @property
    def id(self) -> int | None:
        """Its narrowest id; None for everywhere."""
        return self.path[-1] if self.path else None

    def joined(self, other: Self) -> Self:
        """The narrowest place that holds both."""
        if self == other:
            return self
        shared: list[int | None] = []
        for mine, theirs in zip(self.path, other.path, strict=False):
            if mine != theirs or mine is None:
                break
            shared.append(mine)
        return self._trimmed(shared)

    def holds(self, number: SQLColumnExpression[str]) -> ColumnElement[bool]:
        """The condition that somebody who has a telephone number lives here.

        A number of several households lives wherever one of them does.
        """
        if self.level is None:
            return true()
        contact, household, flat = aliased(Contact), aliased(Household), aliased(Flat)
        staircase, building = aliased(Staircase), aliased(Building)
        column = {
            "site_id": building.site_id,
            "building_id": building.id,
            "staircase_id": staircase.id,
            "flat_id": flat.id,
        }[self.level]
        return exists().where(
            contact.number == number,
            household.id == contact.household_id,
            flat.id == household.flat_id,
            staircase.id == flat.staircase_id,
            building.id == staircase.building_id,
            # Not a bare column, whose index would lead to everybody who lives here.
            column + 0 == self.id,
        )
