"""Answering anger: a human sentence and a person, never a menu."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox.case import Case
from bot.inbox.limits import answer_day
from broadcaster.answers.dates import Dates
from broadcaster.answers.texts import say
from broadcaster.conversations.models import Thread

SENTENCES = ("anger", "anger_again")
"""What is said to a first and a second angry message of one thread; then a person reads on."""


async def soothing_texts(
    session: AsyncSession, case: Case, thread: Thread, now: datetime
) -> list[str]:
    """The sentence that answers anger in a thread; none when both were said there."""
    said = thread.anger_answered
    thread.anger_answered = said + 1
    if said >= len(SENTENCES):
        return []
    values = {"jour": Dates(case.language).day(answer_day(now, case.answer_days))}
    name = f"system.{SENTENCES[said]}"
    return [await say(session, name, "default", case.language, case.channel, values)]
