"""One text, one or several questions: which reading of it is the convincing one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from bot.nlu.courtesy import peel
from bot.nlu.danger import NO_DANGER, Danger
from bot.nlu.saying import says_something
from bot.nlu.splitting import Span, clauses, sentences

OUT_OF_SCOPE = "out_of_scope"

COURTESIES = frozenset({"service_greet", "service_thanks"})
"""Said around a question, never one among several."""

BESIDE = COURTESIES | {"inform_place", "affirm", "deny", "service_anger"}
"""Understood as themselves only when nothing else is asked in the same text."""

NOT_ASKED = BESIDE | {OUT_OF_SCOPE}
"""What a part of a text may be without being one of its questions."""

_FEW_WORDS = 2

Ranking = tuple[tuple[str, float], ...]
"""Intents with their probabilities, the best first."""


@dataclass(frozen=True)
class Thresholds:
    """When an answer is too unsure to be given; chosen on held-out texts (``thresholds`` tool)."""

    fallback: float = 0.30  # least probability of the best intent
    ambiguity: float = 0.05  # least lead of the best intent over the second
    outside: float = 0.10  # most probability of being out of scope at which a text is answered
    split: float = 0.50  # least probability of each sentence for a text to be several questions
    clause: float = 0.60  # the same for clauses, which no mark divides
    margin: float = 0.10  # how much less sure clauses may be, together, than their sentence


@dataclass(frozen=True)
class Guess:
    """What the classifier says of one text."""

    intent: str
    confidence: float
    lead: float  # over the second-best intent
    ranking: Ranking = ()  # the best few intents, this one first
    outside: float = 0.0  # the probability that it is out of scope
    danger: Danger = NO_DANGER


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


Classify = Callable[[Sequence[str]], Sequence[Guess]]
Part = tuple[str, Guess]


def understand(text: str, classify: Classify, thresholds: Thresholds) -> list[Question]:
    """Return the questions of a normalised text in order; at least one, whatever the text."""
    if not says_something(text):
        return [Question(text, OUT_OF_SCOPE, 0.0, fallback=True)]
    said, marked, wanted = _parts(text)
    guesses = dict(zip(wanted, classify(wanted), strict=True))
    parts = [part for sentence in marked for part in _divided(sentence, guesses, thresholds)]
    whole = _question(said, guesses[said], thresholds)
    if len(parts) < 2:
        asked = [_or_manners(whole, text, classify, thresholds)]
    else:
        asked = _several(parts, whole, thresholds)
    return _danger_first(said, guesses[said], asked)


def _danger_first(said: str, guess: Guess, asked: list[Question]) -> list[Question]:
    """Put a danger the whole text speaks of before what it asks besides."""
    if not guess.danger.is_seen:
        return asked
    besides = [one for one in asked if not one.fallback and one.intent not in NOT_ASKED]
    return [Question(said, guess.danger.kind, guess.danger.chance, fallback=False), *besides]


def readings(text: str) -> list[str]:
    """Return what ``understand`` will have classified of a normalised text."""
    return _parts(text)[2] if says_something(text) else []


def _parts(text: str) -> tuple[str, list[str], list[str]]:
    """Return the text without manners, its sentences, and every part that may be a question."""
    said = peel(text)
    marked = [peel(sentence).strip() for sentence in sentences(said)]
    return said, marked, list(dict.fromkeys([said, *(run for s in marked for run in _runs(s))]))


def _runs(sentence: str) -> list[str]:
    """Return every run of neighbouring clauses, the whole sentence among them."""
    spans = clauses(sentence)
    ends = combinations(range(len(spans) + 1), 2)
    return [_run(sentence, spans, first, last) for first, last in ends]


def _run(sentence: str, spans: Sequence[Span], first: int, last: int) -> str:
    return sentence[spans[first][0] : spans[last - 1][1]]


def _divided(sentence: str, guesses: Mapping[str, Guess], thresholds: Thresholds) -> list[Part]:
    """Return the clauses of a sentence where each surely asks something else, or all of it."""
    whole = [(sentence, guesses[sentence])]
    divisions = [[(run, guesses[run]) for run in runs] for runs in _divisions(sentence)]
    apart = [parts for parts in divisions if _ask_apart(parts, thresholds)]
    best = max(apart, key=_mean_confidence, default=whole)
    return best if _mean_confidence(best) >= _mean_confidence(whole) - thresholds.margin else whole


def _divisions(sentence: str) -> Iterator[list[str]]:
    """Yield every way to divide a sentence into runs of clauses, two at least."""
    spans = clauses(sentence)
    for cuts in range(1, len(spans)):
        for chosen in combinations(range(1, len(spans)), cuts):
            borders = (0, *chosen, len(spans))
            yield [_run(sentence, spans, *border) for border in pairwise(borders)]


def _ask_apart(parts: Sequence[Part], thresholds: Thresholds) -> bool:
    """True when all parts are surely questions, each about something else."""
    intents = {guess.intent for _, guess in parts}
    surely = all(guess.confidence >= thresholds.clause for _, guess in parts)
    return surely and len(intents) == len(parts) and not intents & NOT_ASKED


def _mean_confidence(parts: Sequence[Part]) -> float:
    return sum(guess.confidence for _, guess in parts) / len(parts)


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
