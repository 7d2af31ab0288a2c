"""The works calendar as the API takes and gives it: milestones and planned cuts."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from broadcaster.api.shapes import (
    MOST_ITEMS,
    VISIBLE,
    Line,
    Lines,
    Page,
    Paging,
    Pushed,
    QueryShape,
    Reference,
    Shape,
)
from broadcaster.api.shapes import Site as SiteOut
from broadcaster.works.importing.words import kind_labels
from broadcaster.works.models import CutKind, MilestoneState


def _known_kind(kind: str) -> str:
    if kind not in kind_labels():
        raise ValueError(", ".join(kind_labels()))
    return kind


MilestoneKind = Annotated[
    str, AfterValidator(_known_kind), Field(json_schema_extra={"enum": [*kind_labels()]})
]
Name = Annotated[str, StringConstraints(pattern=VISIBLE, min_length=1, max_length=120)]
DayOrMoment = AwareDatetime | date
Code = Annotated[Line, Field(max_length=40)]


class PlaceIn(Shape):
    """Where it takes place: what is left out is wider."""

    reference: Reference
    site: Name
    building: Code = ""
    staircase: Code = ""
    flat: Annotated[Line, Field(max_length=20)] = ""
    confirmed_at: DayOrMoment | None = None
    confirmed_by: Annotated[Line, Field(max_length=120)] = ""


class MilestoneIn(PlaceIn):
    """A step of the works."""

    type: Literal["milestone"]
    kind: MilestoneKind
    title: Annotated[Line, Field(max_length=160)] = ""
    detail: Annotated[Lines, Field(max_length=2000)] = ""
    starts: DayOrMoment
    ends: DayOrMoment | None = None
    state: MilestoneState | None = None


class CutIn(PlaceIn):
    """A planned cut, with its hours."""

    type: Literal["cut"]
    kind: CutKind
    starts: AwareDatetime
    ends: AwareDatetime
    cancelled: bool | None = None


class WorksIn(Shape):
    """A push of works."""

    works: list[Annotated[MilestoneIn | CutIn, Field(discriminator="type")]] = Field(
        min_length=1, max_length=MOST_ITEMS
    )


class WindowIn(Shape):
    """The dates something moves to."""

    starts: DayOrMoment
    ends: DayOrMoment | None = None


class Consequence(Shape):
    """What follows for the households that were told of a milestone."""

    reference: str
    kept_back: int  # messages with the old date that waited, and will not leave
    to_correct: int  # telephones that were told the old date
    corrections: list["Correction"]


class Correction(Shape):
    """A message that puts right what was told."""

    text: str
    needs_approval: bool  # True: it waits for a member of staff


class WorksPushed(Pushed):
    """What a push of works did, or would do."""

    consequences: list[Consequence]


class Moved(Shape):
    """Where something moved to, and what follows."""

    dry_run: bool
    work: "WorkOut"
    consequences: list[Consequence]


class WorkOut(Shape):
    """A milestone or a cut as Palier knows it."""

    type: Literal["milestone", "cut"]
    reference: str
    site: SiteOut
    building: str | None
    staircase: str | None
    flat: str | None
    kind: str
    title: str | None  # None for a cut
    detail: str | None
    starts_at: datetime
    ends_at: datetime  # the first moment after it: midnight after the last day of whole days
    state: MilestoneState | None  # None for a cut
    cancelled: bool
    confirmed_at: datetime | None
    confirmed_by: str | None


class WorkPage(Page):
    """Part of the calendar."""

    items: list[WorkOut]


class WorksQuery(Paging):
    """Which works."""

    type: Literal["milestone", "cut"] = "milestone"
    site: Annotated[Line, Field(max_length=120)] | None = None


class WorkQuery(QueryShape):
    """Which of two things of the same reference."""

    type: Literal["milestone", "cut"] = "milestone"
