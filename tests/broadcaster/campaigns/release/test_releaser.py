"""Release: every telephone its text once, whatever breaks, races or changes meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.approval import submit
from broadcaster.campaigns.broadcasts.control import cancel
from broadcaster.campaigns.broadcasts.life import get_broadcast
from broadcaster.campaigns.broadcasts.writing import create_draft
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.release.releaser import BATCH, Releaser
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.register.models import NumberKind
from broadcaster.register.optouts import opt_out
from broadcaster.sending.models import Delivery, DeliveryState, Lane, SkipReason
from broadcaster.sending.progress import counts_of
from broadcaster.works.models import Milestone
from tests.broadcaster.campaigns.neighbourhood import (
    ALONE,
    TEXT,
    Home,
    Neighbourhood,
    Phone,
    build,
    deliveries,
    homes_with_mobiles,
    mobile,
    scheduled,
)
from tests.support.clock import MovableClock

SENDER = "+33199000100"
MANY = 2 * BATCH + 37


class PowerCutError(Exception):
    """The process dies here, as far as the transaction can tell."""


class RecordingEngine:
    """Keeps what it was told; breaks in the batch it is asked to break in."""

    def __init__(self, breaks_in: int | None = None) -> None:
        self.batches: list[list[str]] = []
        self.breaks_in = breaks_in

    async def submit(self, session: AsyncSession, lane: Lane, delivery_ids: Sequence[str]) -> None:
        if len(self.batches) == self.breaks_in:
            self.breaks_in = None
            raise PowerCutError
        self.batches.append(list(delivery_ids))

    async def run(self) -> None:
        """Nothing is sent here."""

    def stop(self) -> None:
        """Nothing to stop."""


class CancellingEngine(RecordingEngine):
    """Lets staff cancel after the first batch, as if they pressed the button just then."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.cancelled: list[int] = []

    async def submit(self, session: AsyncSession, lane: Lane, delivery_ids: Sequence[str]) -> None:
        await super().submit(session, lane, delivery_ids)
        if not self.cancelled:
            first = await session.get_one(Delivery, delivery_ids[0])
            assert first.broadcast_id is not None
            self.cancelled.append(await cancel(session, first.broadcast_id, 1, self.clock()))


def releaser(database: Database, clock: Clock, engine: RecordingEngine | None = None) -> Releaser:
    return Releaser(database, engine or RecordingEngine(), clock, SENDER)


async def state_of(database: Database, broadcast_id: int) -> BroadcastState:
    async with database.read() as session:
        return (await get_broadcast(session, broadcast_id)).state


async def rows_of(database: Database, broadcast_id: int) -> list[Delivery]:
    async with database.read() as session:
        return await deliveries(session, broadcast_id)


async def test_a_broadcast_is_released_when_it_is_due(
    database: Database, clock: MovableClock
) -> None:
    place = await build(database, clock(), homes_with_mobiles(3))
    at = clock() + timedelta(hours=1)
    async with database.write() as session:
        made = await create_draft(session, place.draft("{nom} : l’eau…"), place.user_id, clock())
        await submit(session, made.id, at, place.user_id, clock(), ALONE)
    engine = RecordingEngine()
    work = releaser(database, clock, engine)

    assert await work.release_due(clock()) == 0
    assert await state_of(database, made.id) is BroadcastState.SCHEDULED
    clock.advance(timedelta(hours=1))
    assert await work.release_due(clock()) == 3

    rows = await rows_of(database, made.id)
    assert [row.body for row in rows] == [f"Foyer {n:04d} : l'eau..." for n in range(3)]
    assert {row.id for row in rows} == set(engine.batches[0])
    assert {(row.lane, row.sender, row.state) for row in rows} == {
        (Lane.BULK, SENDER, DeliveryState.PENDING)
    }
    assert await state_of(database, made.id) is BroadcastState.SENDING


async def test_a_release_goes_in_batches_and_only_once(
    database: Database, clock: MovableClock
) -> None:
    place = await build(database, clock(), homes_with_mobiles(MANY))
    broadcast_id = await scheduled(database, place, clock())
    engine = RecordingEngine()
    work = releaser(database, clock, engine)

    assert await work.release_due(clock()) == MANY
    assert await work.release_due(clock()) == 0

    assert [len(batch) for batch in engine.batches] == [BATCH, BATCH, 37]
    assert len(await rows_of(database, broadcast_id)) == MANY


@pytest.mark.parametrize("breaks_in", [0, 1, 2], ids=["first", "middle", "last"])
async def test_a_release_goes_on_after_a_crash(
    database: Database, clock: MovableClock, breaks_in: int
) -> None:
    place = await build(database, clock(), homes_with_mobiles(MANY))
    broadcast_id = await scheduled(database, place, clock())
    engine = RecordingEngine(breaks_in)

    with pytest.raises(PowerCutError):
        await releaser(database, clock, engine).release_due(clock())
    assert len(await rows_of(database, broadcast_id)) == breaks_in * BATCH
    assert await state_of(database, broadcast_id) is BroadcastState.RELEASING
    assert await releaser(database, clock, engine).release_due(clock()) == MANY - breaks_in * BATCH

    rows = await rows_of(database, broadcast_id)
    assert Counter(row.to_number for row in rows) == Counter(mobile(n) for n in range(MANY))
    assert {row.id for row in rows} == {one for batch in engine.batches for one in batch}


async def test_two_releasers_share_the_work(database: Database, clock: MovableClock) -> None:
    place = await build(database, clock(), homes_with_mobiles(MANY))
    ids = [await scheduled(database, place, clock()) for _ in range(2)]
    elsewhere = Database(database.url.render_as_string(hide_password=False))

    async with asyncio.TaskGroup() as tasks:
        runs = [
            tasks.create_task(releaser(where, clock).release_due(clock()))
            for where in (database, elsewhere, database)
        ]

    await elsewhere.close()
    assert sum(run.result() for run in runs) == 2 * MANY
    for broadcast_id in ids:
        rows = await rows_of(database, broadcast_id)
        assert Counter(row.to_number for row in rows) == Counter(mobile(n) for n in range(MANY))
        assert await state_of(database, broadcast_id) is BroadcastState.SENDING


async def test_a_cancelled_broadcast_is_not_released(
    database: Database, clock: MovableClock
) -> None:
    place = await build(database, clock(), homes_with_mobiles(3))
    broadcast_id = await scheduled(database, place, clock())
    async with database.write() as session:
        await cancel(session, broadcast_id, place.user_id, clock())

    assert await releaser(database, clock).release_due(clock()) == 0
    assert await rows_of(database, broadcast_id) == []


async def test_cancelling_in_the_middle_stops_all_that_is_left(
    database: Database, clock: MovableClock
) -> None:
    place = await build(database, clock(), homes_with_mobiles(MANY))
    broadcast_id = await scheduled(database, place, clock())
    engine = CancellingEngine(clock)

    assert await releaser(database, clock, engine).release_due(clock()) == BATCH

    assert engine.cancelled == [BATCH]
    rows = await rows_of(database, broadcast_id)
    assert len(rows) == BATCH
    assert {(row.state, row.skip_reason) for row in rows} == {
        (DeliveryState.SKIPPED, SkipReason.CANCELLED)
    }
    assert await state_of(database, broadcast_id) is BroadcastState.CANCELLED


async def test_cancelling_beside_a_release_leaves_nothing_to_send(
    database: Database, clock: MovableClock
) -> None:
    place = await build(database, clock(), homes_with_mobiles(MANY))
    broadcast_id = await scheduled(database, place, clock())

    async def press_cancel() -> int:
        async with database.write() as session:
            return await cancel(session, broadcast_id, place.user_id, clock())

    async with asyncio.TaskGroup() as tasks:
        released = tasks.create_task(releaser(database, clock).release_due(clock()))
        stopped = tasks.create_task(press_cancel())

    assert released.result() == stopped.result()
    async with database.read() as session:
        counts = await counts_of(session, broadcast_id)
    assert counts[DeliveryState.PENDING] == 0
    assert counts[DeliveryState.SKIPPED] == stopped.result()


async def test_who_asks_for_silence_after_planning_is_skipped_by_name(
    database: Database, clock: MovableClock
) -> None:
    homes = [Home("Amar", [Phone(mobile(1))]), Home("Bacri", [Phone(mobile(2))])]
    place = await build(database, clock(), [*homes, Home("Cros", [Phone(mobile(1))])])
    broadcast_id = await scheduled(database, place, clock())
    async with database.write() as session:
        await opt_out(session, mobile(1), source="keyword", now=clock())

    assert await releaser(database, clock).release_due(clock()) == 3

    rows = await rows_of(database, broadcast_id)
    assert [(row.to_number, row.state, row.skip_reason) for row in rows] == [
        (mobile(1), DeliveryState.SKIPPED, SkipReason.OPTED_OUT),
        (mobile(2), DeliveryState.PENDING, None),
        (mobile(1), DeliveryState.SKIPPED, SkipReason.OPTED_OUT),
    ]
    assert all(row.contact_id for row in rows)


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        pytest.param("Eau coupée.", ["Eau coupée."], id="same text once"),
        pytest.param(
            "{nom} : eau coupée.", ["Amar : eau coupée.", "Zaoui : eau coupée."], id="both texts"
        ),
    ],
)
async def test_a_number_of_two_households(
    database: Database, clock: MovableClock, body: str, texts: list[str]
) -> None:
    shared = Phone(mobile(9000))
    between = homes_with_mobiles(BATCH)
    place = await build(
        database, clock(), [Home("Amar", [shared]), *between, Home("Zaoui", [shared])]
    )
    broadcast_id = await scheduled(database, place, clock(), place.draft(body))

    assert await releaser(database, clock).release_due(clock()) == BATCH + len(texts)

    rows = await rows_of(database, broadcast_id)
    assert [row.body for row in rows if row.to_number == shared.number] == texts


async def test_only_mobiles_get_a_row(database: Database, clock: MovableClock) -> None:
    landline = Phone("+33199000001", NumberKind.LANDLINE)
    place = await build(database, clock(), [Home("Amar", [landline, Phone(mobile(1))])])
    broadcast_id = await scheduled(database, place, clock())

    await releaser(database, clock).release_due(clock())

    assert [row.to_number for row in await rows_of(database, broadcast_id)] == [mobile(1)]


async def test_a_broadcast_that_cannot_be_read_does_not_hold_up_the_next(
    database: Database, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    place = await build(database, clock(), homes_with_mobiles(2))
    broken = await scheduled(database, place, clock())
    sound = await scheduled(database, place, clock())
    async with database.write() as session:
        await session.execute(
            update(Broadcast).where(Broadcast.id == broken).values(audience={"site": "?"})
        )

    assert await releaser(database, clock).release_due(clock()) == 2

    assert len(await rows_of(database, sound)) == 2
    assert f"broadcast {broken} cannot be released" in caplog.text
    assert TEXT not in caplog.text


@pytest.mark.parametrize("state", list(DeliveryState))
async def test_a_broadcast_is_done_when_nothing_is_left_to_send(
    database: Database, clock: MovableClock, state: DeliveryState
) -> None:
    place = await build(database, clock(), homes_with_mobiles(2))
    broadcast_id = await scheduled(database, place, clock())
    work = releaser(database, clock)
    await work.release_due(clock())
    rows = await rows_of(database, broadcast_id)
    leaving = {DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.SENDING}

    await set_state(database, rows[0], DeliveryState.DELIVERED)
    await set_state(database, rows[1], state)

    assert await work.finish_sent(clock()) == (0 if state in leaving else 1)
    finished = state not in leaving
    expected = BroadcastState.DONE if finished else BroadcastState.SENDING
    assert await state_of(database, broadcast_id) is expected
    assert await work.finish_sent(clock()) == 0


async def set_state(database: Database, row: Delivery, state: DeliveryState) -> None:
    async with database.write() as session:
        await session.execute(update(Delivery).where(Delivery.id == row.id).values(state=state))


async def test_the_date_told_is_the_one_of_the_moment_of_release(
    database: Database, clock: MovableClock, place_with_moved_date: tuple[Neighbourhood, int]
) -> None:
    _, broadcast_id = place_with_moved_date

    await releaser(database, clock).release_due(clock())

    assert [row.body for row in await rows_of(database, broadcast_id)] == [
        "Salle de bain : mercredi 13 mai, de 9 h à 12 h."
    ]


@pytest.fixture
async def place_with_moved_date(database: Database, now: datetime) -> tuple[Neighbourhood, int]:
    place = await build(database, now, homes_with_mobiles(1))
    broadcast_id = await scheduled(database, place, now, place.draft("{travaux} : {quand}."))
    async with database.write() as session:
        milestone = await session.get_one(Milestone, place.milestone_id)
        milestone.starts_at += timedelta(days=1)
        milestone.ends_at += timedelta(days=1)
    return place, broadcast_id
