"""Agenda: what the calendar holds at a home, for the days a question names or from now on."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.actions.asked import Asked, Finding, Resolver
from bot.actions.claims.claim import ENDING
from bot.actions.days import (
    SATURDAY,
    WEEKDAY,
    a_week_later,
    ahead_of,
    day_name,
    ends,
    is_worked,
    starts,
    touches,
)
from bot.actions.hints import works_named
from bot.actions.topics.entries import Entry, Told, entries_of, in_words
from bot.nlu.dates.when import When
from broadcaster.clock import PARIS
from broadcaster.conversations.threads import Reason
from broadcaster.works.groups import IN_FLAT, WORKS
from broadcaster.works.models import Milestone, PlannedCut
from broadcaster.works.standing import Standing, cut_standing, standing_of

AGENDA = "works_agenda"
"""The topic of the texts about some days."""

AFTERWARDS = 2
"""Entries told beside « rien n'est prévu »."""


def or_agenda(resolve: Resolver) -> Resolver:
    """Answer about the days a general question names, or else as given."""

    async def answer(asked: Asked) -> Finding:
        when = ahead_of(asked.when, asked.now)
        if when is None or works_named(asked.hints) or _asks_an_end(asked):
            return await resolve(asked)
        return await of_days(asked, when)

    return answer


async def of_today(asked: Asked) -> Finding:
    """Everything of today, works past their planned end among it."""
    day = asked.now.astimezone(PARIS).date()
    when, entries = When(day, day), await entries_of(asked)
    late = [one for one in entries if one.fact.ends_at <= asked.now]
    those = [*on_days(entries, when), *late]
    if not those:
        return Finding("none", handoff=Reason.MISSING_FACT)
    told = in_words(asked, those, when)
    if not told.is_all:
        return listed(asked, when, those)
    return Finding("found", {"travaux": told.words}, _alone(told), marked=told.shown)


async def of_days(asked: Asked, when: When) -> Finding:
    """Everything on the days named; where there is nothing, that is said, with what comes next."""
    entries = await entries_of(asked)
    for one in days_meant(asked, when):
        those = on_days(entries, one)
        if those:
            return listed(asked, one, those)
    last = a_week_later(when) if WEEKDAY in asked.hints else None
    return _nothing(asked, last or when, entries)


def days_meant(asked: Asked, when: When) -> list[When]:
    """The days named, the same weekday a week later, then all of a day of which a part is named."""
    days = [when]
    if WEEKDAY in asked.hints and (later := a_week_later(when)):
        days.append(later)
    return [*days, *(replace(day, part_of_day=None) for day in days if day.part_of_day)]


def on_days(entries: Sequence[Entry], when: When) -> list[Entry]:
    """Those of some days: what reaches the household first, then what goes on since before.

    On a day off, works of several days are not on: at a weekend nobody enters a flat by right, and
    on Sundays and holidays the site is closed too.
    """
    those = [one for one in entries if touches(when, one.starts_at, one.fact.ends_at)]
    if when.is_one_day and not is_worked(when.first):
        closed = when.first.weekday() != SATURDAY
        those = [one for one in those if not one.takes_days or not (closed or one.reaches_home)]
    begins = starts(when)
    return sorted(
        those, key=lambda one: (not one.reaches_home, one.starts_at < begins, one.starts_at)
    )


def next_things(asked: Asked, entries: Sequence[Entry], *, room: int) -> Told:
    """The next works, the next visit to the flats and the next cut, by their dates."""
    ahead = [one for one in entries if _is_ahead(asked, one)]
    chosen = [
        next((one for one in ahead if _is_of(one, WORKS)), None),
        next((one for one in ahead if _is_of(one, IN_FLAT)), None),
        next((one for one in ahead if isinstance(one.fact, PlannedCut)), None),
    ]
    once = {id(one): one for one in chosen if one is not None}
    return in_words(asked, sorted(once.values(), key=lambda one: one.starts_at), room=room)


def under_way(asked: Asked, entries: Sequence[Entry]) -> list[Entry]:
    """The cuts of now, which « en cours » names beside the works."""
    return [
        one for one in entries if isinstance(one.fact, PlannedCut) and not _is_ahead(asked, one)
    ]


def listed(asked: Asked, when: When, those: Sequence[Entry]) -> Finding:
    """Those of some days, as many as two SMS hold."""
    told = in_words(asked, those, when)
    values = {"jour": day_name(asked.dates, when), "travaux": told.words}
    case = "found" if told.is_all else "more"
    spare = [("travaux", told.shorter)] if told.shorter and not told.is_all else []
    return Finding(case, values, _alone(told), topic=AGENDA, marked=told.shown, spare=spare)


def _nothing(asked: Asked, when: When, entries: Sequence[Entry]) -> Finding:
    after = [one for one in entries if one.starts_at >= ends(when)]
    told = in_words(asked, after[:AFTERWARDS]) if after else Told("")
    values = {"jour": day_name(asked.dates, when), "ensuite": told.words}
    if not after:
        return Finding("unknown", values, handoff=Reason.MISSING_FACT, topic=AGENDA)
    return Finding("none", values, _alone(told), topic=AGENDA, marked=told.shown)


def _alone(told: Told) -> Sequence[Milestone | PlannedCut]:
    """The fact of a list of one, whose freshness is said after the text."""
    return told.shown if len(told.shown) == 1 else ()


def _is_ahead(asked: Asked, one: Entry) -> bool:
    if isinstance(one.fact, PlannedCut):
        return cut_standing(one.fact, asked.now) is Standing.UPCOMING
    return standing_of(one.fact, asked.now) in (Standing.UPCOMING, Standing.DUE)


def _is_of(one: Entry, kinds: Collection[str]) -> bool:
    return isinstance(one.fact, Milestone) and one.fact.kind in kinds


def _asks_an_end(asked: Asked) -> bool:
    claim = asked.claim
    return claim is not None and (claim.aspect in ENDING or claim.before or claim.left)
