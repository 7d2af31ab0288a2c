"""The sender check: a text must not ask for an answer that cannot arrive.

A name as sender cannot be answered: then the text has to carry the number to write to. And
numbers in +33 6 and +33 7 may not send automated messages: since 2023 they are for people only
(Arcep, decision 2022-1583, which changes the French numbering plan).
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import phonenumbers
import yaml
from babel import Locale

PRIVATE_MOBILES: Final = ("+336", "+337")
"""How the numbers begin that may not send automated messages."""

_DIGITS = re.compile(r"\+?[0-9](?:[0-9 ./\-\u00a0\u202f()]*[0-9])?")


@dataclass(frozen=True, slots=True)
class _Words:
    """The file of words and sentences."""

    sentences: Mapping[str, str]
    invitations: Mapping[str, re.Pattern[str]]  # by language


def sender_warnings(texts: Mapping[str, str], *, sender: str, answered_at: str) -> tuple[str, ...]:
    """What is wrong with sending these texts (by language) from a sender, in French.

    ``answered_at`` is the number tenants can write to.
    """
    say = _words().sentences
    warnings = []
    if sender.startswith(PRIVATE_MOBILES):
        warnings.append(say["private_mobile"].format(sender=sender))
    lost = [code for code, text in texts.items() if asks_in_vain(text, code, sender, answered_at)]
    if lost:
        named = ", ".join(_language(code) for code in lost)
        key = "no_answer" if len(texts) == 1 else "no_answer_in"
        number = dialled(answered_at)
        warnings.append(say[key].format(sender=sender, number=number, languages=named))
    return tuple(warnings)


def asks_in_vain(text: str, language: str, sender: str, answered_at: str) -> bool:
    """True when a text asks for an answer that the sender cannot get, and names no number."""
    return is_name(sender) and invites(text, language) and not names_number(text, answered_at)


def is_name(sender: str) -> bool:
    """True for a sender made of letters: nobody can answer it."""
    return any(char.isalpha() for char in sender)


def invites(text: str, language: str) -> bool:
    """True when a text asks to be answered; in a language we have no words for, in any."""
    patterns = _words().invitations
    chosen = [patterns[language]] if language in patterns else list(patterns.values())
    return any(pattern.search(_plain(text)) for pattern in chosen)


def names_number(text: str, number: str) -> bool:
    """True when a text carries a number, in whichever of its usual forms."""
    found = {re.sub(r"[^0-9]", "", match[0]) for match in _DIGITS.finditer(text)}
    return not _forms(number).isdisjoint(found)


def dialled(number: str) -> str:
    """A number as people dial it at home; a short code as it is."""
    if not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def _forms(number: str) -> frozenset[str]:
    digits = re.sub(r"[^0-9]", "", number)
    if not number.startswith("+"):
        return frozenset({digits})
    at_home = re.sub(r"[^0-9]", "", dialled(number))
    return frozenset({digits, f"00{digits}", at_home})


def _language(code: str) -> str:
    """The name of a language in French, from its ISO 639-1 code."""
    return str(Locale("fr").languages.get(code, code))


@cache
def _words() -> _Words:
    source = files("broadcaster.campaigns.preview").joinpath("sender_checks.yml")
    content = yaml.safe_load(source.read_text(encoding="utf-8"))
    return _Words(
        sentences={key: str(text).strip() for key, text in content["sentences"].items()},
        invitations={code: _any_of(words) for code, words in content["invitations"].items()},
    )


def _any_of(words: Collection[str]) -> re.Pattern[str]:
    """The beginning of a word: « répond » finds « répondez-nous »."""
    return re.compile(r"\b(?:" + "|".join(re.escape(_plain(word)) for word in words) + ")")


def _plain(text: str) -> str:
    """Without case, accents or the vowel signs of Arabic; one kind of apostrophe and space."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.split())
