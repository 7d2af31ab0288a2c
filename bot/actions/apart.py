"""Apart: « mes fenêtres avant Noël ? et le chauffage ? » asks of works, then of something else.

The classifier may take both halves for one question; the date of the works must not get lost, nor
their day be read into the other half.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.actions.days import day_of, said_in
from bot.actions.hints import SURE, Hints, works_named
from bot.actions.wanted import Wanted

WORKS_DATE = "works_progress"
QUALITY = "quality_"
MAY_HIDE = ("cut_", QUALITY)
"""What the topics begin with that a text of two halves may be taken for."""

HALVES = 2
_ASKED = re.compile(r"[?؟]+")


def asked_apart(topic: str, question: str, now: datetime, message: str = "") -> Sequence[Wanted]:
    """Both halves; none where the text is one question, or does not ask a date of works first.

    Of a question about works the first half may be a sentence of its own in the ``message``.
    """
    if topic.startswith(QUALITY) and message.strip().endswith(question.strip()):
        question = message
    halves = [half.strip() for half in _ASKED.split(question) if half.strip()]
    if len(halves) != HALVES or not topic.startswith(MAY_HIDE):
        return ()
    first, second = (said_in(half, now) for half in halves)
    is_of_works = topic.startswith(QUALITY)
    others = [one for one in works_named(second) if one not in works_named(first)]
    if not _dates_works(first) or (is_of_works and not others):
        return ()
    asked = Wanted(WORKS_DATE, second | {"when", SURE}) if is_of_works else Wanted(topic, second)
    return Wanted(WORKS_DATE, first | {"when"}), asked


def _dates_works(hints: Hints) -> bool:
    is_dated = "when" in hints or day_of(hints) is not None
    return SURE in hints and bool(works_named(hints)) and is_dated
