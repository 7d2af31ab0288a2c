"""What is not asked: nobody who may be in danger is questioned about an appointment."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answering import Answer
from bot.inbox.case import Case
from broadcaster.conversations.requests import hand_over, open_request


async def without_questions(
    session: AsyncSession, case: Case, answers: Sequence[Answer], now: datetime
) -> list[Answer]:
    """The answers without what the request that this very message began asks.

    A person gets the request as far as it is known: a question nobody was asked cannot stay open,
    or the next message would be taken for its answer.
    """
    request = await open_request(session, case.correspondent_id)
    if request is None or case.request is not None:
        return list(answers)
    await hand_over(session, request, now)
    return [one for one in answers if one.topic != request.topic or one.handoff is not None]
