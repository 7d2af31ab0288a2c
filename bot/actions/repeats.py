"""Repeats: what several answers to one text would say twice is said once."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions.answer import Answer

_ENDS = re.compile(r"(?<=[.!?؟])(?<!\bbat\.)(?<!\besc\.)(?<!\bart\.)\s+(?=[^\W\d_])", re.IGNORECASE)
"""Between two sentences: « bat. A » is one, and so is « art. 7 »."""

_TELLS = 20
"""Characters from which a sentence tells a fact; « Oui. » belongs to what follows it."""


def without_repeats(answers: Sequence[Answer]) -> list[Answer]:
    """Each text once, and each sentence: two questions may rest on one fact.

    Of two same texts the one that a person must act on is kept.
    """
    kept: dict[str, Answer] = {}
    for answer in answers:
        said = kept.get(answer.text)
        if said is None or (answer.handoff and not said.handoff):
            kept[answer.text] = answer
    known: set[str] = set()
    return [_shortened(answer, known) for answer in kept.values()]


def _shortened(answer: Answer, known: set[str]) -> Answer:
    """The answer without what was said before it; whole where nothing else would be left.

    How fresh a fact is, or whom to call, stays where the sentence before it does.
    """
    sentences = _ENDS.split(answer.text)
    left: list[str] = []
    dropped = False
    for number, sentence in enumerate(sentences):
        last = number == len(sentences) - 1
        dropped = sentence in known and len(sentence) >= _TELLS and (dropped or not last)
        if not dropped:
            left.append(sentence)
    known.update(sentences)
    return replace(answer, text=" ".join(left)) if left else answer
