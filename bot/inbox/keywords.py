"""Keywords: STOP, START, HELP and CONTACT, when they are the whole message.

A sentence that says STOP or START and nothing else is one too (``bot.inbox.silence_wishes``).
"""

import enum
import unicodedata
from functools import cache

from bot.actions.packaged import packaged
from bot.inbox.silence_wishes import silence_wish


class Keyword(enum.StrEnum):
    """What a keyword asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    CONTACT = "contact"


LONGEST = 60
"""No keyword, however decorated, is longer: a longer text is a sentence."""


def find_keyword(text: str) -> Keyword | None:
    """The keyword a text consists of, or None when it says anything else."""
    found = _single(text)
    if found is not None:
        return found
    wish = silence_wish(text)
    return Keyword(wish) if wish else None


def may_be_of_a_request(text: str) -> bool:
    """True for « arrêtez », which ends the questions of a request while one is open."""
    return _folded(text) in _of_a_request()


def _single(text: str) -> Keyword | None:
    """The keyword a text spells.

    Accents, case, punctuation and doubled letters are folded, so « ARRÊT !! » and « Sttop »
    count, and « Quand allez-vous stopper le bruit ? » does not.
    """
    if len(text) > LONGEST:
        return None
    folded = _folded(text) or text.strip()
    if "?" in text and folded in _questions():
        return None
    return _words().get(folded)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = [char for char in plain if char.isalnum()]
    return "".join(
        char
        for position, char in enumerate(letters)
        if position == 0 or letters[position - 1] != char
    )


@cache
def _listed() -> dict[str, list[str]]:
    listed: dict[str, list[str]] = packaged("bot.inbox", "keywords.yml")
    return listed


@cache
def _words() -> dict[str, Keyword]:
    return {
        _folded(word) or word: keyword for keyword in Keyword for word in _listed()[keyword.value]
    }


@cache
def _of_a_request() -> frozenset[str]:
    return frozenset(map(_folded, _listed()["not_in_a_request"]))


@cache
def _questions() -> frozenset[str]:
    """Words that ask something when a question mark follows: « Fin ? »."""
    return frozenset(map(_folded, _listed()["not_when_asked"]))
