"""Silence wishes: no more messages, or messages again, in a tenant's own words.

« Arrêtez de m'envoyer des messages » is as clear as STOP; « arrêtez le bruit » is none of it. What
holds such a wish and says more besides is asked about, for both errors do harm: a household that
goes on being written to, and one that no longer hears of its cuts.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any  # what the YAML file holds

from bot.actions.packaged import packaged
from bot.actions.spoken import letters_once, plain_words
from bot.nlu.normaliser import normalise

LONGEST = 140
"""Characters of a text that may be such a wish alone."""

WISHES = ("stop", "start")


def silence_wish(text: str) -> str | None:
    """« stop » or « start » where a text is that wish and nothing else; else None."""
    if len(text) > LONGEST or _asks(text):
        return None
    said = [_without_fillers(plain_words(one)) for one in (text, normalise(text))]
    return next((wish for wish in WISHES if any(map(_pattern(wish).fullmatch, said))), None)


def may_wish_silence(text: str) -> bool:
    """True for a text that wants no more messages, perhaps, and says something else too."""
    said = plain_words(normalise(text))
    return bool(_pattern("perhaps").search(said)) and not _pattern("unless").search(said)


def _asks(text: str) -> bool:
    """« Vous arrêtez de m'envoyer des messages ? » may complain of the contrary."""
    return "?" in text or "؟" in text


def _without_fillers(said: str) -> str:
    bare = _pattern("fillers").sub(" ", said)
    return " ".join(bare.split())


@cache
def _pattern(name: str) -> re.Pattern[str]:
    listed: Sequence[str] = _listed()[name]
    ways = "|".join(map(_written_out, listed))
    return re.compile(rf"(?<!\w)(?:{ways})(?:(?!\w)|(?<='))")


def _written_out(way: str) -> str:
    """A pattern over letters that stand once, with the parts it names."""
    parts: Mapping[str, str] = _listed()["parts"]
    whole = re.sub(r"<(\w+)>", lambda named: parts[named[1]], way)
    return letters_once(whole)


@cache
def _listed() -> Mapping[str, Any]:
    read: Mapping[str, Any] = packaged("bot.inbox", "silence_wishes.yml")
    return read
