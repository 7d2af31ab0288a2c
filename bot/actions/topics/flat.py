"""What comes to one's own flat, who must be there, and the works asked for by their kind."""

import re
from collections.abc import Collection
from dataclasses import replace

from bot.actions.asked import Asked, Finding, Need, Resolver, Topic, missing
from bot.actions.claims.judging import or_judged, with_its_length
from bot.actions.topics.ending import or_end
from bot.actions.topics.milestones import (
    at_home,
    by_standing,
    happening_today,
    nearest,
    owed,
    plan_values,
    titles,
    told,
)
from bot.actions.topics.named import STEP, dated, if_dated, if_removed, of_staircase, or_named
from bot.actions.topics.notes import note_of, words_of
from bot.actions.topics.on_day import Asks, or_on_day
from bot.nlu.folding import plain_letters
from broadcaster.conversations.threads import Reason
from broadcaster.works.calendar import milestones_for
from broadcaster.works.groups import IN_FLAT, MEETINGS, SHOW_FLAT, WORKS
from broadcaster.works.models import MilestoneState
from broadcaster.works.standing import AHEAD, BEGUN, Standing, standing_of

OUTSIDE = frozenset({"scaffolding", "facade"})
"""Works for which balconies may have to be empty."""

_EMPTIED = re.compile(r"^(?!.*\b(?:pas|inutile)\b).*\b(?:vid|debarrass|degag|liber).*\bbalcon")


async def my_flat(asked: Asked) -> Finding:
    """The day of one's own flat; never another's, and never inferred from the staircase's."""
    inside = await at_home(asked, IN_FLAT)
    own = nearest([one for one in inside if one.flat_id is not None], asked.now)
    if own is not None and standing_of(own, asked.now) is not Standing.DONE:
        return told(asked, own)
    going = by_standing(inside, asked.now, *BEGUN, *AHEAD)
    if going:
        return of_staircase(asked, going[0])
    return told(asked, own) if own is not None else missing()


async def presence(asked: Asked) -> Finding:
    """Whether somebody must be at home, and when as far as it is known."""
    coming = by_standing(await dated(asked, IN_FLAT), asked.now, *BEGUN, *AHEAD)
    inside = [one for one in coming if one.kind in IN_FLAT]
    own = [one for one in inside if one.flat_id is not None]
    if own:
        return Finding("found", plan_values(asked, own[0]), own[:1])
    if inside:
        values = plan_values(asked, inside[0])
        return Finding("staircase", values, inside[:1], Reason.MISSING_FACT)
    return Finding("general", handoff=Reason.NEEDS_PERSON)


async def furniture(asked: Asked) -> Finding:
    """Who moves what nobody wrote down: a person tells; the date, if any, is given with it."""
    own = [one for one in await dated(asked, IN_FLAT) if one.flat_id is not None]
    coming = by_standing(own, asked.now, *BEGUN, *AHEAD)
    values = plan_values(asked, coming[0]) if coming else {"travaux": "", "quand": ""}
    return Finding("handoff", values, coming[:1], Reason.MISSING_FACT)


async def duration(asked: Asked) -> Finding:
    """How long it takes: from when to when, as planned."""
    inside = await at_home(asked, IN_FLAT & WORKS)
    going = by_standing(inside, asked.now, *BEGUN, *AHEAD)
    if going:
        return Finding("found", plan_values(asked, going[0]), going[:1])
    done = by_standing(inside, asked.now, Standing.DONE)
    return Finding("done", plan_values(asked, done[-1])) if done else missing()


async def duration_or_end(asked: Asked) -> Finding:
    """How long it takes; « les travaux durent encore 2 mois ? » is about the end of them all."""
    return await (or_end(duration) if "all_works" in asked.hints else duration)(asked)


async def worker_id(asked: Asked) -> Finding:
    """Whether somebody is expected today."""
    going = happening_today(await at_home(asked, WORKS | IN_FLAT), asked.now)
    if not going:
        return Finding("none", handoff=Reason.NEEDS_PERSON)
    return Finding("found", {"travaux": titles(asked, going)}, owed(going), marked=going)


async def noise(asked: Asked) -> Finding:
    """What makes the noise, if the calendar knows it."""
    works = await at_home(asked, WORKS)
    going = happening_today(works, asked.now)
    ahead = by_standing(works, asked.now, *AHEAD)
    if "when" in asked.hints and not going and ahead:
        return replace(told(asked, ahead[0]), topic=STEP)
    if not going:
        return Finding("none", handoff=Reason.MISSING_FACT)
    note = words_of(await note_of(asked))
    return Finding("found", {**plan_values(asked, going[0]), "note": note}, going[:1])


async def meeting(asked: Asked) -> Finding:
    """The next public meeting, or the last one."""
    meetings = await milestones_for(asked.session, asked.place, MEETINGS, every_level=True)
    ahead = by_standing(meetings, asked.now, *AHEAD, *BEGUN)
    if ahead:
        return Finding("found", plan_values(asked, ahead[0]), ahead[:1])
    if not meetings:
        return missing()
    last = meetings[-1]
    cancelled = last.state is MilestoneState.CANCELLED
    case = "cancelled" if cancelled else "past"
    return Finding(case, plan_values(asked, last), handoff=Reason.NEEDS_PERSON)


def about(kinds: Collection[str], otherwise: Finding, handoff: Reason | None) -> Resolver:
    """Answer a question about one kind of works with its dates, or else as given."""

    async def resolve(asked: Asked) -> Finding:
        works = await at_home(asked, kinds)
        going = by_standing(works, asked.now, *BEGUN, *AHEAD)
        if not going:
            return otherwise
        return Finding("found", plan_values(asked, going[0]), going[:1], handoff)

    return resolve


async def balcony(asked: Asked) -> Finding:
    """Whether the balcony must be emptied: as staff wrote it beside the works that come."""
    works = by_standing(await at_home(asked, OUTSIDE), asked.now, *BEGUN, *AHEAD)
    emptied = [one for one in works if _asks_to_empty(one.detail)]
    if emptied and ("balcony" in asked.hints or "cellar" not in asked.hints):
        return Finding("emptied", plan_values(asked, emptied[0]), emptied[:1])
    return await about({"facade"}, PERSON, Reason.NEEDS_PERSON)(asked)


def _asks_to_empty(detail: str) -> bool:
    """True where staff wrote that balconies must be emptied."""
    return any(_EMPTIED.search(plain_letters(said)) for said in re.split(r"[.;\n]+", detail))


PERSON = Finding("handoff", handoff=Reason.NEEDS_PERSON)
NO_DATE = missing()

TOPICS = {
    "works_my_flat": Topic(or_on_day(or_named(my_flat), IN_FLAT, Asks.AT_HOME), Need.STAIRCASE),
    "works_duration": Topic(with_its_length(or_named(duration_or_end)), Need.STAIRCASE),
    "access_presence": Topic(or_on_day(presence, IN_FLAT, Asks.AT_HOME), Need.STAIRCASE),
    "access_furniture": Topic(furniture, Need.STAIRCASE),
    "access_worker_id": Topic(worker_id, Need.STAIRCASE),
    "nuisance_noise": Topic(noise, Need.STAIRCASE),
    "nuisance_scaffolding": Topic(
        or_judged(if_removed(if_dated(about({"scaffolding"}, NO_DATE, None), {"scaffolding"}))),
        Need.STAIRCASE,
    ),
    "nuisance_balcony_cellar": Topic(balcony, Need.STAIRCASE),
    "nuisance_asbestos": Topic(about({"asbestos"}, PERSON, Reason.NEEDS_PERSON), Need.STAIRCASE),
    "quality_bathroom": Topic(
        or_judged(if_dated(about({"bathroom"}, PERSON, Reason.NEEDS_PERSON))), Need.STAIRCASE
    ),
    "quality_windows": Topic(
        or_judged(if_dated(about({"windows"}, PERSON, Reason.NEEDS_PERSON))), Need.STAIRCASE
    ),
    "quality_choices": Topic(
        if_dated(about(SHOW_FLAT, PERSON, Reason.NEEDS_PERSON)), Need.STAIRCASE
    ),
    "rights_meeting": Topic(
        or_on_day(if_dated(meeting, {"public_meeting"}), MEETINGS), Need.STAIRCASE
    ),
}
