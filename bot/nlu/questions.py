"""One text, one or several questions: which reading of it is the convincing one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.nlu.courtesy import peel
from bot.nlu.dividing import Part, divided, divisions, promising, understood_in
from bot.nlu.emergencies import judge
from bot.nlu.guess import (
    COURTESIES,
    NOT_ASKED,
    OUT_OF_SCOPE,
    PLACE,
    Classify,
    Guess,
    Ranking,
    Thresholds,
)
from bot.nlu.placing import asks_beside_place, beside_place
from bot.nlu.saying import says_something
from bot.nlu.splitting import sentences

_FEW_WORDS = 2
_FEWEST_CLEAR = 2
_MANY_WORDS = 16


@dataclass(frozen=True)
class Question:
    """One question of a text, as handed to the answering action."""

    text: str
    intent: str
    confidence: float
    fallback: bool
    ambiguous: bool = False  # sure enough, but two intents are as likely
    ranking: Ranking = ()  # what it may be about: a tenant is asked to choose

    def as_dict(self) -> dict[str, object]:
        """Return the JSON form."""
        ranking = [{"name": name, "confidence": round(p, 4)} for name, p in self.ranking]
        return {
            "text": self.text,
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "fallback": self.fallback,
            "ambiguous": self.ambiguous,
            "ranking": ranking,
        }


def understand(
    text: str, classify: Classify, thresholds: Thresholds, glance: Classify | None = None
) -> list[Question]:
    """Return the questions of a normalised text in order; at least one, whatever the text.

    ``glance`` is a cheaper ``classify``, asked which clauses are worth a close look.
    """
    if not says_something(text):
        return [Question(text, OUT_OF_SCOPE, 0.0, fallback=True)]
    said, marked = _sentences(text)
    ways = {sentence: promising(sentence, glance or classify, thresholds) for sentence in marked}
    runs = (run for sentence in marked for way in ways[sentence] for run in way)
    wanted = list(dict.fromkeys([said, *marked, *runs]))
    guesses = dict(zip(wanted, classify(wanted), strict=True))
    in_danger = guesses[said].danger.is_seen and bool(judge(said, guesses[said].danger))
    if guesses[said].danger.is_seen and not in_danger:
        guesses = {read: guess.beside_danger() for read, guess in guesses.items()}
    parts: list[Part] = []
    for sentence in marked:
        apart = [[(run, guesses[run]) for run in way] for way in ways[sentence]]
        parts += divided((sentence, guesses[sentence]), apart, thresholds)
    whole = _question(said, guesses[said], thresholds)
    if len(parts) < 2:
        # All of the text, manners too: « et pour le bat B » goes on by its « et ».
        asked = [replace(_or_manners(whole, text, classify, thresholds), text=text)]
    else:
        asked = _several(parts, whole, thresholds)
    asked = [_beside_its_place(one, classify, thresholds) for one in asked]
    if in_danger:
        return _danger_first(said, guesses[said], asked)
    if len(asked) > 1 or not asked[0].fallback:
        return asked
    is_long = len(said.split()) >= _MANY_WORDS
    clear = _what_is_clear(marked, classify, thresholds) if is_long else []
    return clear or _two_in_doubt(asked[0], classify, thresholds) or asked


def _two_in_doubt(doubtful: Question, classify: Classify, thresholds: Thresholds) -> list[Question]:
    """Return both questions of a text that seems to be about either, beside its place.

    « bat A esc 3, les fenêtres c'est quand et faut vider les rideaux » is not in doubt: one clause
    is about each. The place is read from all of the text by whoever answers.
    """
    either = {intent for intent, _chance in doubtful.ranking[:_FEWEST_CLEAR]}
    if len(either) < _FEWEST_CLEAR or either & NOT_ASKED:
        return []
    text = beside_place(doubtful.text) or doubtful.text
    for way in divisions(text):
        guesses = classify(way)
        asked = [_question(part, one, thresholds) for part, one in zip(way, guesses, strict=True)]
        if len(asked) == len(either) and {one.intent for one in asked} == either:
            return [] if any(one.fallback for one in asked) else asked
    return []


def _what_is_clear(
    marked: Sequence[str], classify: Classify, thresholds: Thresholds
) -> list[Question]:
    """Return the clear questions of a long text, and what is left of it for a person.

    Nothing where fewer than two are clear: then the whole says more than one of them.
    """
    clear, rest = understood_in(marked, classify, thresholds)
    if len(clear) < _FEWEST_CLEAR:
        return []
    asked = [_question(text, guess, thresholds) for text, guess in clear]
    left = Question(" ".join(rest), OUT_OF_SCOPE, 0.0, fallback=True)
    return [*asked, left] if rest else asked


def _beside_its_place(question: Question, classify: Classify, thresholds: Thresholds) -> Question:
    """Understand what is asked beside a place, where the place is all that was heard.

    The text stays whole: the place is read from it too.
    """
    best = question.ranking[0][0] if question.ranking else question.intent
    rest = beside_place(question.text) if PLACE in (best, question.intent) else ""
    if not rest:
        return question
    beside = _question(rest, classify([rest])[0], thresholds)
    heard = beside.intent not in NOT_ASKED and beside.confidence >= thresholds.split
    if not heard and not asks_beside_place(question.text):
        return question
    return replace(beside, text=question.text)


def _danger_first(said: str, guess: Guess, asked: list[Question]) -> list[Question]:
    """Put a danger the whole text speaks of before what it asks besides."""
    besides = [one for one in asked if not one.fallback and one.intent not in NOT_ASKED]
    return [Question(said, guess.danger.kind, guess.danger.chance, fallback=False), *besides]


def readings(text: str) -> list[str]:
    """Return what ``understand`` will have classified of a normalised text, whatever it is."""
    if not says_something(text):
        return []
    said, marked = _sentences(text)
    return list(dict.fromkeys([said, *marked]))


def _sentences(text: str) -> tuple[str, list[str]]:
    """Return the text without manners, and its sentences without theirs."""
    said = peel(text)
    return said, [peel(sentence).strip() for sentence in sentences(said)]


def _several(parts: Sequence[Part], whole: Question, thresholds: Thresholds) -> list[Question]:
    """Keep the parts that are surely about different things, else the whole text."""
    asked = [
        _question(text, guess, thresholds)
        for text, guess in parts
        if guess.confidence >= thresholds.split and guess.intent not in NOT_ASKED
    ]
    distinct = list({question.intent: question for question in reversed(asked)}.values())[::-1]
    return distinct if len(distinct) >= 2 else [_surer(distinct, whole)]


def _surer(asked: Sequence[Question], whole: Question) -> Question:
    """Prefer the one clear part of a text whose whole is unclear (a question buried in manners)."""
    if asked and (whole.fallback or whole.intent in NOT_ASKED) and not asked[0].fallback:
        return asked[0]
    return whole


def _or_manners(
    question: Question, text: str, classify: Classify, thresholds: Thresholds
) -> Question:
    """Where manners left a word or two that mean nothing, all was manners."""
    if not question.fallback or question.text == text or len(question.text.split()) > _FEW_WORDS:
        return question
    (guess,) = classify([text])
    manners = _question(text, guess, thresholds)
    return manners if manners.intent in COURTESIES else question


def _question(text: str, guess: Guess, thresholds: Thresholds) -> Question:
    """Apply the thresholds to one guess."""
    foreign = guess.intent != OUT_OF_SCOPE and guess.outside > thresholds.outside
    unsure = foreign or guess.confidence < thresholds.fallback
    ambiguous = not unsure and guess.lead < thresholds.ambiguity
    return Question(
        text,
        guess.intent,
        guess.confidence,
        fallback=unsure or ambiguous,
        ambiguous=ambiguous,
        ranking=guess.ranking,
    )
