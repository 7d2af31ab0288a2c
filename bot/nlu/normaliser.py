"""SMS French → plain French; what it does not know it leaves as it is.

Every change is kept with what stood there, so that a log tells both and the text a tenant wrote
can be had back to the letter. The words are data, in ``bot/nlu/spelling``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.spelling.context import told_apart
from bot.nlu.spelling.elisions import with_elisions
from bot.nlu.spelling.phrases import DARIJA, with_phrases
from bot.nlu.spelling.tables import folded
from bot.nlu.spelling.tokens import Token, tokens_of, trimmed
from bot.nlu.spelling.tongues import Tongue, darija_spelling, tongue_of
from bot.nlu.spelling.words import spelled_out


@dataclass(frozen=True)
class Change:
    """A span of a normalised text that is not what the tenant wrote."""

    start: int  # where it begins in the normalised text
    end: int  # where it ends there
    written: str  # what the tenant wrote
    plain: str  # what is read: the normalised text from start to end


@dataclass(frozen=True)
class Normalised:
    """A text in plain words, and all that was changed for it."""

    text: str
    changes: tuple[Change, ...]  # in order, apart from one another

    @property
    def original(self) -> str:
        """The text as it was written, to the letter."""
        return restored(self.text, self.changes)


def normalise(text: str) -> str:
    """Return the text with abbreviations, elongations and merged words written out.

    Meaning is never guessed: an unknown word, a number, another language stay untouched.
    """
    return "".join(token.plain for token in _read(text))


def normalised(text: str) -> Normalised:
    """Return the same with its changes."""
    tokens = _read(text)
    return Normalised("".join(token.plain for token in tokens), tuple(_changes(tokens)))


def restored(text: str, changes: Iterable[Change]) -> str:
    """Return what a tenant wrote, from its normalised form and the changes."""
    kept, last = "", 0
    for change in changes:
        kept += text[last : change.start] + change.written
        last = change.end
    return kept + text[last:]


def _changes(tokens: Iterable[Token]) -> Iterable[Change]:
    start = 0
    for token in tokens:
        end = start + len(token.plain)
        if token.plain != token.written:
            yield Change(start, end, token.written, token.plain)
        start = end


def _read(text: str) -> list[Token]:
    tokens = trimmed(tokens_of(text))
    if len(tokens) == 1 and len(tokens[0].plain) == 1:
        return tokens  # « C » alone tells a building
    match tongue_of(token.plain.lower() for token in tokens if token.key):
        case Tongue.FRENCH:
            return told_apart(_spelled_out(with_elisions(with_phrases(tokens))))
        case Tongue.DARIJA:
            return [_of_darija(token) for token in with_phrases(tokens, DARIJA)]
        case _:
            return tokens


def _spelled_out(tokens: Sequence[Token]) -> list[Token]:
    done: list[Token] = []
    previous = ""
    for place, token in enumerate(tokens):
        if token.is_word and not token.settled:
            plain = spelled_out(token.plain, previous, _following(tokens, place))
            if plain != token.plain:
                token = Token(token.written, plain, folded(plain))
        if token.is_word:
            previous = token.key.rpartition(" ")[2]
        elif not token.plain.isspace():
            previous = "-" if token.plain == "-" else ""
        done.append(token)
    return done


def _following(tokens: Sequence[Token], place: int) -> str:
    """Return the word after a token where only a blank stands between; else nothing."""
    after = [token for token in tokens[place + 1 : place + 3] if token.plain != " "]
    return after[0].key.partition(" ")[0] if after and after[0].is_word else ""


def _of_darija(token: Token) -> Token:
    plain = None if token.settled or not token.key else darija_spelling(token.key)
    return token._replace(plain=plain) if plain and plain != token.key else token
