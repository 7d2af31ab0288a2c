"""One text, one or several questions: which reading of it is the convincing one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.nlu.splitting import split_questions

COURTESIES = frozenset({"service_greet", "service_thanks"})
"""Said around a question, never one among several."""

BESIDE = COURTESIES | {"inform_place", "affirm", "deny", "service_anger"}
"""Understood as themselves only when nothing else is asked in the same text."""


@dataclass(frozen=True)
class Thresholds:
    """When an answer is too unsure to be given; chosen on held-out texts (``thresholds`` tool)."""

    fallback: float = 0.25  # least probability of the best intent
    ambiguity: float = 0.03  # least lead of the best intent over the second
    split: float = 0.40  # least probability of each part for a text to count as several questions


@dataclass(frozen=True)
class Guess:
    """What the classifier says of one text."""

    intent: str
    confidence: float
    lead: float  # over the second-best intent


@dataclass(frozen=True)
class Question:
    """One question of a text, as handed to the answering action."""

    text: str
    intent: str
    confidence: float
    fallback: bool

    def as_dict(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "text": self.text,
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "fallback": self.fallback,
        }


Classify = Callable[[Sequence[str]], Sequence[Guess]]


def understand(text: str, classify: Classify, thresholds: Thresholds) -> list[Question]:
    """Return the questions of a normalised text in order; at least one, whatever the text."""
    if not any(character.isalnum() for character in text):
        return [Question(text, "out_of_scope", 0.0, fallback=True)]
    parts = split_questions(text)
    guesses = classify([text, *parts] if len(parts) > 1 else [text])
    whole = _question(text, guesses[0], thresholds)
    if len(parts) < 2:
        return [whole]
    return _several(list(zip(parts, guesses[1:], strict=True)), whole, thresholds)


def _several(
    parts: Sequence[tuple[str, Guess]], whole: Question, thresholds: Thresholds
) -> list[Question]:
    """Keep the split where its parts are surely about different things, else the whole text."""
    asked = [
        _question(text, guess, thresholds)
        for text, guess in parts
        if guess.confidence >= thresholds.split and guess.intent not in BESIDE
    ]
    distinct = list({question.intent: question for question in reversed(asked)}.values())[::-1]
    on_topic = [question for question in distinct if question.intent != "out_of_scope"]
    if len(on_topic) >= 2:
        return on_topic
    return [_surer(on_topic, whole)]


def _surer(asked: Sequence[Question], whole: Question) -> Question:
    """Prefer the one clear part of a text whose whole is unclear (a question buried in manners)."""
    if asked and (whole.fallback or whole.intent in BESIDE) and not asked[0].fallback:
        return asked[0]
    return whole


def _question(text: str, guess: Guess, thresholds: Thresholds) -> Question:
    """Apply the thresholds to one guess."""
    unsure = guess.confidence < thresholds.fallback or guess.lead < thresholds.ambiguity
    return Question(text, guess.intent, guess.confidence, fallback=unsure)
