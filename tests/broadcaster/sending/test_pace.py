"""The pace: segments a second of a sender, whoever sends; what rests after a 429."""

import asyncio
from datetime import datetime, timedelta

import pytest

from broadcaster.database import Database
from broadcaster.sending import pace
from broadcaster.sending.models import Sender
from broadcaster.sending.pace import LONGEST_REST, SHORTEST_WAIT, Allowance
from tests.broadcaster.sending.fakes import ALICE, SENDER, promise
from tests.support.clock import MovableClock

RATE = 10.0
OTHER = "+33199000200"
SECOND = timedelta(seconds=1)


class Lane:
    """One sender's pace, and a clock to try it with."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database, self.clock = database, clock

    async def open(self, *names: str, rate: float = RATE) -> None:
        async with self.database.write() as session:
            await pace.open_senders(session, names or (SENDER,), rate)

    async def allowance(self, name: str = SENDER) -> Allowance:
        async with self.database.write() as session:
            return await pace.allowance_of(session, name, self.clock())

    async def spend(self, segments: int, name: str = SENDER) -> None:
        async with self.database.write() as session:
            await pace.allowance_of(session, name, self.clock())
            await pace.spend(session, name, segments)

    async def take_all(self) -> int:
        """Take what is free, in whole segments, as a claim does; give how many."""
        async with self.database.write() as session:
            allowance = await pace.allowance_of(session, SENDER, self.clock())
            segments = 0 if allowance.again_in is not None else int(allowance.segments)
            await pace.spend(session, SENDER, segments)
        return segments

    async def slow_down(self) -> None:
        async with self.database.write() as session:
            await pace.slow_down(session, SENDER, self.clock())

    async def rests(self) -> float:
        """Slow down once more; give how long the sender rests then, and rest."""
        await self.slow_down()
        wait = (await self.allowance()).again_in or 0.0
        self.clock.advance(timedelta(seconds=wait))
        return wait


@pytest.fixture
async def lane(database: Database, clock: MovableClock) -> Lane:
    there = Lane(database, clock)
    await there.open()
    return there


async def test_a_rested_sender_has_a_second_of_segments(lane: Lane) -> None:
    assert await lane.allowance() == Allowance(RATE)


async def test_a_long_rest_saves_nothing_up(lane: Lane) -> None:
    lane.clock.advance(timedelta(days=3))
    assert await lane.allowance() == Allowance(RATE)


async def test_what_is_used_up_comes_back_at_the_pace(lane: Lane) -> None:
    await lane.spend(10)
    nothing = await lane.allowance()
    assert nothing.segments == 0
    assert nothing.again_in == pytest.approx(0.1)
    lane.clock.advance(SECOND / 2)
    assert (await lane.allowance()).segments == pytest.approx(5)


async def test_the_pace_is_held_for_long(lane: Lane) -> None:
    """However often one asks, and at whatever moments."""
    taken = 0
    for tick in range(15 * 7):
        taken += await lane.take_all()
        assert taken <= RATE * (tick / 7 + 1) + 1e-6
        lane.clock.advance(SECOND / 7)
    assert taken >= RATE * 15


async def test_answers_may_go_into_debt_which_bulk_waits_for(lane: Lane) -> None:
    await lane.spend(10)
    await lane.spend(25)  # answers ask for no allowance
    waits = (await lane.allowance()).again_in
    assert waits == pytest.approx(2.6)  # 25 segments of debt, and one to be free
    lane.clock.advance(timedelta(seconds=2.5))
    assert await lane.take_all() == 0
    lane.clock.advance(SECOND)
    assert await lane.take_all() == 10


async def test_one_message_longer_than_the_pace_is_paid_for_afterwards(lane: Lane) -> None:
    await lane.open(rate=2)
    await lane.spend(6)
    assert (await lane.allowance()).again_in == pytest.approx(2.5)


@pytest.mark.parametrize("rate", [0.5, 0.1])
async def test_a_pace_below_one_segment_a_second_is_a_pace(lane: Lane, rate: float) -> None:
    await lane.open(rate=rate)
    sent = 0
    for _second in range(40):
        if (await lane.allowance()).again_in is None:
            await lane.spend(1)
            sent += 1
        lane.clock.advance(SECOND)
    assert sent == pytest.approx(rate * 40, abs=1)


async def test_nobody_is_asked_to_look_again_at_once(lane: Lane) -> None:
    await lane.open(rate=10_000)
    await lane.spend(10_000)
    assert (await lane.allowance()).again_in == SHORTEST_WAIT


async def test_senders_have_a_pace_each(lane: Lane) -> None:
    await lane.open(SENDER, OTHER)
    await lane.spend(10)
    assert (await lane.allowance(OTHER)).segments == pytest.approx(RATE)


async def test_a_sender_nobody_opened_may_send_nothing(lane: Lane) -> None:
    assert await lane.allowance("+33199000999") == Allowance(0, LONGEST_REST)


async def test_a_new_pace_holds_from_then_on(lane: Lane) -> None:
    await lane.open(rate=100)
    assert (await lane.allowance()).segments == pytest.approx(100)


async def test_opening_a_sender_again_forgives_it_nothing(lane: Lane) -> None:
    await lane.spend(10)
    await lane.slow_down()
    await lane.open()
    found = await lane.allowance()
    assert found.again_in == pytest.approx(1)
    assert found.throttles == 1


async def test_senders_of_messages_that_wait_are_opened_too(
    database: Database, now: datetime
) -> None:
    """They may be of a number that is in the settings no more."""
    await promise(database, now, ALICE)
    async with database.write() as session:
        await session.delete(await session.get_one(Sender, SENDER))
        await pace.open_senders(session, [OTHER], RATE)
        assert await pace.sender_names(session) == [SENDER, OTHER]


# After an answer 429.


async def test_a_sender_rests_twice_as_long_each_time(lane: Lane) -> None:
    rests = [await lane.rests() for _time in range(8)]
    assert rests == pytest.approx([1, 2, 4, 8, 16, 32, LONGEST_REST, LONGEST_REST])


async def test_calls_that_were_under_way_together_count_once(lane: Lane) -> None:
    for _answer in range(20):
        await lane.slow_down()
    found = await lane.allowance()
    assert found.again_in == pytest.approx(1)
    assert found.throttles == 1


async def test_at_the_first_success_all_is_forgotten(lane: Lane) -> None:
    for _time in range(3):
        await lane.rests()
    async with lane.database.write() as session:
        await pace.speed_up(session, SENDER)
    assert (await lane.allowance()).throttles == 0
    assert await lane.rests() == pytest.approx(1)


async def test_others_do_not_rest_with_it(lane: Lane) -> None:
    await lane.open(SENDER, OTHER)
    await lane.slow_down()
    assert (await lane.allowance(OTHER)).again_in is None


async def test_two_that_ask_at_once_never_spend_the_same_second(
    lane: Lane, database_url: str
) -> None:
    """Each through a connection of its own, as two processes."""
    elsewhere = Database(database_url)
    both = [lane, Lane(elsewhere, lane.clock)]
    taken = 0
    for tick in range(30):
        taken += sum(await asyncio.gather(*(each.take_all() for each in both * 2)))
        assert taken <= RATE * (tick / 4 + 1) + 1e-6
        lane.clock.advance(SECOND / 4)
    assert taken >= RATE * 30 / 4
    await elsewhere.close()
