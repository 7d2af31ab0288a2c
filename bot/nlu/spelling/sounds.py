"""Words of the field written as they are heard: « échafodage », « assenceur », « robiné »."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.nlu.spelling.tables import folded, table

SHORTEST = 4
"""Sounds a word must have to be known by them alone: short ones sound like too many others."""

_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^h|(?<=[^cps])h", ""),
        (r"ç|ss|sc(?=[eiéè])", "S"),
        (r"eaux?|aux?|au", "o"),
        (r"œu|eu", "E"),
        (r"ph", "f"),
        (r"qu|ck|q", "k"),
        (r"tion", "Sion"),
        (r"ch|sh", "C"),
        (r"gu(?=[eiéèE])", "G"),
        (r"g(?=[eiyéèE])", "j"),
        (r"je(?=[ao])", "j"),
        (r"(?<=[aeiouyéèE])s(?=[aeiouyéèE])", "z"),
        (r"c(?=[eiyéèE])", "s"),
        (r"c", "k"),
        (r"oi|oua|wa|oa", "w"),
        (r"(?<=[aeo])ill?(?=[aeEéè]|s?$)", "y"),
        (r"ien(?![a-zéè]*n)|ian(?![a-zé])|i1|ié1", "N"),
        (r"(?:ain|ein|aim|in|im|yn)(?![aeiouyéènmE])|1", "I"),
        (r"(?:en|em|an|am)(?![aeiouyéènmE])", "A"),
        (r"(?:on|om)(?![aeiouyéènmE])", "O"),
        (r"ai|ei|ay", "é"),
        (r"(?:ère|ére|ér|èr|er|ez|et|ée|éz|ed)(?=s?$)", "é"),
        (r"[èé]", "e"),
        (r"y", "i"),
        (r"(?<=.)(?:es|e|ts|ds|ps|s|x|t|d|p)$", ""),
        (r"x", "ks"),
        (r"[SG]", lambda found: found.group().lower()),
        (r"(.)\1+", r"\1"),
        (r"(?<=[^aeiouE])e(?=[rlnmtsv][aeiouwEAIO])", ""),
    )
)


def plain_word(word: str) -> str | None:
    """Return the field's word that an unknown word sounds like; None when there is none."""
    plain = None if word.isdigit() else _plain(word.lower())
    return None if plain == word.lower() else plain


@lru_cache(maxsize=8192)
def _plain(word: str) -> str | None:
    key = folded(word)
    if key in _KEPT or len(key) < SHORTEST or any(letter in "023456789" for letter in key):
        return None
    if key in _WRITTEN:
        # « facturé » is no « facture ».
        return None if word.endswith("é") and not _WRITTEN[key].endswith("é") else _WRITTEN[key]
    sound = sound_of(word)
    # « pousière », « asurance »: one s is written where two are heard.
    plain = _HEARD.get(sound) or _HEARD.get(sound.replace("z", "s"))
    if plain and key.endswith("s") and plain[-1] not in "sxz":
        return plain + "s"
    return plain


def sound_of(word: str) -> str:
    """Return how a word sounds, roughly: enough to compare words with one another."""
    sound = _accents_that_sound(word.lower())
    for pattern, heard in _RULES:
        sound = pattern.sub(heard, sound)
    return sound


def _accents_that_sound(word: str) -> str:
    """Keep é, è and ç, which are other sounds than e and c; fold the other accents."""
    return "".join(
        letter if letter in "éèç" else "è" if letter in "êë" else folded(letter) for letter in word
    )


_FIELD = table("field")
_KEPT = frozenset(_FIELD["kept"].split())
_WRITTEN = {folded(word): word for word in _FIELD["words"].split()}
_HEARD = {
    sound: word
    for word in reversed(_FIELD["words"].split())
    if len(sound := sound_of(word)) >= SHORTEST
}
