"""What was not surely understood is kept for staff to review (``broadcaster.learning``)."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.answer import Answer
from bot.actions.dialogue import INFORM_PLACE
from bot.inbox.case import Case
from broadcaster.database import Database
from broadcaster.learning.collecting import Unsure, collect, why_unsure
from broadcaster.learning.models import Why
from broadcaster.learning.reading import Reading


async def keep_unsure(
    database: Database, case: Case, answers: Sequence[Answer], now: datetime
) -> None:
    """Keep a sample of each question of a message that was not surely understood."""
    found = [unsure for answer in answers if (unsure := unsure_of(case.body, answer))]
    if not found:
        return
    async with database.write() as session:
        for unsure in found:
            await collect(session, case.inbound_id, case.language, unsure, now)


def unsure_of(body: str, answer: Answer) -> Unsure | None:
    """What is worth a look in one answered question; None when it was understood."""
    reading = answer.reading
    if reading is None or _was_a_place(answer, reading):
        return None
    why = Why.ASKED_BACK if answer.choices else why_unsure(reading)
    if why is None:
        return None
    # A lone question is kept as its writer wrote it: the assistant learns to read that.
    text = body if reading.questions == 1 else reading.text
    return Unsure(why, text, reading.guesses, reading.position)


def _was_a_place(answer: Answer, reading: Reading) -> bool:
    """« bat C 3e » is no question the model must know: the dialogue asked for it and took it."""
    best = next(iter(reading.guesses), None)
    return answer.topic == INFORM_PLACE and (best is None or best.topic != INFORM_PLACE)
