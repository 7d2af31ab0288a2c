"""The answer about offers to buy, as a row gives it: yes or no, the day, and where."""

import re
from datetime import UTC, date, datetime, time

from broadcaster.clock import PARIS
from broadcaster.register.consents import OffersAnswer, Origin
from broadcaster.register.importing.words import Words, wording
from broadcaster.register.models import Consent
from broadcaster.tabular import CellReader

YEARS = range(2000, 2100)

_FRENCH_DAY = re.compile(r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4})")


def read_offers(reader: CellReader, words: Words, origin: Origin | None) -> OffersAnswer | None:
    """Read a row's answer; None when it gives none. What is wrong is written down by the reader.

    A yes needs a day and a source: without its own it has those of the ``origin``, if there is one.
    """
    consent = reader.choice("offers_consent", words.consent)
    at = _day(reader, origin)
    source = reader.text("offers_consent_source") or None
    if consent is None:
        if (at or source) and not reader.is_filled("offers_consent"):
            reader.fail("offers_consent", wording("offers_unsaid"))
        return None
    if consent is Consent.NOT_ASKED:
        return OffersAnswer(consent)
    if origin is None and (at is None or source is None):
        reader.fail("offers_consent", wording("offers_origin"))
    return OffersAnswer(consent, at, source)


def _day(reader: CellReader, origin: Origin | None) -> datetime | None:
    """The first moment of the day written, on the clock of Paris."""
    written = reader.text("offers_consent_at")
    if not written:
        return None
    day = read_day(written)
    if day is None:
        reader.fail("offers_consent_at", wording("offers_day", value=written))
        return None
    moment = datetime.combine(day, time(), tzinfo=PARIS).astimezone(UTC)
    if origin is not None and moment > origin.at:
        reader.fail("offers_consent_at", wording("offers_to_come", value=written))
    return moment


def read_day(written: str) -> date | None:
    """A day as 12/05/2026 or 2026-05-12, with or without an hour; None when it is none."""
    first = re.split(r"[T ]", written, maxsplit=1)[0]
    french = _FRENCH_DAY.fullmatch(first)
    try:
        if french:
            day = date(int(french["year"]), int(french["month"]), int(french["day"]))
        else:
            day = date.fromisoformat(first)
    except ValueError:
        return None
    return day if day.year in YEARS else None
