"""When the works start, end, and where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.actions.asked import Asked, Finding, Need, Topic, missing
from bot.actions.claims.claim import Aspect
from bot.actions.claims.judging import or_judged
from bot.actions.days import ahead_of
from bot.actions.topics.agenda import next_things, of_today, or_agenda, under_way
from bot.actions.topics.cuts import or_any_cut
from bot.actions.topics.ending import end, or_end
from bot.actions.topics.entries import entries_of, fits
from bot.actions.topics.flat import my_flat
from bot.actions.topics.milestones import (
    at_home,
    by_standing,
    earliest,
    latest,
    owed,
    plan_values,
    titles,
    with_doubt,
)
from bot.actions.topics.named import dated, or_named
from bot.actions.topics.on_day import Asks, or_on_day
from bot.actions.topics.titles import title_of
from broadcaster.conversations.threads import Reason
from broadcaster.works.groups import IN_FLAT, START, WORKS
from broadcaster.works.models import Milestone, PlannedCut
from broadcaster.works.standing import AHEAD, BEGUN, Standing

LONGEST_LIST = 5
"""Works named in one text: more would not be read."""

MOST_GOING = 2
ROOM_OF_STEPS = 150
"""Characters of what comes next, beside what is done and under way."""

ROOM_OF_STANDING = 230
"""Characters of all three: what is done is left out of more."""

ROOM_OF_PROGRAMME = 205
LEAST_ROOM = 60
ROOM_OF_TITLES = 120
"""Characters of the works and of the dates of what comes first; each have some of them."""


@dataclass(frozen=True, slots=True)
class _Steps:
    """Where the works stand, and the facts that are named."""

    values: Mapping[str, str]
    facts: Sequence[Milestone | PlannedCut]


async def start(asked: Asked) -> Finding:
    """When the works start: still ahead, begun, over, or planned and never reported.

    Who asks when we enter their own flat is told of what enters flats, visits included.
    """
    inside = await my_flat(asked) if "own_flat" in asked.hints else None
    if inside is not None and inside != missing():
        return replace(inside, topic="works_my_flat")
    works = await at_home(asked, START) or await at_home(asked, WORKS)
    if by_standing(works, asked.now, *BEGUN):
        return await _started(asked, works)
    ahead = by_standing(works, asked.now, *AHEAD)
    if by_standing(works, asked.now, Standing.DONE):
        return await _started(asked, works) if ahead else _over(asked, works)
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
    steps = await _steps(asked, works)
    if not any(steps.values.values()):
        return missing()
    return Finding("found", steps.values, marked=steps.facts)


async def programme(asked: Asked) -> Finding:
    """What will be redone: what comes first with its dates, then all the rest, in order of time."""
    works = by_standing(await at_home(asked, WORKS | IN_FLAT), asked.now, *AHEAD, *BEGUN)
    room = max(LEAST_ROOM, ROOM_OF_PROGRAMME - len(titles(asked, works, at_most=LONGEST_LIST)))
    told = next_things(asked, await entries_of(asked), room=room)
    if not works and not told.words:
        return missing()
    others = [one for one in works if one not in told.shown]
    most = next(
        (n for n in range(LONGEST_LIST, 1, -1) if fits(titles(asked, others, n), ROOM_OF_TITLES)), 1
    )
    words = titles(asked, others, most)
    if told.shown and owed(others):  # alone in its list, not in the text
        words = with_doubt(asked, others[0], words)
    alone = owed(others) if not told.shown else ()
    values = {"travaux": words, "ensuite": told.words}
    return Finding("found", values, alone, marked=[*others[:most], *told.shown])


def _most_titles(asked: Asked, works: Sequence[Milestone]) -> int:
    """How many works a text has room for beside the dates of the first ones."""
    counts = range(LONGEST_LIST, 1, -1)
    return next((n for n in counts if fits(titles(asked, works, n), ROOM_OF_TITLES)), 1)


async def today(asked: Asked) -> Finding:
    """What takes place today; who asks what was done on another day is told how far it is."""
    if asked.when is None or ahead_of(asked.when, asked.now) is not None:
        return await of_today(asked)
    found = await progress(asked)
    return found if found.topic else replace(found, topic="works_progress")


async def delay(asked: Asked) -> Finding:
    """Why it is late is for a person; what the calendar says is given with it."""
    works = await dated(asked, WORKS)
    near = by_standing(works, asked.now, *BEGUN, Standing.UNREPORTED, *AHEAD)
    if not near:
        return missing()
    return Finding("found", plan_values(asked, near[0]), near[:1], Reason.NEEDS_PERSON)


async def _started(asked: Asked, works: Sequence[Milestone]) -> Finding:
    steps = await _steps(asked, works)
    return Finding("started", steps.values, marked=steps.facts)


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


async def _steps(asked: Asked, works: Sequence[Milestone]) -> _Steps:
    """The last work done, what is under way and what comes next; what may be stale is marked."""
    done = by_standing(works, asked.now, Standing.DONE)
    going = by_standing(works, asked.now, *BEGUN)[:MOST_GOING]
    language, entries = asked.dates.language, await entries_of(asked)
    cuts = under_way(asked, entries)[:1]
    named = [
        *((one, title_of(one, language)) for one in going),
        *((one.fact, one.name) for one in cuts),
    ]
    told = next_things(asked, entries, room=ROOM_OF_STEPS)
    values = {
        "fait": title_of(latest(done), language) if done else "",
        "en_cours": asked.dates.listed([with_doubt(asked, *one) for one in named]),
        "ensuite": told.words,
    }
    if not fits("".join(values.values()), ROOM_OF_STANDING):
        values["fait"] = ""
    return _Steps(values, [*(one for one, _name in named), *told.shown])


TOPICS = {
    "works_start": Topic(or_on_day(or_named(or_end(start)), WORKS, Asks.BEGINS), Need.STAIRCASE),
    "works_end": Topic(or_judged(or_named(end), Aspect.ENDS), Need.STAIRCASE),
    "works_progress": Topic(
        or_any_cut(or_agenda(or_judged(or_named(or_end(progress))))), Need.STAIRCASE
    ),
    "works_programme": Topic(or_any_cut(or_agenda(or_named(programme))), Need.STAIRCASE),
    "works_today": Topic(or_any_cut(or_agenda(or_judged(or_named(today)))), Need.STAIRCASE),
    "works_delay": Topic(delay, Need.STAIRCASE),
}
