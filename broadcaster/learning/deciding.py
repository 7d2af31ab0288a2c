"""Deciding: staff say what samples are about, correct their text, put them aside, or undo."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import InboundMessage
from broadcaster.errors import PalierError
from broadcaster.learning.collecting import is_telling, masked_for
from broadcaster.learning.models import Sample, SampleState

OPEN = (SampleState.NEW,)


class NothingLeftError(PalierError):
    """An example without words teaches nothing. Write some, or discard it."""


async def label(
    session: AsyncSession, ids: Collection[int], topic: str, user_id: int, now: datetime
) -> int:
    """Say what samples are about; how many were still to be decided."""
    values: dict[str, object] = {"state": SampleState.LABELLED, "topic": topic}
    return await _decide(session, ids, user_id, now, values)


async def reject(session: AsyncSession, ids: Collection[int], user_id: int, now: datetime) -> int:
    """Discard samples: they never become examples."""
    values: dict[str, object] = {"state": SampleState.REJECTED, "topic": None}
    return await _decide(session, ids, user_id, now, values)


async def _decide(
    session: AsyncSession,
    ids: Collection[int],
    user_id: int,
    now: datetime,
    values: dict[str, object],
) -> int:
    """Of two colleagues who decide the same sample the first one has it."""
    done = await session.execute(
        update(Sample)
        .where(Sample.id.in_(ids), Sample.state.in_(OPEN))
        .values(decided_by_id=user_id, decided_at=now, skipped_at=None, **values)
        .returning(Sample.id)
    )
    return len(done.all())


async def skip(session: AsyncSession, ids: Collection[int], now: datetime) -> int:
    """Leave samples for later: they come last."""
    done = await session.execute(
        update(Sample)
        .where(Sample.id.in_(ids), Sample.state.in_(OPEN))
        .values(skipped_at=now)
        .returning(Sample.id)
    )
    return len(done.all())


async def undo(session: AsyncSession, ids: Collection[int]) -> int:
    """Take decisions back; what was learned from them is unlearned at the next training."""
    done = await session.execute(
        update(Sample)
        .where(Sample.id.in_(ids), Sample.state != SampleState.NEW)
        .values(
            state=SampleState.NEW, topic=None, decided_by_id=None, decided_at=None, skipped_at=None
        )
        .returning(Sample.id)
    )
    return len(done.all())


async def decided_with(session: AsyncSession, sample_id: int) -> list[int]:
    """The samples that were decided in one go with this one, itself among them."""
    one = await session.get(Sample, sample_id)
    if one is None or one.decided_at is None:
        return []
    found = await session.scalars(
        select(Sample.id)
        .where(Sample.decided_at == one.decided_at, Sample.decided_by_id == one.decided_by_id)
        .order_by(Sample.id)
    )
    return list(found)


async def rewrite(session: AsyncSession, sample_id: int, text: str) -> bool:
    """Correct the text of a waiting sample; False when there is none (any more).

    What staff write is masked as well. Raises NothingLeftError.
    """
    sample = await session.get(Sample, sample_id)
    if sample is None or sample.state is not SampleState.NEW:
        return False
    inbound = await session.get_one(InboundMessage, sample.inbound_id)
    masked = await masked_for(session, inbound, text)
    if not is_telling(masked):
        raise NothingLeftError
    sample.text = masked
    return True
