"""Shapes: what every body, query and answer of the API has in common."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

VISIBLE = r"^[^\x00-\x1f\x7f]*$"
"""No control sign: PostgreSQL keeps no NUL, and nobody sees the others."""

TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""The same, with line breaks and tabs."""

YEARS = range(2000, 2100)

MOST_ITEMS = 1000
"""Items of one push."""


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", re.ASCII)


def _written(value: object) -> object:
    """Refuse numbers, which pydantic would read as seconds since 1970."""
    if isinstance(value, str) and not _ISO.fullmatch(value):
        return None
    return value


def _sensible(moment: datetime) -> datetime:
    """Refuse years that no clock of ours has: UTC could not even tell the first and the last."""
    if moment.year not in YEARS:
        message = f"{YEARS.start}–{YEARS.stop - 1}"
        raise ValueError(message)
    return moment


def _truth(value: object) -> object:
    """Only the two words of JSON."""
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else value


class Shape(BaseModel):
    """A body or an answer: exactly the fields described, each of its own type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class QueryShape(Shape):
    """A query: its values come as text."""

    model_config = ConfigDict(strict=False)


class Nothing(QueryShape):
    """No query, or no body."""


class DryRun(QueryShape):
    """Whether to try only."""

    dry_run: Annotated[bool, BeforeValidator(_truth)] = False


class Paging(QueryShape):
    """Which part of a list."""

    limit: int = Field(100, ge=1, le=500)
    cursor: str | None = Field(None, pattern=r"^[0-9a-f]{1,32}$")

    @property
    def after(self) -> int:
        """The id after which the page begins, where ids are numbers; 0 for the first page."""
        number = int(self.cursor) if self.cursor and self.cursor.isdigit() else 0
        return min(number, 2**31 - 1)


Line = Annotated[str, StringConstraints(pattern=VISIBLE)]
Lines = Annotated[str, StringConstraints(pattern=TEXT)]
Reference = Annotated[str, StringConstraints(pattern=VISIBLE, min_length=1, max_length=60)]

Since = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_sensible)]


class Page(Shape):
    """What every list has beside its items."""

    next: str | None  # the cursor of the next page; None: this is the last


class Site(Shape):
    """A site of the register."""

    code: str
    name: str


class Warned(Shape):
    """Something to know although it was kept."""

    pointer: str
    detail: str


class Pushed(Shape):
    """What a push did, or would do."""

    dry_run: bool
    added: int
    changed: int
    unchanged: int
    warnings: list[Warned]
