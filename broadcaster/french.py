"""Dates and hours as tenants read them: « mardi 12 mai, de 9 h à 12 h »."""

from datetime import datetime, timedelta

from babel.dates import format_datetime

from broadcaster.clock import PARIS


def day(moment: datetime) -> str:
    """The day with its name and no year: « mardi 12 mai », « vendredi 1er mai »."""
    local = moment.astimezone(PARIS)
    written = format_datetime(local, "EEEE d MMMM", tzinfo=PARIS, locale="fr_FR")
    return written.replace(" 1 ", " 1er ")


def day_with_year(moment: datetime) -> str:
    """The day with its year, for dates far away: « mardi 12 mai 2026 »."""
    return f"{day(moment)} {moment.astimezone(PARIS).year}"


def hour(moment: datetime) -> str:
    """The hour: « 9 h », « 9 h 30 »."""
    local = moment.astimezone(PARIS)
    return f"{local.hour} h {local.minute:02d}" if local.minute else f"{local.hour} h"


def span(start: datetime, end: datetime) -> str:
    """A window: « mardi 12 mai, de 9 h à 12 h », or « du lundi 4 mai au vendredi 8 mai ».

    A window whose ends are both at midnight is about whole days: its hours are not said, and
    its end is the first moment after it.
    """
    first, last = start.astimezone(PARIS), end.astimezone(PARIS)
    whole_days = (first.hour, first.minute, last.hour, last.minute) == (0, 0, 0, 0)
    if whole_days:
        last -= timedelta(days=1)
        return day(first) if last <= first else f"du {day(first)} au {day(last)}"
    if first.date() == last.date():
        return f"{day(first)}, de {hour(first)} à {hour(last)}"
    return f"du {day(first)}, {hour(first)}, au {day(last)}, {hour(last)}"


def month(moment: datetime) -> str:
    """The month and its year: « mai 2026 »."""
    written: str = format_datetime(moment.astimezone(PARIS), "LLLL yyyy", locale="fr_FR")
    return written
