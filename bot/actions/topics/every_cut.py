"""Every kind of cut at a home: « c'est quand la coupure ? », « une coupure lundi ? » name none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.actions.asked import Asked, Finding, Opening, Resolver
from bot.actions.claims.claim import Aspect
from bot.actions.days import ahead_of, day_name, touches
from bot.actions.hints import ANY_CUT, works_named
from bot.actions.topics.agenda import days_meant, listed, on_days
from bot.actions.topics.entries import Entry, entries_of, in_words
from bot.nlu.dates.when import When
from broadcaster.conversations.threads import Reason
from broadcaster.works.calendar import cuts_for
from broadcaster.works.models import CutKind, PlannedCut
from broadcaster.works.standing import Standing, cut_standing

TOPIC = "cut_every"
"""The topic of the texts about all of them."""

TAKES_PLACE = (None, Aspect.ON, Aspect.BEGINS)

OfKind = Callable[[CutKind], Resolver]


def or_every_cut(resolve: Resolver, of_kind: OfKind, topics: Mapping[CutKind, str]) -> Resolver:
    """Answer about the cuts of every kind where none is named, or else as given."""

    async def answer(asked: Asked) -> Finding:
        if not _is_of_every_kind(asked):
            return await resolve(asked)
        kind, found = await _found(asked)
        if kind is None:
            return found
        topic = topics[kind]
        return replace(await of_kind(kind)(replace(asked, topic=topic)), topic=topic)

    return answer


def _is_of_every_kind(asked: Asked) -> bool:
    """True where no kind is named; who claims how long it lasts, or its end, means one of them."""
    if ANY_CUT not in asked.hints or "all_works" in asked.hints or works_named(asked.hints):
        return False
    claim = asked.claim
    return claim is None or (asked.when is not None and claim.aspect in TAKES_PLACE)


async def _found(asked: Asked) -> tuple[CutKind | None, Finding]:
    """The only kind there is, whose own words then answer; or what is said of all of them."""
    cuts = [one for one in await entries_of(asked) if isinstance(one.fact, PlannedCut)]
    when = ahead_of(asked.when, asked.now)
    for days in days_meant(asked, when) if when else ():
        those = on_days(cuts, days)
        if those:
            return _only_kind(those), _of_days(asked, days, those)
    if when is not None:
        called_off = await _cancelled(asked, when)
        return called_off, _other_day(asked, when, cuts)
    return _only_kind(cuts), _all(asked, cuts)


def _all(asked: Asked, cuts: Sequence[Entry]) -> Finding:
    """The cuts under way or planned, in order of time, as many as two SMS hold."""
    if not cuts:
        return Finding("none", handoff=Reason.MISSING_FACT, topic=TOPIC)
    told = in_words(asked, cuts)
    case = "found" if told.is_all else "more"
    return Finding(case, {"travaux": told.words}, topic=TOPIC, marked=told.shown)


def _of_days(asked: Asked, days: When, those: Sequence[Entry]) -> Finding:
    return _opened(asked, listed(asked, days, those), Opening.YES)


def _other_day(asked: Asked, when: When, cuts: Sequence[Entry]) -> Finding:
    """None of any kind on those days, and which is the next."""
    if not cuts:
        return _all(asked, cuts)
    ahead = [one for one in cuts if one.starts_at > asked.now] or cuts
    told = in_words(asked, ahead[:1])
    values = {"jour": day_name(asked.dates, when), "travaux": told.words}
    found = Finding("other_day", values, told.shown, topic=TOPIC)
    return _opened(asked, found, Opening.NOT)


def _opened(asked: Asked, found: Finding, opening: Opening) -> Finding:
    """Yes or no first, where it is asked whether there is a cut."""
    claim = asked.claim
    is_asked = claim is not None and claim.event and claim.aspect in (None, Aspect.ON)
    return replace(found, opening=opening) if is_asked and asked.hour is None else found


def _only_kind(cuts: Sequence[Entry]) -> CutKind | None:
    kinds = {one.fact.kind for one in cuts if isinstance(one.fact, PlannedCut)}
    return kinds.pop() if len(kinds) == 1 else None


async def _cancelled(asked: Asked, when: When) -> CutKind | None:
    """The kind of the cut of those days that is called off: that is what they heard of."""
    for kind in CutKind:
        for one in await cuts_for(asked.session, asked.place, kind, asked.now):
            is_off = cut_standing(one, asked.now) is Standing.CANCELLED
            if is_off and touches(when, one.starts_at, one.ends_at):
                return kind
    return None
