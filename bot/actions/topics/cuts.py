"""Planned cuts: water, power, lift… under way, next, over, cancelled, or none that is known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.actions.asked import Asked, Finding, Need, Resolver, Topic, missing
from bot.actions.claims.claim import ENDING
from bot.actions.claims.judging import judged
from bot.actions.days import ahead_of, day_name, touches
from bot.actions.hints import FRAIL, GONE
from bot.actions.topics.every_cut import or_every_cut
from bot.actions.topics.named import if_works_meant
from bot.actions.topics.notes import note_of, words_of
from bot.nlu.dates.when import When
from broadcaster.conversations.threads import Reason
from broadcaster.works.calendar import cuts_for
from broadcaster.works.models import CutKind, PlannedCut
from broadcaster.works.standing import Standing, cut_standing

RECENT = timedelta(days=1)
"""How long after its hours a cut is still what a tenant without water means."""

SOON = timedelta(days=7)
"""A cut that comes by then is told even to who misses something now: they may mean that one."""


def cut(kind: CutKind) -> Resolver:
    """Answer about the cuts of one kind."""

    async def resolve(asked: Asked) -> Finding:
        if _is_of_appliance(asked):
            return missing()
        cuts = await cuts_for(asked.session, asked.place, kind, asked.now)
        if GONE in asked.hints and not _under_way(cuts, asked):
            return _outage(asked, cuts)
        when = ahead_of(asked.when, asked.now)
        return judged(asked, _on_day(asked, when, cuts) if when else _next(asked, cuts))

    return resolve


def _outage(asked: Asked, cuts: Sequence[PlannedCut]) -> Finding:
    """Something is missing that no cut explains: the next one is no answer, a person is.

    One that should just have ended may explain it.
    """
    just_over = [
        one
        for one in cuts
        if _still_matters(one, asked) and cut_standing(one, asked.now) is Standing.UNREPORTED
    ]
    found = _finding(asked, just_over[0]) if just_over else _none_now(asked, cuts)
    return replace(found, handoff=Reason.NEEDS_PERSON, urgent=FRAIL in asked.hints)


def _none_now(asked: Asked, cuts: Sequence[PlannedCut]) -> Finding:
    """No cut is under way: « aucune en ce moment » must not hide the one of this week."""
    soon = [
        one
        for one in cuts
        if cut_standing(one, asked.now) is Standing.UPCOMING and one.starts_at < asked.now + SOON
    ]
    if not soon:
        return Finding("outage")
    quand = asked.dates.span(soon[0].starts_at, soon[0].ends_at)
    return Finding("outage_soon", {"quand": quand}, soon[:1])


def _is_of_appliance(asked: Asked) -> bool:
    """« Y aura-t-il une nouvelle gazinière ? » is about no cut, and no calendar knows of it."""
    return "appliance" in asked.hints and asked.hints.isdisjoint({GONE, "cut", "when"})


def _under_way(cuts: Sequence[PlannedCut], asked: Asked) -> bool:
    return any(cut_standing(one, asked.now) is Standing.UNDER_WAY for one in cuts)


def _next(asked: Asked, cuts: Sequence[PlannedCut]) -> Finding:
    told = next((one for one in cuts if _still_matters(one, asked)), None)
    return _finding(asked, told) if told else Finding("none", handoff=Reason.MISSING_FACT)


def _on_day(asked: Asked, when: When, cuts: Sequence[PlannedCut]) -> Finding:
    """The cut of the day that was named; or that none is known of, and which is the next one.

    Who asks whether it ends that day, or comes before it, is told of the next one anyway.
    """
    for days in (when, replace(when, part_of_day=None)):  # not that part of it, but that day
        that_day = [one for one in cuts if touches(days, one.starts_at, one.ends_at)]
        if that_day:
            return _finding(asked, that_day[0])
    if asked.claim and (asked.claim.aspect in ENDING or asked.claim.before):
        return _next(asked, cuts)
    standings = [(one, cut_standing(one, asked.now)) for one in cuts]
    coming = [
        one for one, standing in standings if standing in (Standing.UNDER_WAY, Standing.UPCOMING)
    ]
    if not coming:
        return Finding("none", handoff=Reason.MISSING_FACT)
    values = {
        "jour": day_name(asked.dates, when),
        "quand": asked.dates.span(coming[0].starts_at, coming[0].ends_at),
    }
    return Finding("other_day", values, coming[:1])


async def toilet(asked: Asked) -> Finding:
    """No toilet or shower: where to go is what staff wrote, and for a person.

    A water cut under way explains it.
    """
    cuts = await cuts_for(asked.session, asked.place, CutKind.WATER, asked.now)
    note = await note_of(asked)
    words, facts = {"note": words_of(note)}, (note,) if note else ()
    if cuts and cut_standing(cuts[0], asked.now) is Standing.UNDER_WAY:
        found = _finding(asked, cuts[0])
        values = {**found.values, **words}
        return Finding(found.case, values, (*found.facts, *facts), Reason.NEEDS_PERSON)
    return Finding("noted" if note else "handoff", words, facts, Reason.NEEDS_PERSON)


def _finding(asked: Asked, told: PlannedCut) -> Finding:
    values = {
        "quand": asked.dates.span(told.starts_at, told.ends_at),
        "fin": asked.dates.until(told.ends_at, asked.now),
    }
    match cut_standing(told, asked.now):
        case Standing.UNDER_WAY:
            return Finding("current", values, (told,))
        case Standing.UPCOMING:
            return Finding("found", values, (told,))
        case Standing.CANCELLED:
            return Finding("cancelled", values)
        case _:
            return Finding("over", values, handoff=Reason.NEEDS_PERSON)


def _still_matters(one: PlannedCut, asked: Asked) -> bool:
    return one.ends_at > asked.now - RECENT


def planned(kind: CutKind) -> Topic:
    """The topic of one kind of cut; works named with its word are answered as works."""
    return Topic(if_works_meant(or_any_cut(cut(kind))), Need.STAIRCASE)


def or_any_cut(resolve: Resolver) -> Resolver:
    """Answer about the cuts of every kind where none is named, or else as given."""
    return or_every_cut(resolve, cut, {kind: topic for topic, kind in KINDS.items()})


KINDS = {
    "cut_water": CutKind.WATER,
    "cut_hot_water": CutKind.HOT_WATER,
    "cut_heating": CutKind.HEATING,
    "cut_power": CutKind.POWER,
    "cut_gas": CutKind.GAS,
    "cut_lift": CutKind.LIFT,
    "cut_tv_internet": CutKind.TV_INTERNET,
}
"""What is cut, by the topic that asks for it."""

TOPICS = {
    **{topic: planned(kind) for topic, kind in KINDS.items()},
    "cut_toilet": Topic(toilet, Need.STAIRCASE),
}
