"""Follow-ups: texts that say nothing without what was said before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any  # what the YAML files hold

from bot.actions.letters import letters_in
from bot.actions.packaged import packaged
from bot.nlu.dates.reading import find_dates
from bot.nlu.dates.when import When
from bot.nlu.folding import fold
from bot.nlu.places import find_places

LONGEST = 90
"""Characters of the longest follow-up; more says something by itself."""

SHORTEST_QUESTION = 45
"""Characters from which a question names its subject itself."""

_LIKEWISE = re.compile(r"\b(?:pareil|idem|meme chose|aussi|about|same|ayni|peki)\b")


class Turn(StrEnum):
    """How a text goes on about what was said."""

    THERE = "there"  # « je serai là »
    STILL = "still"  # « c'est toujours bon ? »
    BACK = "back"  # « ça revient quand ? », of what is missing
    DETAILS = "details"  # « depuis hier, dans tout l'immeuble », of the same
    PERSON = "person"  # « il est là le samedi ? »
    UNTIL = "until"  # « jusqu'à quand ? »
    WHEN = "when"  # « à quelle heure ? »
    SAME = "same"  # « et pour le bat B ? »
    OTHER_DAY = "other_day"  # « et jeudi ? »
    THING = "thing"  # « et l'eau ? »


SAME_TOPIC = "same"
PERSON_ALONE = "person"
"""Aspects that are no topic: the last answer says it already, or only a person can."""

ON_TOP = frozenset({Turn.SAME, Turn.THING})
"""Only after « et », « pareil »: « bat B » alone tells where one lives, « l'eau ? » asks anew."""

OF_AN_OUTAGE = frozenset({Turn.BACK, Turn.DETAILS})
"""Said of what is missing now, never of a broadcast."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A text that goes on about what was said before."""

    turn: Turn
    when: When | None = None  # the days it names
    names_day_alone: bool = False  # a weekday without a number: which week is not said
    thing: str | None = None  # the topic of what it names alone
    somebody_else: bool = False  # « pour ma mère »


def follow_up_of(text: str, now: datetime) -> FollowUp | None:
    """Read a text as a follow-up; None when it says something by itself."""
    if len(text) > LONGEST:
        return None
    dates = find_dates(text, now)
    said, joined = _without_joints(_masked(text, now))
    turn = next((turn for turn, pattern in _patterns() if pattern.fullmatch(said)), None)
    somebody_else = bool(_somebody_else().search(said))
    asks_more = joined or bool(_LIKEWISE.search(said))
    if turn is None or (turn in ON_TOP and not asks_more):
        return None
    if turn is Turn.SAME and not ("<lieu>" in said or somebody_else):
        return None
    return FollowUp(
        turn=turn,
        when=dates[0].when if dates else None,
        names_day_alone=bool(dates) and not any(map(str.isdigit, text)),
        thing=_thing(said) if turn is Turn.THING else None,
        somebody_else=somebody_else,
    )


def aspect_of(text: str, topic: str) -> str | None:
    """The topic that a word or two ask about within the subject of the last one, if any."""
    if len(text) > SHORTEST_QUESTION:
        return None
    said, _joined = _without_joints(text)
    families: Mapping[str, Mapping[str, str]] = topics()["aspects"]
    aspects = next((family for start, family in families.items() if topic.startswith(start)), {})
    return next((one for one, words in aspects.items() if re.fullmatch(words, said)), None)


def needs_water(text: str) -> bool:
    """True for « je peux prendre une douche ? »: after a water cut, that is what it is about."""
    return bool(re.search(rf"\b(?:{topics()['needs_water']})", fold(text)))


def is_of_own_home(text: str) -> bool:
    """True for « et chez moi ? »: all of the text asks for one's own home."""
    if len(text) > SHORTEST_QUESTION:
        return False
    said, _joined = _without_joints(text)
    return bool(re.fullmatch(topics()["own_home"], said))


def is_of_neighbours(text: str) -> bool:
    """True for « et pour mon voisin du 301, c'est quand ? »."""
    return bool(re.search(rf"\b(?:{topics()['neighbours']})\b", fold(text)))


def _masked(text: str, now: datetime) -> str:
    """The text with its days and places as <quand> and <lieu>."""
    days = [(one.start, one.end, " <quand> ") for one in find_dates(text, now)]
    spans = [(one.start, one.end) for one in find_places(text)]
    spans += [(one.start, one.end) for one in letters_in(text)]
    places = [(start, end, " <lieu> ") for start, end in spans]
    kept, last = "", 0
    for start, end, mask in sorted([*days, *places]):
        if start >= last:
            kept += text[last:start] + mask
            last = end
    return kept + text[last:]


def _without_joints(text: str) -> tuple[str, bool]:
    """The words without what only joins them to what was said, and whether there was any."""
    said = " ".join(re.findall(r"<\w+>|[\w'-]+", fold(text)))
    bare = _joints().sub("", f" {said} ").strip()
    return bare, bare != said


def _thing(said: str) -> str | None:
    things: Mapping[str, str] = topics()["things"]
    found = (topic for topic, words in things.items() if re.search(rf"\b(?:{words})\b", said))
    return next(found, None)


@cache
def _patterns() -> Sequence[tuple[Turn, re.Pattern[str]]]:
    listed: Mapping[str, list[str]] = _read("followups.yml")
    things = "|".join(topics()["things"].values())
    return [
        (Turn(turn), re.compile("|".join(f"(?:{one.replace('<chose>', f'(?:{things})')})"
                                         for one in patterns)))
        for turn, patterns in listed.items()
    ]  # fmt: skip


@cache
def _joints() -> re.Pattern[str]:
    joints = topics()["joints"]
    return re.compile(rf"^(?:\s(?:{joints})(?=\s))+|(?:\s(?:{joints}))+\s$")


@cache
def _somebody_else() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{topics()['somebody_else']})\b")


@cache
def topics() -> Mapping[str, Any]:
    """What ``topics.yml`` says of topics that can be gone on about."""
    return _read("topics.yml")


def _read(name: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = packaged("bot.actions.context", name)
    return read
