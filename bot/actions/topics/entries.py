"""Entries: works, visits, meetings and planned cuts of a home, side by side in one calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from bot.actions.asked import Asked
from bot.actions.days import ends, starts
from bot.actions.packaged import packaged
from bot.actions.topics.milestones import at_home, by_standing, with_doubt, within_sentence
from bot.actions.topics.titles import title_of
from bot.nlu.dates.when import When
from broadcaster.answers.dates import FRENCH, last_moment
from broadcaster.answers.sms_form import sms_form
from broadcaster.clock import PARIS
from broadcaster.sending.texts.segments import measure
from broadcaster.works.calendar import cuts_for, milestones_for
from broadcaster.works.groups import IN_FLAT, MEETINGS, NO_EVENT
from broadcaster.works.models import CutKind, Milestone, PlannedCut
from broadcaster.works.standing import AHEAD, BEGUN, Standing, cut_standing

ROOM = {"GSM-7": 170, "UCS-2": 64}
"""Characters of a list beside which a place, a day and « et d'autres » fit into two SMS."""

ROOM_OF_ALL = 210
"""The same where nothing is left out."""

SEPARATORS = {FRENCH: " ; ", "ar": "؛ "}
"""Between two entries; « ; » alone in other languages."""

A_DAY = timedelta(days=1)
MIDNIGHT = time(0)

_GOING = frozenset({Standing.UNDER_WAY, Standing.UPCOMING})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the calendar."""

    fact: Milestone | PlannedCut
    name: str  # in the tenant's language

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.fact.starts_at

    @property
    def takes_days(self) -> bool:
        """True for works of several days, which rest when nobody works."""
        last = last_moment(self.fact.starts_at, self.fact.ends_at)
        several = day_of_paris(self.fact.starts_at) != day_of_paris(last)
        return several and isinstance(self.fact, Milestone)

    @property
    def reaches_home(self) -> bool:
        """True for what a household must be ready for: a cut, or somebody at the door."""
        return isinstance(self.fact, PlannedCut) or self.fact.kind in IN_FLAT


@dataclass(frozen=True, slots=True)
class Told:
    """A list in words, and the facts that it names."""

    words: str
    shown: Sequence[Milestone | PlannedCut] = ()
    is_all: bool = True
    shorter: str = ""  # without the last one, where others are left out anyway


async def entries_of(asked: Asked) -> list[Entry]:
    """Everything that goes on or is ahead at a home, in order of time."""
    found = [one for one in await at_home(asked) if one.kind not in MEETINGS | NO_EVENT]
    found += await milestones_for(asked.session, asked.place, MEETINGS, every_level=True)
    going = by_standing(found, asked.now, *AHEAD, *BEGUN)
    works = [Entry(one, title_of(one, asked.dates.language)) for one in going]
    return sorted([*works, *await _cuts(asked)], key=lambda one: one.starts_at)


def in_words(
    asked: Asked, entries: Sequence[Entry], when: When | None = None, *, room: int | None = None
) -> Told:
    """As many of them, in the order given, as two SMS hold; the first one at all costs.

    ``when``: the days that were asked and are named before the list. ``room``: characters left
    beside other lists of the same text, which marks each of its facts.
    """
    if len(entries) == 1 and room is None:  # what follows the text says how fresh it is
        return Told(_said(asked, entries[0], when), (entries[0].fact,))
    joint = SEPARATORS.get(asked.dates.language, "; ")
    said = [with_doubt(asked, one.fact, _said(asked, one, when)) for one in entries]
    parts = [*said[:1], *map(within_sentence, said[1:])]
    if fits(joint.join(parts), ROOM_OF_ALL if room is None else room):
        return Told(joint.join(parts), [one.fact for one in entries])
    counts = range(len(parts) - 1, 0, -1)
    most = next((n for n in counts if fits(joint.join(parts[:n]), room)), 1)
    shown = [one.fact for one in entries[:most]]
    shorter = joint.join(parts[: most - 1])
    return Told(joint.join(parts[:most]), shown, is_all=most == len(parts), shorter=shorter)


def _said(asked: Asked, entry: Entry, when: When | None) -> str:
    """« Coupure d'eau, mardi 12 mai, de 9 h à 12 h », without the day that was named before.

    What is past its planned end has no day to be told. Works outside that last all of the days
    asked have nothing to add; a visit to many flats does: on which day it comes to this one,
    nobody knows.
    """
    dates, begins, over = asked.dates, entry.fact.starts_at, entry.fact.ends_at
    if over <= asked.now:
        return entry.name
    span = dates.span(begins, over)
    if when is None:
        is_long = not entry.reaches_home and over - begins > A_DAY
        return f"{entry.name}, {dates.day(begins) if is_long else span}"
    if not entry.reaches_home and begins <= starts(when) and over >= ends(when):
        return entry.name
    if begins < starts(when):
        return f"{entry.name}, {_until(asked, over, when)}"
    if not when.is_one_day or day_of_paris(begins) != day_of_paris(last_moment(begins, over)):
        return f"{entry.name}, {span}"
    hours = span.removeprefix(dates.day(begins)).lstrip(",،").strip()
    return f"{entry.name}, {hours}" if hours else entry.name


def _until(asked: Asked, end: datetime, when: When) -> str:
    """« jusqu'au mardi 12 mai », « jusqu'à 18 h » of the one day that was asked."""
    dates, words = asked.dates, _words()["until"]
    if end.astimezone(PARIS).time() == MIDNIGHT:
        return _in(words["day"], dates.language).format(end=dates.day(end - A_DAY))
    if when.is_one_day and day_of_paris(end) == when.first:
        return _in(words["hour"], dates.language).format(end=dates.hour(end))
    return _in(words["day"], dates.language).format(end=dates.moment(end))


def fits(words: str, room: int | None = None) -> bool:
    """True when words take no more than their room; Arabic has less than half of it."""
    size = measure(sms_form(words))
    full = ROOM[size.encoding]
    return size.units <= (full if room is None else room * full // ROOM["GSM-7"])


def day_of_paris(moment: datetime) -> date:
    """The day of a moment, where the works are."""
    return moment.astimezone(PARIS).date()


async def _cuts(asked: Asked) -> list[Entry]:
    found: list[Entry] = []
    for kind in CutKind:
        cuts = await cuts_for(asked.session, asked.place, kind, asked.now)
        going = [one for one in cuts if cut_standing(one, asked.now) in _GOING]
        name = cut_name(kind, asked.dates.language)
        found += [Entry(one, name) for one in going]
    return found


def cut_name(kind: CutKind, language: str) -> str:
    """What a cut is called."""
    return _in(_words()["cuts"][kind.value], language)


def _in(words: Mapping[str, str], language: str) -> str:
    """The words in a language; in French where that is not there."""
    return words.get(language, words[FRENCH])


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    read: Mapping[str, Mapping[str, Mapping[str, str]]] = packaged(
        "bot.actions.topics", "entries.yml"
    )
    return read
