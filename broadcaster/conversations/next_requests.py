"""Requests that wait for their turn: said while another is open, begun when that one is done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.requests import (
    RequestState,
    TenantRequest,
    hand_over,
    insert_request,
)

MOST_WAITING: Final = 3
"""Requests kept for later beside the open one; of more, a person reads the message."""


async def keep_for_next(
    session: AsyncSession,
    correspondent_id: int,
    topic: str,
    *,
    wanted: Sequence[str],
    answers: dict[str, str],
    now: datetime,
    said: str = "",
) -> TenantRequest | None:
    """Keep a request for when the open one is done; None when as much of it is kept already."""
    waiting = await _waiting(session, correspondent_id)
    if len(waiting) == MOST_WAITING or topic in {one.topic for one in waiting}:
        return None
    request_id = None
    while request_id is None:
        request_id = await insert_request(
            session, correspondent_id, topic, RequestState.NEXT,
            wanted=wanted, answers=answers, asked=None, now=now, said=said,
        )  # fmt: skip
    return await session.get_one(TenantRequest, request_id)


async def open_next(
    session: AsyncSession, correspondent_id: int, now: datetime, *, heard: str = ""
) -> TenantRequest | None:
    """Open what waited for the last request to be done. ``heard``: the message that ended it."""
    waiting = await _waiting(session, correspondent_id)
    if not waiting:
        return None
    request = waiting[0]
    request.state, request.heard = RequestState.OPEN, heard
    request.ask_next(now)
    await session.flush()
    return request


async def hand_over_waiting(session: AsyncSession, correspondent_id: int, now: datetime) -> None:
    """Give a person what waited, as far as it is known: nobody is asked about it any more."""
    for request in await _waiting(session, correspondent_id):
        await hand_over(session, request, now)


async def _waiting(session: AsyncSession, correspondent_id: int) -> list[TenantRequest]:
    found = await session.scalars(
        select(TenantRequest)
        .where(TenantRequest.correspondent_id == correspondent_id)
        .where(TenantRequest.state == RequestState.NEXT)
        .order_by(TenantRequest.id)
    )
    return list(found)
