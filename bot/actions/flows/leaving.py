"""Leaving: texts that only leave what is being asked, by ``leaving.yml``.

« J'arrête » to a question of ours ends the questions. It sounds like despair to a classifier of
sentences and like STOP to a list of keywords, so it is read before either of them is heard, and
only where nothing else is said: « j'arrête tout, adieu » is not.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from bot.actions.flows import words
from bot.actions.packaged import packaged
from bot.actions.spoken import plain_words, spelling_of


def leaves_questions(text: str) -> bool:
    """True when an open request is dropped: « laisse tomber », « non rien », « j'arrête »."""
    return only_leaves(text) or words.leaves(text)


def only_leaves(text: str) -> bool:
    """True when a text leaves what is asked, and says nothing else."""
    # « C'est réglé ? » asks; « on peut parler d'autre chose ? » wants it.
    leaving = _leaving(anew=words.asks(text))
    said = _without_talk(plain_words(text))
    rest, told = leaving.subn(" ", said)
    if not told:
        return False
    return not re.search(r"\w", _fillers().sub(" ", rest))


def leaves_talk(text: str) -> bool:
    """True for « stop ça, j'ai pas envie de continuer »: our talk ends, whatever it sounds like."""
    return bool(_words_of("of_talk").search(plain_words(text))) and only_leaves(text)


def _without_talk(said: str) -> str:
    """The text without what only says, beside « stop ça », that one does not go on with it."""
    if not _words_of("of_talk").search(said):
        return said
    return _words_of("beside_talk").sub(" ", said)


def may_mean_stop(text: str) -> bool:
    """True when whoever leaves may want none of our messages at all: « arrêtez »."""
    return bool(_may_mean_stop().search(plain_words(text)))


@cache
def _leaving(*, anew: bool) -> re.Pattern[str]:
    """The words that leave; ``anew``: only those that name something else to talk of."""
    if anew:
        return _any_of(_listed()["something_else"])
    own = [*_listed()["leave"], *_listed()["something_else"]]
    return _any_of([*own, *words.listed("leave"), *words.listed("leave_surely")])


@cache
def _words_of(group: str) -> re.Pattern[str]:
    return _any_of(_listed()[group])


@cache
def _fillers() -> re.Pattern[str]:
    return _any_of(_listed()["fillers"])


@cache
def _may_mean_stop() -> re.Pattern[str]:
    return _any_of(_listed()["may_mean_stop"])


def _any_of(said: Sequence[str]) -> re.Pattern[str]:
    """Matches the words, and those that begin with one of them, to their end."""
    longest_first = sorted(map(spelling_of, said), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})\w*")


@cache
def _listed() -> Mapping[str, Sequence[str]]:
    return MappingProxyType(packaged("bot.actions.flows", "leaving.yml"))
