"""The timeline: what the calendar has in some months, as bars by place, in plain figures.

Positions are percentages of the width: the picture fits any screen, and its letters stay as large
as those of the page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from broadcaster import french
from broadcaster.clock import PARIS
from broadcaster.console.months import Month
from broadcaster.console.places import Places
from broadcaster.console.works.calendar import CalendarLine
from broadcaster.console.works.fact_words import title_of

NARROWEST: Final = 1.2
"""Percent of the width that a bar has at least: a cut of three hours can still be seen."""

LABEL_FITS: Final = 60.0
"""A bar that begins further right has its label end with it, so that it stays in the picture."""

TOP, LANE, ROW, BAR = 34, 30, 44, 16
"""Pixels: the axis, the line of a place, the line of a bar, the bar itself."""


@dataclass(frozen=True, slots=True)
class Period:
    """The months that are shown."""

    first: Month
    months: int

    @property
    def starts_at(self) -> datetime:
        """The first moment."""
        return self.first.starts_at

    @property
    def ends_at(self) -> datetime:
        """The first moment after."""
        return self.first.later(self.months).starts_at

    def at(self, moment: datetime) -> float:
        """Where a moment lies, in percent of the width; outside, at the edge."""
        share = (moment - self.starts_at) / (self.ends_at - self.starts_at)
        return round(min(max(share, 0.0), 1.0) * 100, 2)

    def holds(self, line: CalendarLine) -> bool:
        """True for a fact of which a part is shown."""
        return line.fact.starts_at < self.ends_at and line.fact.ends_at > self.starts_at


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis."""

    left: float
    label: str
    is_month: bool  # else a Monday


@dataclass(frozen=True, slots=True)
class Bar:
    """One milestone or cut."""

    line: CalendarLine
    title: str
    left: float
    width: float
    top: int  # pixels, of its label

    @property
    def is_labelled_from_its_end(self) -> bool:
        """True when its label would leave the picture."""
        return self.left > LABEL_FITS

    @property
    def label_at(self) -> float:
        """Where its label begins, or ends."""
        return self.left + self.width if self.is_labelled_from_its_end else self.left


@dataclass(frozen=True, slots=True)
class Lane:
    """The bars of one place."""

    title: str
    top: int
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the picture shows."""

    period: Period
    ticks: list[Tick]
    lanes: list[Lane]
    height: int
    today: float | None  # None: outside of the months shown

    @property
    def lines(self) -> list[CalendarLine]:
        """What it shows, in the order of the picture, for the table beside it."""
        return [bar.line for lane in self.lanes for bar in lane.bars]


def draw(places: Places, found: Iterable[CalendarLine], period: Period, now: datetime) -> Timeline:
    """Lay out what is in the period: a place beneath the other, its facts in order of time."""
    within = [line for line in found if period.holds(line)]
    shown = sorted(within, key=lambda line: _order(places, line))
    lanes: list[Lane] = []
    top = TOP
    for line in shown:
        title = places.name_of(line.fact)
        if not lanes or lanes[-1].title != title:
            lanes.append(Lane(title, top, []))
            top += LANE
        lanes[-1].bars.append(_bar(line, period, top))
        top += ROW
    is_within = period.starts_at <= now < period.ends_at
    return Timeline(period, list(_ticks(period)), lanes, top, period.at(now) if is_within else None)


def _order(places: Places, line: CalendarLine) -> tuple[tuple[str, ...], datetime, int]:
    return places.order_of(line.fact), line.fact.starts_at, line.fact.id


def _bar(line: CalendarLine, period: Period, top: int) -> Bar:
    left = min(period.at(line.fact.starts_at), 100 - NARROWEST)
    width = max(round(period.at(line.fact.ends_at) - left, 2), NARROWEST)
    return Bar(line, title_of(line.fact), left, width, top)


def _ticks(period: Period) -> Iterator[Tick]:
    for number in range(period.months):
        month = period.first.later(number)
        yield Tick(period.at(month.starts_at), french.month(month.starts_at), is_month=True)
    day = period.first.first_day
    monday = day + timedelta(days=-day.weekday() % 7)
    while (at := _midnight(monday)) < period.ends_at:
        yield Tick(period.at(at), str(monday.day), is_month=False)
        monday += timedelta(days=7)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS).astimezone(UTC)
