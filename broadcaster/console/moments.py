"""Days and hours as staff type them, read on the clock of Paris."""

import re
from datetime import UTC, date, datetime, time

from broadcaster.clock import PARIS
from broadcaster.errors import PalierError

EARLIEST_YEAR = 2000
LATEST_YEAR = 2100
"""Years outside are slips of the keyboard, and the ends of time cannot be put in UTC."""

_DAY_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})", re.ASCII),
)
_HOUR_FORM = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?(?::\d{2})?", re.ASCII)


class BadMomentError(PalierError):
    """This day or hour cannot be read. Write it as 12/05/2026 and 9:30."""

    def __init__(self, reason: str) -> None:
        """Take a key of wording.yml: ``field.<reason>``."""
        super().__init__(reason)
        self.reason = reason


def parse_day(text: str) -> date:
    """A day, from a calendar field (2026-05-12) or typed (12/05/2026)."""
    text = text.strip()
    if not text:
        raise BadMomentError("required")
    for form in _DAY_FORMS:
        found = form.fullmatch(text)
        if found:
            return _existing_day(int(found["year"]), int(found["month"]), int(found["day"]))
    raise BadMomentError("day")


def _existing_day(year: int, month: int, day: int) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadMomentError("year")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadMomentError("no_such_day") from error


def parse_hour(text: str) -> time:
    """An hour, from a clock field (09:30) or typed (9h30, 9 h)."""
    text = text.strip()
    if not text:
        raise BadMomentError("required")
    found = _HOUR_FORM.fullmatch(text)
    if found is None:
        raise BadMomentError("hour")
    try:
        return time(int(found[1]), int(found[2] or 0))
    except ValueError as error:
        raise BadMomentError("hour") from error


def local_moment(day: date, hour: time) -> datetime:
    """That day and hour in Paris, as UTC; refused when clocks skip it in March."""
    local = datetime.combine(day, hour, tzinfo=PARIS)
    moment = local.astimezone(UTC)
    if moment.astimezone(PARIS).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise BadMomentError("skipped_hour")
    return moment
