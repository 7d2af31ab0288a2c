"""The planned window of a line, from its two cells; whole days end with the next midnight."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broadcaster.tabular import CellReader
from broadcaster.works.importing.dates import DateError, Moment, read_end, read_moment
from broadcaster.works.importing.words import wording


@dataclass(frozen=True)
class Window:
    """From when until when, UTC-aware. The end is the first moment after it."""

    starts_at: datetime
    ends_at: datetime


def read_window(reader: CellReader, *, hours_needed: bool = False) -> Window | None:
    """The window of a row; None, with a finding, when it is none. Without an end: the one day."""
    reader.needed("start")
    start = _read(reader, "start", read_moment)
    if start is None:
        return None
    if hours_needed and not start.has_hour:
        reader.fail("start", wording("cut_needs_hours"))
        return None
    if start.has_hour or hours_needed:
        reader.needed("end")
    if not reader.is_filled("end"):
        return None if start.has_hour else Window(start.at, start.day_after)
    end = _read(reader, "end", lambda text: read_end(text, start))
    return None if end is None else _window(reader, start, end)


def read_day(reader: CellReader, field: str) -> datetime | None:
    """A moment on its own; None, with a finding, when the cell holds none."""
    moment = _read(reader, field, read_moment)
    return None if moment is None else moment.at


def _window(reader: CellReader, start: Moment, end: Moment) -> Window | None:
    if start.has_hour != end.has_hour:
        reader.fail("end" if start.has_hour else "start", wording("hour_on_one_side"))
        return None
    ends_at = end.at if end.has_hour else end.day_after
    if ends_at <= start.at:
        reader.fail("end", wording("end_before_start"))
        return None
    return Window(start.at, ends_at)


def _read(reader: CellReader, field: str, read: Callable[[str], Moment]) -> Moment | None:
    text = reader.text(field)
    if not text:
        return None
    try:
        return read(text)
    except DateError as error:
        reader.fail(field, wording(error.key, value=text[:40], weekday=error.weekday))
        return None
