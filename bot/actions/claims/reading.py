"""Reading a claim out of a question: which words say it begins, ends, lasts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from bot.actions.claims.claim import SAID, Aspect, Claim
from bot.actions.claims.words import UNSURE, asked_words, says
from bot.actions.spoken import plain_words
from bot.nlu.dates.durations import Duration, Unit, durations_in
from bot.nlu.dates.hours import hours_in
from bot.nlu.dates.reading import find_dates
from bot.nlu.dates.when import Said
from bot.nlu.folding import plain_letters

_NUMBER = re.compile(r"\d+")
_IN_ORDER = (Aspect.ENDS, Aspect.OVER, Aspect.UNTIL, Aspect.BEGINS, Aspect.LASTS)


def claim_in(question: str, now: datetime) -> Claim | None:
    """What a question claims; None when that is nothing, several things, or in doubt."""
    words = asked_words(question)
    if says("how_long", words) and not says("not_how_long", words):
        return Claim(Aspect.HOW_LONG, left=says("left", words))
    if says(UNSURE, words):
        return None
    days, plain = find_dates(question, now), plain_letters(question)
    hours = hours_in(plain)
    lengths = _lengths(plain, days, [(start, end) for _hour, start, end in hours])
    times = {hour for hour, *_place in hours} | {day.when.hour for day in days if day.when.hour}
    if len(days) > 1 or len(times) + len(lengths) > 1 or not (days or times or lengths):
        return None
    apart = bool(hours) and not any(day.when.hour for day in days)
    span = any(_is_span(day, plain) for day in days)
    return _claim(words, hours[0][0] if apart else None, lengths, span=span)


def _claim(words: str, hour: time | None, lengths: Sequence[Duration], *, span: bool) -> Claim:
    flags = {name: says(name, words) for name in SAID}
    length = lengths[0] if lengths else None
    claim = Claim(_aspect(words), **flags, span=span, hour=hour, duration=length)
    # Only of an end does it matter: there is little room where a claim waits.
    return claim if claim.is_of_end else replace(claim, apart=False)


def _is_span(day: Said, plain: str) -> bool:
    """« Du 7 au 11 » names its ends; « la semaine du 7 » only says about when."""
    said = plain[day.start : day.end]
    named = len(_NUMBER.findall(said)) > 1 or says("span", plain_words(said))
    return not day.when.is_one_day and named


def _aspect(words: str) -> Aspect | None:
    said = [aspect for aspect in _IN_ORDER if says(aspect.value, words)]
    if {Aspect.BEGINS} < set(said) and Aspect.LASTS not in said:
        return None  # « les travaux commencés finissent… »: the topic tells which is meant
    by = Aspect.UNTIL in said and {Aspect.ENDS, Aspect.OVER} & set(said)
    return Aspect.OVER if by else next(iter(said), None)


def _lengths(plain: str, days: Sequence[Said], hours: Sequence[tuple[int, int]]) -> list[Duration]:
    """The lengths of time a text names beside days and hours: « dans 3 jours » is a day."""
    taken = [*((day.start, day.end) for day in days), *hours]
    return [
        length
        for length, start, end in durations_in(plain)
        if not any(start < last and first < end for first, last in taken)
        and not any(_is_hour_of(day, length) for day in days)
    ]


def _is_hour_of(day: Said, length: Duration) -> bool:
    """« Jeudi 9h » is nine o'clock."""
    hour = day.when.hour
    return length.unit is Unit.HOURS and hour is not None and hour.hour == length.number
