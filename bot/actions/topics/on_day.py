"""A day that a question names: yes or no first, then what the calendar says."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum

from bot.actions.asked import Asked, Finding, Opening, Resolver
from bot.actions.days import is_ahead, touches
from bot.actions.topics.milestones import by_standing, nearest, told
from bot.actions.topics.named import GOING, MY_FLAT, STEP, dated, of_staircase
from bot.nlu.dates.when import When
from broadcaster.clock import PARIS
from broadcaster.works.groups import IN_FLAT
from broadcaster.works.models import Milestone

DATED = frozenset({"planned", "confirmed", "expected", "found", "under_way", "staircase", "end"})
"""Cases that tell a date: after « non, pas jeudi » they tell the true one."""


class Asks(Enum):
    """What a question wants to know of the day it names."""

    TAKES_PLACE = "takes place"
    BEGINS = "begins"
    # When somebody comes into the flat. A staircase's dates are no promise of that: they are told
    # as the staircase's, with neither yes nor no.
    AT_HOME = "at home"
    BESIDES_TODAY = "besides today"  # what takes place today has an answer of its own


def or_on_day(resolve: Resolver, kinds: Collection[str], asks: Asks = Asks.TAKES_PLACE) -> Resolver:
    """Answer about the day a question names, or else as given."""

    async def answer(asked: Asked) -> Finding:
        when = asked.when
        if when is None or not is_ahead(when, asked.now) or _has_its_own(when, asks, asked.now):
            return await resolve(asked)
        going = by_standing(await dated(asked, kinds), asked.now, *GOING)
        that_day = nearest(_on(going, when, asks), asked.now)
        if that_day is not None:
            return _yes(asked, that_day, asks)
        found = await resolve(asked)
        promised = asks is not Asks.AT_HOME or any(one.flat_id is not None for one in going)
        denied = promised and found.case in DATED and found.topic != "system.missing"
        return replace(found, opening=Opening.NO) if denied else found

    return answer


def _has_its_own(when: When, asks: Asks, now: datetime) -> bool:
    return asks is Asks.BESIDES_TODAY and when.last == now.astimezone(PARIS).date()


def _on(milestones: Sequence[Milestone], when: When, asks: Asks) -> list[Milestone]:
    """Those of the days named; of several, one's own flat first."""
    those = [
        one
        for one in milestones
        if touches(when, one.starts_at, one.starts_at if asks is Asks.BEGINS else one.ends_at)
    ]
    own = [one for one in those if one.flat_id is not None]
    return own or those


def _yes(asked: Asked, one: Milestone, asks: Asks) -> Finding:
    if one.flat_id is not None:
        return replace(told(asked, one), topic=MY_FLAT, opening=Opening.YES)
    if asks is Asks.AT_HOME and one.kind in IN_FLAT:
        return of_staircase(asked, one)
    return replace(told(asked, one), topic=STEP, opening=Opening.YES)
