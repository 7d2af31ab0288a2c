"""That day: « ce jour-là » is the day that was talked of, « le lendemain » the one after it."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

from bot.actions.context.followups import topics
from bot.actions.days import day_hint, day_of, without_day
from bot.actions.hints import Hints
from bot.actions.spoken import plain_words
from bot.nlu.dates.when import When

ONE_DAY = timedelta(days=1)


def names_that_day(question: str) -> bool:
    """True for a text that means a day by what was said before."""
    return _meant("same", question) or names_next_day(question)


def names_next_day(question: str) -> bool:
    """True for « le lendemain »."""
    return _meant("next", question)


def day_meant(question: str, before: Hints) -> When | None:
    """The day that is meant, when one was talked of."""
    day = day_of(before)
    if day is None or not names_that_day(question):
        return None
    if not names_next_day(question):
        return day
    after = day.last + ONE_DAY
    return replace(day, first=after, last=after, part_of_day=None, hour=None)


def with_day_meant(hints: Hints, question: str, before: Hints) -> Hints:
    """The hints of a question, « ce jour-là » read as the day talked of, or as no day at all.

    Without one it is not today either, as « ce jour » alone would be.
    """
    if not names_that_day(question):
        return hints
    day = day_meant(question, before)
    return without_day(hints) | (frozenset({day_hint(day)}) if day else frozenset())


def _meant(name: str, question: str) -> bool:
    return bool(_pattern(name).search(plain_words(question)))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{topics()['that_day'][name]})(?!\w)")
