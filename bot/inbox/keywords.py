"""Keywords: STOP, START, HELP and CONTACT, when they are the whole message."""

import enum
import unicodedata
from functools import cache
from importlib import resources

import yaml


class Keyword(enum.StrEnum):
    """What a keyword asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    CONTACT = "contact"


LONGEST = 40
"""No keyword, however decorated, is longer: a longer text is a sentence."""


def find_keyword(text: str) -> Keyword | None:
    """The keyword a text consists of, or None when it says anything else.

    Accents, case, punctuation and doubled letters are folded, so « ARRÊT !! » and « Sttop »
    count, and « Quand allez-vous stopper le bruit ? » does not.
    """
    if len(text) > LONGEST:
        return None
    return _words().get(_folded(text))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = [char for char in plain if char.isalnum()]
    return "".join(
        char
        for position, char in enumerate(letters)
        if position == 0 or letters[position - 1] != char
    )


@cache
def _words() -> dict[str, Keyword]:
    source = resources.files("bot.inbox").joinpath("keywords.yml").read_text("utf-8")
    listed: dict[str, list[str]] = yaml.safe_load(source)
    return {_folded(word): Keyword(name) for name, words in listed.items() for word in words}
