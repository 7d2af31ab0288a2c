"""The failure watch: many failures pause a broadcast, once, and staff are told."""

from datetime import datetime, timedelta

import pytest

from broadcaster.database import Database
from broadcaster.sending import mailings
from broadcaster.sending.failure_watch import FEWEST, pause_failing
from broadcaster.sending.ledger import Outgoing, add_deliveries, steps
from broadcaster.sending.models import DeliveryState, Lane, Mailing, PauseReason
from broadcaster.staff.alerts import open_alerts
from tests.broadcaster.sending.fakes import SENDER, broadcast

SHARE = 0.3


async def left(database: Database, now: datetime, failed: int, delivered: int) -> int:
    """A broadcast of which some messages failed and some arrived."""
    broadcast_id = await broadcast(database, now)
    await more(database, now, broadcast_id, failed, delivered)
    return broadcast_id


async def more(
    database: Database, now: datetime, broadcast_id: int, failed: int, delivered: int
) -> None:
    outgoing = [
        Outgoing(f"+3363998{n:04d}", "Eau", Lane.BULK, SENDER, now, broadcast_id=broadcast_id)
        for n in range(failed + delivered)
    ]
    async with database.write() as session:
        ids = await add_deliveries(session, outgoing, now)
        await steps.move(session, ids[:failed], DeliveryState.UNDELIVERED, now)
        await steps.move(session, ids[failed:], DeliveryState.DELIVERED, now)


async def watch(database: Database, now: datetime, broadcast_id: int) -> list[int]:
    async with database.write() as session:
        return await pause_failing(session, [broadcast_id], SHARE, now)


@pytest.mark.parametrize(
    ("failed", "delivered", "paused"),
    [
        pytest.param(6, 14, True, id="a share too large"),
        pytest.param(5, 15, False, id="a share that is borne"),
        pytest.param(FEWEST - 1, 0, False, id="too few to tell"),
    ],
)
async def test_the_share_of_failures_decides(
    database: Database, now: datetime, failed: int, delivered: int, paused: bool
) -> None:
    broadcast_id = await left(database, now, failed, delivered)
    assert await watch(database, now, broadcast_id) == ([broadcast_id] if paused else [])


async def test_staff_are_told_once_with_the_figures(database: Database, now: datetime) -> None:
    broadcast_id = await left(database, now, 6, 14)
    await watch(database, now, broadcast_id)
    assert await watch(database, now, broadcast_id) == []
    async with database.read() as session:
        (alert,) = await open_alerts(session)
        mailing = await session.get_one(Mailing, broadcast_id)
    assert "6 messages sur 20" in alert.sentence
    assert mailing.pause_reason is PauseReason.FAILURES


async def test_failures_staff_know_of_do_not_pause_it_again(
    database: Database, now: datetime
) -> None:
    broadcast_id = await left(database, now, 6, 14)
    await watch(database, now, broadcast_id)
    async with database.write() as session:
        await mailings.resume(session, broadcast_id, now, failures=6, settled=20)
    assert await watch(database, now, broadcast_id) == []
    later = now + timedelta(hours=1)
    await more(database, later, broadcast_id, 0, FEWEST)
    assert await watch(database, later, broadcast_id) == []
    await more(database, later, broadcast_id, FEWEST, 0)
    assert await watch(database, later, broadcast_id) == [broadcast_id]
