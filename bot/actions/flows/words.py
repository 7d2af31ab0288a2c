"""Words: what a text says of a request that is being completed, by ``words.yml``."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any  # what the YAML file holds

from bot.actions.packaged import packaged
from bot.actions.places import told_place
from bot.actions.spoken import letters_once
from bot.nlu.folding import fold

LONGEST = 300
"""Characters read of a text."""

LONGEST_TURN = 90
"""Characters of a text that surely drops a request, whatever else it says: « laissez tomber »."""

ROOM_TO_LEAVE = 14
"""Characters a text may have beside the words that drop a request: « laisse tomber merci ». With
more, it is an answer: « annulez le rendez-vous de mardi »."""

A_JOINT = 4
"""Letters that tell nothing: « au », « du »."""

NEED_WORDS = 12
"""Words from which a text tells what a household needs, and not only that it needs something."""

A_FEW = 8
"""Words of the longest text that only asks which days there are."""

A_NEED = 4
"""The same where a machine or an illness is named: « ma mère est sous oxygène »."""

_NUMBER = re.compile(r"(?:\+|00)?\d(?:[\s.\-/]?\d){8,13}")
_DATE = re.compile(
    r"\b\d{1,2}\s*[/.-]\s*\d{1,2}\b|\ble\s+\d{1,2}\b|\b\d{1,2}\s*(?:h|heures?|am|pm|[ap]\.m)\b"
    r"|\b\d{1,2}h\d{2}\b|\b\d{1,2}:\d{2}\b"
    r"|\b(?:apres|avant|vers|entre|after|before|around|between|from|saat|depois das|antes das|as"
    r"|m3a)\s+\d{1,2}\b"
    r"|الساعة\s+\d{1,2}\b"
)
"""A date or an hour; ``_NUMBER`` is taken out of a text first."""

_ALONE = re.compile(r"\W*(?:\d{1,2}|\d\W+\d)\W*")
"""« 2 »: no day, no place, no time."""

_NAMED = re.compile(r"(?<!\w)je m'apel\w*")
"""« je m'appelle … », as ``letters_once`` writes it: no call."""

_ASKED_LAST = re.compile(r"(?:quand|kan|combien|ou|quoi|koi|qui|when)$")

_DATED = frozenset({"day", "better", "which", "when", "since", "call_at"})
"""Answers that a date or an hour tells."""


def leaves(text: str) -> bool:
    """True when a text drops the request: « laisse tomber », « annuler »."""
    said = _said(text)
    if len(said) <= LONGEST_TURN and _pattern("leave_surely").search(said):
        return True
    return _is_nearly_all("leave", said) or _goes_own_way(said)


def stays(text: str) -> bool:
    """True when an appointment that was to be moved suits after all."""
    return _is_nearly_all("stay", _said(text))


def withdraws(text: str, *, is_named: bool = False) -> bool:
    """True when a request that went to a person is no longer wanted.

    ``is_named``: its reference is in the text, so that what is dropped is sure.
    """
    said = _said(text)
    if _pattern("withdraw").search(said):
        return True
    if is_named and _pattern("leave").search(said) and not _pattern("not_leave").search(said):
        return True
    return leaves(text) and not asks(text) and not _pattern("of_calendar").search(said)


def settled(text: str) -> bool:
    """True when what did not work does again: « c'est bon ils ont nettoyé »."""
    said = _said(text)
    return bool(_pattern("settled").search(said)) and not (
        asks(text) or _pattern("not_settled").search(_pattern("settled").sub(" ", said))
    )


def wants_no_other(text: str) -> bool:
    """True when no other day is wanted: « je veux pas d'autre date »."""
    return bool(_pattern("no_other").search(_said(text)))


def says_no_but(text: str) -> bool:
    """True for « non toutes »: something told before was otherwise."""
    first, *rest = _said(text).split() or [""]
    told = _pattern("turning").sub("", " ".join(rest))
    return first in ("non", "nan", "no") and len(told.strip()) > A_JOINT and not asks(text)


def corrects(text: str) -> bool:
    """True when a text surely says that something told before was wrong."""
    return bool(_pattern("correct_surely").search(_said(text)))


def may_correct(text: str) -> bool:
    """True for « en fait », « pardon », which may go on about what was told before."""
    return corrects(text) or bool(_pattern("correct_maybe").search(_said(text)))


def asks_status(text: str) -> bool:
    """True when it is asked what became of a request: « ma demande, vous en êtes où »."""
    return bool(_pattern("status").search(_said(text)))


def asks(text: str) -> bool:
    """True when a text is put as a question."""
    return "?" in text or "؟" in text or bool(_pattern("question").search(_said(text)))


def inquires(text: str) -> bool:
    """True when a text nobody understood is surely put as a question.

    « Quand je rentre » answers, « quand ? » asks; who says not to know does not ask.
    """
    said = _said(text)
    if _pattern("unknown").search(said):
        return False
    asked = _pattern("inquiry").search(said) or _ASKED_LAST.search(said)
    return "?" in text or "؟" in text or asked is not None


def leaves_open(text: str) -> bool:
    """True when any time will do, or none is known: « quand vous voulez », « je sais pas »."""
    said = _said(text)
    return bool(_pattern("any_time").search(said) or _pattern("unknown").search(said))


def says_little(text: str) -> bool:
    """True for « 2 », « oui », « ok » alone, which tell no time and name no thing."""
    return bool(_ALONE.fullmatch(text)) or _is_nearly_all("yes", _said(text))


def only_refuses(text: str) -> bool:
    """True for a day that does not suit, where none is told that does: « le 16 je suis pas là »."""
    said = _said(text)
    return bool(_pattern("away").search(said)) and not _pattern("but").search(said)


def suits(text: str) -> bool:
    """True for a day that suits: « l'après-midi oui »; not for « mais pas le mardi »."""
    said = _said(text)
    against = any(_pattern(group).search(said) for group in ("away", "no", "busy"))
    return tells("better", text) and not against


def asks_days(text: str) -> bool:
    """True when it is asked which other days there are: « what days then? »."""
    said = _said(text)
    is_short = len(said.split()) <= A_FEW
    return is_short and bool(_pattern("which_days").search(said)) and not tells("better", text)


def of_neighbour(text: str) -> bool:
    """True when somebody is spoken of who lives elsewhere in the house."""
    return bool(_pattern("neighbour").search(_said(text)))


def of_water(text: str) -> bool:
    """True when water may run that a stop tap would end: a leak, a tap, not a door."""
    return bool(_pattern("water").search(_said(text)))


def affirms(text: str) -> bool:
    """True when a question of yes or no is answered with yes: « oui, hier »."""
    said = _said(text)
    return bool(_pattern("yes").search(said)) and not _pattern("no").search(said)


def moves(text: str) -> bool:
    """True when a text is about changing an appointment, and not only about a day."""
    return bool(_pattern("move").search(_said(text)))


def wants_call(text: str) -> bool:
    """True when a call is wanted, and not just an answer."""
    return bool(_pattern("call").search(_NAMED.sub(" ", _said(text))))


def is_urgent(text: str) -> bool:
    """True when somebody may be in danger if nobody acts soon."""
    return bool(_pattern("urgent").search(_said(text)))


def tells(name: str, text: str) -> bool:
    """True when a text holds the answer of that name."""
    if name == "number":
        return _NUMBER.search(text) is not None
    if name == "home":
        told = told_place(text)
        return not told.is_empty or told.flat is not None
    if name in _DATED and (
        _DATE.search(fold(_NUMBER.sub(" ", text))) or _pattern("said.day").search(_said(text))
    ):
        return True
    if name == "need" and len(text.split()) < NEED_WORDS:
        named = _pattern("need_plain").search(_said(text))
        return named is not None and len(text.split()) >= A_NEED
    return bool(_pattern(f"said.{name}").search(_said(text)))


def says_nothing_beside(text: str) -> bool:
    """True for what may stand around a day and tells nothing: « c'était … vers »."""
    letters = re.sub(r"\W", "", _pattern("beside_day").sub("", _said(text)))
    return len(letters) <= A_JOINT


def listed(group: str) -> Sequence[str]:
    """The words of a group, as they are written in the list."""
    found: Sequence[str] = _listed()[group]
    return found


def told_by(name: str) -> Sequence[str]:
    """The words that show an answer of that name, as they are written in the list."""
    found: Sequence[str] = _listed()["said"][name]
    return found


def _goes_own_way(said: str) -> bool:
    """« J'arrête, je vais à la police »: it begins by leaving, and tells what is done instead."""
    if len(said) > LONGEST_TURN or _pattern("not_leave").search(said):
        return False
    if _pattern("said.day").search(said):
        return False  # « c'est bon jeudi, ma sœur sera là » answers
    begun = _pattern("turning").sub("", said).strip()
    return bool(_pattern("leave_first").match(begun) and _pattern("own_way").search(said))


def _is_nearly_all(group: str, said: str) -> bool:
    """True for words of a group with little beside them but « ah non finalement »."""
    found = _pattern(group).search(said)
    if found is None:
        return False
    beside = _pattern("turning").sub("", said.replace(found[0], "", 1))
    return len(beside.strip()) <= ROOM_TO_LEAVE


def _said(text: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", letters_once(text[:LONGEST])))


@cache
def _pattern(group: str) -> re.Pattern[str]:
    """Matches any word of a group at the beginning of a word."""
    section, _, name = group.partition(".")
    words: Sequence[str] = _listed()[section][name] if name else _listed()[section]
    # A French article is elided onto its noun: « l'évier », « d'oxygène ».
    return re.compile(rf"(?:(?<=[\s'-])|^)(?:{'|'.join(map(_one, words))})")


def _one(word: str) -> str:
    plain = re.escape(letters_once(word.removeprefix("=")))
    return rf"{plain}(?!\w)" if word.startswith("=") else plain


@cache
def _listed() -> Mapping[str, Any]:
    return MappingProxyType(packaged("bot.actions.flows", "words.yml"))
