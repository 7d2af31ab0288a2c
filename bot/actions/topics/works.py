"""When the works start, end, and where they stand."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.asked import Asked, Finding, Need, Topic, missing
from bot.actions.claims.claim import Aspect
from bot.actions.claims.judging import or_judged
from bot.actions.topics.ending import end, or_end
from bot.actions.topics.flat import my_flat
from bot.actions.topics.milestones import (
    at_home,
    by_standing,
    earliest,
    happening_today,
    latest,
    owed,
    plan_values,
    sentence_of,
    titles,
    with_doubt,
)
from bot.actions.topics.named import dated, or_named
from bot.actions.topics.on_day import Asks, or_on_day
from bot.actions.topics.titles import title_of
from broadcaster.conversations.threads import Reason
from broadcaster.works.groups import IN_FLAT, START, WORKS
from broadcaster.works.models import Milestone
from broadcaster.works.standing import AHEAD, BEGUN, Standing

LONGEST_LIST = 5
"""Works named in one text: more would not be read."""


async def start(asked: Asked) -> Finding:
    """When the works start: still ahead, begun, over, or planned and never reported.

    Who asks when we enter their own flat is told of what enters flats, visits included.
    """
    inside = await my_flat(asked) if "own_flat" in asked.hints else None
    if inside is not None and inside != missing():
        return replace(inside, topic="works_my_flat")
    works = await at_home(asked, START) or await at_home(asked, WORKS)
    if by_standing(works, asked.now, *BEGUN):
        return _started(asked, works)
    ahead = by_standing(works, asked.now, *AHEAD)
    if by_standing(works, asked.now, Standing.DONE):
        return _started(asked, works) if ahead else _over(asked, works)
    unreported = by_standing(works, asked.now, Standing.UNREPORTED)
    if unreported:
        return _planned(asked, "past", earliest(unreported), Reason.MISSING_FACT)
    if ahead:
        return _planned(asked, "found", earliest(ahead), None)
    if works:
        return _planned(asked, "cancelled", earliest(works), Reason.MISSING_FACT)
    return missing()


async def progress(asked: Asked) -> Finding:
    """What is done, what is under way, what comes next."""
    works = await at_home(asked, WORKS)
    values = _steps(asked, works)
    if not any(values.values()):
        return missing()
    return Finding("found", values, marked=_stepped(asked, works))


async def programme(asked: Asked) -> Finding:
    """What will be redone: the works that are not over, in order of time."""
    works = await at_home(asked, WORKS)
    going = by_standing(works, asked.now, *AHEAD, *BEGUN)
    if not going:
        return missing()
    told = titles(asked, going, at_most=LONGEST_LIST)
    named = going[:LONGEST_LIST]
    return Finding("found", {"travaux": told}, owed(named), marked=named)


async def today(asked: Asked) -> Finding:
    """What takes place today."""
    going = happening_today(await at_home(asked), asked.now)
    if not going:
        return Finding("none", handoff=Reason.MISSING_FACT)
    return Finding("found", {"travaux": titles(asked, going)}, owed(going), marked=going)


async def delay(asked: Asked) -> Finding:
    """Why it is late is for a person; what the calendar says is given with it."""
    works = await dated(asked, WORKS)
    near = by_standing(works, asked.now, *BEGUN, Standing.UNREPORTED, *AHEAD)
    if not near:
        return missing()
    return Finding("found", plan_values(asked, near[0]), near[:1], Reason.NEEDS_PERSON)


def _started(asked: Asked, works: Sequence[Milestone]) -> Finding:
    return Finding("started", _steps(asked, works), marked=_stepped(asked, works))


def _over(asked: Asked, works: Sequence[Milestone]) -> Finding:
    """Some work is done and none is ahead: finished, unless one was never reported."""
    open_ended = by_standing(works, asked.now, Standing.UNREPORTED)
    return missing() if open_ended else Finding("finished")


def _planned(asked: Asked, case: str, first: Milestone, handoff: Reason | None) -> Finding:
    values = {
        "debut": asked.dates.distant_day(first.starts_at, asked.now),
        "travaux": title_of(first, asked.dates.language),
    }
    return Finding(case, values, (first,) if handoff is None else (), handoff)


def _steps(asked: Asked, works: Sequence[Milestone]) -> dict[str, str]:
    """The last work done, those under way and the next one; what may be stale is marked."""
    done = by_standing(works, asked.now, Standing.DONE)
    going = by_standing(works, asked.now, *BEGUN)
    ahead = by_standing(works, asked.now, *AHEAD)[:1]
    language = asked.dates.language
    return {
        "fait": title_of(latest(done), language) if done else "",
        "en_cours": asked.dates.listed(
            [with_doubt(asked, one, title_of(one, language)) for one in going[:2]]
        ),
        "ensuite": sentence_of(asked, ahead[0]) if ahead else "",
    }


def _stepped(asked: Asked, works: Sequence[Milestone]) -> list[Milestone]:
    """The steps under way and ahead that ``_steps`` names."""
    going, ahead = by_standing(works, asked.now, *BEGUN), by_standing(works, asked.now, *AHEAD)
    return [*going[:2], *ahead[:1]]


TOPICS = {
    "works_start": Topic(or_on_day(or_named(or_end(start)), WORKS, Asks.BEGINS), Need.STAIRCASE),
    "works_end": Topic(or_judged(or_named(end), Aspect.ENDS), Need.STAIRCASE),
    "works_progress": Topic(or_judged(or_named(or_end(progress))), Need.STAIRCASE),
    "works_programme": Topic(or_named(programme), Need.STAIRCASE),
    "works_today": Topic(or_on_day(today, WORKS | IN_FLAT, Asks.BESIDES_TODAY), Need.STAIRCASE),
    "works_delay": Topic(delay, Need.STAIRCASE),
}
