"""Works that a question names: answered by their own milestone, never by another's."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from bot.actions.asked import Asked, Finding, Resolver
from bot.actions.hints import GONE, SURE, NamedWorks, asks_works_date, is_titled, works_named
from bot.actions.topics.milestones import at_home, nearest, plan_values, told, with_doubt
from bot.actions.topics.titles import title_of
from broadcaster.answers.dates import FRENCH
from broadcaster.conversations.threads import Reason
from broadcaster.works.calendar import milestones_for, narrowest
from broadcaster.works.groups import IN_FLAT, MEETINGS
from broadcaster.works.models import Milestone
from broadcaster.works.standing import AHEAD, BEGUN, Standing, standing_of

STEP = "works_step"
"""The topic of the texts about one step of the works."""

MY_FLAT = "works_my_flat"

GOING = AHEAD | BEGUN

Named = Callable[[Asked], bool]


def or_named(resolve: Resolver) -> Resolver:
    """Answer about the works a question names, or else as given."""
    return _when(lambda _asked: True, resolve)


def if_dated(resolve: Resolver, but: Collection[str] = ()) -> Resolver:
    """Answer about the works a question names and asks a date of, or else as given.

    ``but``: works the given answer is about anyway.
    """
    return _when(lambda asked: "when" in asked.hints and asked.hints.isdisjoint(but), resolve)


def if_works_meant(resolve: Resolver) -> Resolver:
    """Answer about works where a word for a cut (« chauffage ») clearly means them."""

    def meant(asked: Asked) -> bool:
        hints = asked.hints | ({SURE} if "change" in asked.hints else frozenset())
        return GONE not in hints and asks_works_date(hints)

    return _when(meant, resolve)


def if_removed(resolve: Resolver) -> Resolver:
    """Answer about the end of the scaffolding where that is asked, or else as given."""
    return _when(lambda asked: "unscaffolding" in asked.hints, resolve)


async def dated(asked: Asked, kinds: Collection[str]) -> list[Milestone]:
    """The milestones of the works a question names, or else of these kinds."""
    named = works_named(asked.hints)
    if not named:
        return await at_home(asked, kinds)
    found = [one for works in named for one in await milestones_of(asked, works)]
    return sorted(found, key=lambda one: one.starts_at)


async def milestones_of(asked: Asked, works: NamedWorks) -> list[Milestone]:
    """What the calendar says of named works at a home, of the narrowest level."""
    found = await milestones_for(asked.session, asked.place, {works.kind}, every_level=True)
    titled = [one for one in found if is_titled(one.title, works)]
    # A meeting of the building takes place beside the site's.
    return titled if works.kind in MEETINGS else narrowest(titled)


def of_staircase(asked: Asked, milestone: Milestone) -> Finding:
    """What comes into the flats, where the day of one's own is not known."""
    values = plan_values(asked, milestone)
    return Finding("staircase", values, (milestone,), Reason.MISSING_FACT, MY_FLAT)


def _when(named: Named, otherwise: Resolver) -> Resolver:
    async def resolve(asked: Asked) -> Finding:
        works = works_named(asked.hints) if named(asked) else []
        match works:
            case []:
                return await otherwise(asked)
            case [one]:
                return await _of_one(asked, one)
            case _:
                return await _of_several(asked, works)

    return resolve


async def _of_one(asked: Asked, works: NamedWorks) -> Finding:
    one = nearest(await milestones_of(asked, works), asked.now)
    if one is None:
        label = works.label(asked.dates.language)
        return _undated(label, [works])
    if one.flat_id is not None and asked.topic != "works_end":
        return replace(told(asked, one), topic=MY_FLAT)
    going = standing_of(one, asked.now) in GOING
    own_day_asked = asked.topic == MY_FLAT or "own_flat" in asked.hints
    if going and own_day_asked and one.kind in IN_FLAT:
        return of_staircase(asked, one)
    return _as_asked(asked, replace(told(asked, one), topic=STEP), one)


def _as_asked(asked: Asked, finding: Finding, one: Milestone) -> Finding:
    """An end is answered by its day alone, while it is ahead."""
    ahead = standing_of(one, asked.now) in AHEAD
    return replace(finding, case="end") if asked.topic == "works_end" and ahead else finding


async def _of_several(asked: Asked, named: list[NamedWorks]) -> Finding:
    """Each of the works named, in order, and which of them have no date."""
    dated_ones: list[str] = []
    told_ones: list[Milestone] = []
    undated: list[NamedWorks] = []
    for works in named:
        one = nearest(await milestones_of(asked, works), asked.now)
        words = _beside(asked, one) if one is not None else None
        if one is None or words is None:
            undated.append(works)
        elif words not in dated_ones:
            dated_ones.append(words)
            told_ones += [one] if standing_of(one, asked.now) in GOING else []
    without = asked.dates.listed([works.label(asked.dates.language) for works in undated])
    if not dated_ones:
        return _undated(without, undated)
    values = {"etapes": " ; ".join(dated_ones), "sans_date": without}
    handoff = Reason.MISSING_FACT if undated else None
    lacks = _in_french(undated)
    return Finding("several", values, (), handoff, STEP, marked=told_ones, lacks=lacks)


def _undated(label: str, undated: Sequence[NamedWorks]) -> Finding:
    """Works of which the calendar has no date."""
    values = {"sujet": label}
    lacks = _in_french(undated)
    return Finding("unknown", values, (), Reason.MISSING_FACT, STEP, lacks=lacks)


def _in_french(works: Sequence[NamedWorks]) -> str:
    return ", ".join(one.label(FRENCH) for one in works)


def _beside(asked: Asked, one: Milestone) -> str | None:
    """One of several works; None when what became of it is not known."""
    match standing_of(one, asked.now):
        case Standing.DONE:
            return asked.dates.marked(title_of(one, asked.dates.language), "done")
        case Standing.CANCELLED:
            return asked.dates.marked(title_of(one, asked.dates.language), "cancelled")
        case Standing.UNREPORTED | Standing.OVERDUE:
            return None
        case _:
            span = asked.dates.span(one.starts_at, one.ends_at)
            return with_doubt(asked, one, f"{title_of(one, asked.dates.language)}, {span}")
