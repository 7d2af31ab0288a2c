"""How far a broadcast has come."""

from datetime import datetime

from broadcaster.database import Database
from broadcaster.sending import ledger
from broadcaster.sending.models import DeliveryState
from broadcaster.sending.progress import counts_of, deliveries_of
from tests.broadcaster.sending.fakes import ALICE, BORIS, broadcast, promise


async def test_counts_name_every_state(database: Database) -> None:
    async with database.read() as session:
        assert await counts_of(session, 1) == dict.fromkeys(DeliveryState, 0)


async def test_what_went_wrong_is_listed_first(database: Database, now: datetime) -> None:
    broadcast_id = await broadcast(database, now)
    alice, boris = sorted(await promise(database, now, ALICE, BORIS, broadcast_id=broadcast_id))
    async with database.write() as session:
        await ledger.advance(session, boris, DeliveryState.FAILED, now, error_code=30003)
        counts = await counts_of(session, broadcast_id)
        listed = await deliveries_of(session, broadcast_id)
    assert (counts[DeliveryState.FAILED], counts[DeliveryState.PENDING]) == (1, 1)
    assert [row.id for row in listed] == [boris, alice]
