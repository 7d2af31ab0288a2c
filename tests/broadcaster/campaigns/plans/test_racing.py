"""Races: a date that moves while its messages are being written, sent or followed elsewhere."""

import asyncio

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from broadcaster.campaigns.models import Broadcast, BroadcastKind
from broadcaster.campaigns.plans.following import mend
from broadcaster.campaigns.plans.keeper import PlanKeeper
from broadcaster.campaigns.plans.planning import derive_plan
from broadcaster.campaigns.plans.watching import held_milestone
from broadcaster.campaigns.release.releaser import BATCH
from broadcaster.database import Database
from broadcaster.sending.models import Delivery, DeliveryState
from broadcaster.sending.states import MAY_HAVE_ARRIVED
from broadcaster.works.models import Milestone, MilestoneState
from tests.broadcaster.campaigns.neighbourhood import homes_with_mobiles
from tests.broadcaster.campaigns.plans.story import Story, paris, told
from tests.support.clock import MovableClock

MANY = BATCH + 50


async def test_a_date_that_moves_while_its_messages_are_written(
    database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(database, clock, homes_with_mobiles(MANY))
    await story.approve()
    clock.moment = paris(5, 10)

    async def move_meanwhile() -> None:
        async with database.read() as session:
            while await session.scalar(select(Delivery.id).limit(1)) is None:
                await asyncio.sleep(0)
                await session.rollback()
        await story.change(starts_at=paris(12, 14), ends_at=paris(12, 17))

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(story.releaser.release_due(clock()))
        tasks.create_task(move_meanwhile())
    await story.go_on()
    await story.go_on()

    query = select(Delivery).order_by(Delivery.created_at, Delivery.id)
    async with database.read() as session:
        rows = list(await session.scalars(query))
    reached = [row for row in rows if row.state in MAY_HAVE_ARRIVED]
    assert {row.told for row in reached} != {told(12)}
    assert len({row.to_number for row in reached}) == len(reached) == MANY
    assert not [row for row in rows if row.state is DeliveryState.PENDING]
    assert all("de 14 h à 17 h" in row.body for row in reached)


async def test_two_keepers_at_once_prepare_one_correction(
    database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(database, clock)
    await story.approve()
    await story.until(paris(5, 10))
    await story.move(20, follow=False)
    elsewhere = Database(database.url.render_as_string(hide_password=False))
    keepers = [PlanKeeper(where, clock) for where in (database, elsewhere)]

    async def keep(keeper: PlanKeeper) -> int:
        return await keeper.follow() + await keeper.mend()

    async with asyncio.TaskGroup() as tasks:
        both = [tasks.create_task(keep(keeper)) for keeper in keepers]
    await elsewhere.close()

    assert sum(task.result() for task in both) == 1
    assert len(await story.broadcasts(BroadcastKind.CORRECTION)) == 1


async def test_a_milestone_that_cannot_be_followed_does_not_hold_up_the_next(
    sqlite_database: Database, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    story = await Story.begin(sqlite_database, clock)
    written = await story.write()
    await story.tick()
    async with sqlite_database.write() as session:
        await session.execute(
            update(Broadcast).where(Broadcast.id == written).values(audience={"site": "?"})
        )
        other = Milestone(
            site_id=story.place.site_id,
            reference="M2",
            kind="facade",
            title="Façade",
            starts_at=paris(20),
            ends_at=paris(23),
            state=MilestoneState.PLANNED,
        )
        session.add(other)
        await session.flush()
        await derive_plan(session, other, clock())
        other.ends_at = paris(24)
    await story.move(20, follow=False)

    assert await PlanKeeper(sqlite_database, clock).follow() == 1

    assert f"milestone {story.place.milestone_id} cannot be followed" in caplog.text


async def test_a_milestone_does_not_move_while_a_batch_is_written(
    postgres_url: str, clock: MovableClock
) -> None:
    """On SQLite there is one writer anyway."""
    database = Database(postgres_url)
    story = await Story.begin(database, clock)
    async with database.write() as writing, database.read() as changing:
        await held_milestone(writing, story.place.milestone_id)
        await changing.execute(text("SET LOCAL lock_timeout = '20ms'"))
        with pytest.raises(OperationalError):
            await changing.execute(update(Milestone).values(title="Déplacé"))
    await database.close()


async def test_two_that_mend_at_once_take_turns(postgres_url: str, clock: MovableClock) -> None:
    database = Database(postgres_url)
    story = await Story.begin(database, clock)
    await story.approve()
    async with database.write() as one, database.read() as other:
        await mend(one, story.place.milestone_id, clock())
        await other.execute(text("SET LOCAL lock_timeout = '20ms'"))
        with pytest.raises(OperationalError):
            await mend(other, story.place.milestone_id, clock())
    await database.close()
