"""A day that a question names: yes or no first, then what the calendar says."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from enum import Enum

from bot.actions.asked import Asked, Finding, Resolver
from bot.actions.claims.claim import Aspect
from bot.actions.claims.judging import judged
from bot.actions.days import WEEKDAY, a_week_later, ahead_of, touches
from bot.actions.topics.milestones import by_standing, nearest, told
from bot.actions.topics.named import GOING, MY_FLAT, STEP, dated, of_staircase
from bot.nlu.dates.when import When
from broadcaster.works.groups import enters_many_flats
from broadcaster.works.models import Milestone


class Asks(Enum):
    """What a question wants to know of the day it names."""

    TAKES_PLACE = "takes place"
    BEGINS = "begins"
    # When somebody comes into the flat. A staircase's dates are no promise of that: they are told
    # as the staircase's, with neither yes nor no.
    AT_HOME = "at home"


ASPECTS = {asks: Aspect.BEGINS if asks is Asks.BEGINS else Aspect.ON for asks in Asks}
"""What is claimed of a day where the words do not say it."""


def or_on_day(resolve: Resolver, kinds: Collection[str], asks: Asks = Asks.TAKES_PLACE) -> Resolver:
    """Answer about the day a question names, or else as given."""

    async def answer(asked: Asked) -> Finding:
        when = ahead_of(asked.when, asked.now)
        that_day = await _of_day(asked, when, kinds, asks) if when else None
        if that_day is None and when is not None and WEEKDAY in asked.hints:
            when = a_week_later(when) or when
            that_day = await _of_day(asked, when, kinds, asks)
        found = _told(asked, that_day, asks) if that_day else await resolve(asked)
        return judged(asked, found, ASPECTS[asks]) if _is_promise(found, asks) else found

    return answer


async def _of_day(asked: Asked, when: When, kinds: Collection[str], asks: Asks) -> Milestone | None:
    """What begins or takes place on the days named; nobody looks for what ends then."""
    aspect = (asked.claim and asked.claim.aspect) or ASPECTS[asks]
    if aspect not in ASPECTS.values() or (asked.claim and asked.claim.before):
        return None
    going = by_standing(await dated(asked, kinds), asked.now, *GOING)
    return nearest(_on(going, when, aspect), asked.now)


def _is_promise(finding: Finding, asks: Asks) -> bool:
    """True when the facts hold for the one who asks: a staircase's are none of their flat."""
    told = [fact for fact in finding.facts if isinstance(fact, Milestone)]
    return asks is not Asks.AT_HOME or not any(map(enters_many_flats, told))


def _on(milestones: Sequence[Milestone], when: When, aspect: Aspect) -> list[Milestone]:
    """Those of the days named; of several, one's own flat first."""
    those = [
        one
        for one in milestones
        if touches(when, one.starts_at, one.starts_at if aspect is Aspect.BEGINS else one.ends_at)
    ]
    own = [one for one in those if one.flat_id is not None]
    return own or those


def _told(asked: Asked, one: Milestone, asks: Asks) -> Finding:
    if one.flat_id is not None:
        return replace(told(asked, one), topic=MY_FLAT)
    if asks is Asks.AT_HOME and enters_many_flats(one):
        return of_staircase(asked, one)
    return replace(told(asked, one), topic=STEP)
