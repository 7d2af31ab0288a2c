"""The words of the reports, and how figures and days are written."""

from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from broadcaster.console.rendering import euros
from broadcaster.reports.scope import Scope
from broadcaster.wording import Wording

say = Wording("broadcaster.console.reports", "wording.yml")
"""The sentence of a key of this folder's ``wording.yml``, filled."""

Cell = str | int | Decimal | None
"""What a table holds; None: a figure that is not told."""

MINUTE, HOUR, DAY = 60, 3600, 86_400


def written(cell: Cell) -> str:
    """A cell as it is read: « 1 234 », « 12,50 € »."""
    if cell is None:
        return say("hidden")
    if isinstance(cell, Decimal):
        return euros(cell)
    return number(cell) if isinstance(cell, int) else cell


def number(value: int) -> str:
    """A figure as French people write it: « 1 234 »."""
    return str(format_decimal(value, locale="fr_FR"))


def span_name(scope: Scope, first: date) -> str:
    """« sem. du 4 mai 2026 », or « mai 2026 » in a long period."""
    if scope.first is None:
        return month_name(first)
    return say("week", day=format_date(first, "d MMM y", locale="fr_FR"))


def month_name(first: date) -> str:
    """« mai 2026 »."""
    return str(format_date(first, "MMMM y", locale="fr_FR"))


def length(seconds: float) -> str:
    """How long something took: « 40 s », « 12 min », « 3 h 20 », « 2 jours »."""
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} min"
    hours, rest = divmod(seconds, HOUR)
    if seconds < 2 * DAY:
        return f"{hours:.0f} h {rest // MINUTE:02.0f}" if rest >= MINUTE else f"{hours:.0f} h"
    return say("days", days=f"{seconds / DAY:.0f}")


def length_of(time: timedelta | None) -> str:
    """The same of a time; « – » for none."""
    return say("none") if time is None else length(time.total_seconds())


def at_most(seconds: int | None) -> str:
    """« moins de 5 s »; « – » for none."""
    return say("none") if seconds is None else say("less_than", length=length(seconds))
