"""Two processes that release and send on one PostgreSQL, one of them killed: all of it once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from broadcaster.campaigns.broadcasts.life import get_broadcast
from broadcaster.campaigns.models import BroadcastState
from broadcaster.clock import PARIS, utc_now
from broadcaster.database import Database
from broadcaster.local_twilio.messages import Direction
from broadcaster.sending.models import Attempt, AttemptOutcome, Delivery, DeliveryState
from broadcaster.sending.states import LEFT
from tests.broadcaster.campaigns.neighbourhood import build, homes_with_mobiles, scheduled
from tests.flows.service import ROOT
from tests.support.distributed_process import ClockFile
from tests.support.twilio import AUTH_TOKEN, Running, running_stand_in, running_twilio
from tests.support.waiting import until

pytestmark = pytest.mark.proof

HOUSEHOLDS = 520
"""More than a release writes in one transaction."""

PATIENCE = 60.0
"""Seconds; two processes start on whatever the machine has to spare."""
MORNING = datetime(2026, 5, 4, 9, tzinfo=PARIS).astimezone(UTC)


class SendingProcess:
    """One of the processes. The address of its callbacks tells its messages apart."""

    def __init__(self, name: str, folder: Path, clock: ClockFile, **settings: str) -> None:
        self.output = folder / f"{name}.txt"
        data = folder / name
        data.mkdir()
        (data / "local-twilio.token").write_text(AUTH_TOKEN)
        settings |= {"data_dir": str(data), "public_url": f"{settings['public_url']}/{name}"}
        ours = {key: value for key, value in os.environ.items() if "PALIER" not in key}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.distributed_process", str(clock.path)],
                cwd=ROOT,
                env=ours | {f"PALIER_{key.upper()}": value for key, value in settings.items()},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def is_ready(self) -> bool:
        """True once it works; fails when it died instead."""
        said = self.output.read_text()
        assert self.process.poll() is None, said
        return "ready" in said

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    opened = Database(postgres_url)
    yield opened
    await opened.close()


@asynccontextmanager
async def two_processes(
    folder: Path, clock: ClockFile, database_url: str, provider: Running, callbacks: str
) -> AsyncIterator[tuple[SendingProcess, SendingProcess]]:
    """Both at work; killed at the end unless the test ended them."""
    one, two = (
        SendingProcess(
            name, folder, clock, engine="distributed", database_url=database_url,
            local_twilio_port=provider.url.rsplit(":", 1)[1], public_url=callbacks,
            segments_per_second="120",
        )
        for name in ("one", "two")
    )  # fmt: skip
    try:
        await until(lambda: one.is_ready() and two.is_ready(), PATIENCE)
        yield one, two
    finally:
        for each in (one, two):
            each.process.kill()
            each.process.wait()


def accepted_by(provider: Running, name: str = "") -> Counter[str]:
    """How often the provider accepted each delivery, from one of the processes or from both."""
    addresses = [
        message.status_callback or ""
        for message in provider.desk.store
        if message.direction is Direction.OUTBOUND
    ]
    return Counter(address.rsplit("/", 1)[1] for address in addresses if f"/{name}" in address)


async def ids_in(database: Database, *states: DeliveryState) -> set[str]:
    async with database.read() as session:
        return set(await session.scalars(select(Delivery.id).where(Delivery.state.in_(states))))


async def unknown_attempts(database: Database) -> int:
    query = select(func.count()).where(Attempt.outcome == AttemptOutcome.UNKNOWN)
    async with database.read() as session:
        return await session.scalar(query) or 0


async def state_of(database: Database, broadcast_id: int) -> BroadcastState:
    async with database.read() as session:
        return (await get_broadcast(session, broadcast_id)).state


async def test_two_share_a_broadcast_and_one_is_killed_in_the_middle(
    tmp_path: Path, database: Database, postgres_url: str
) -> None:
    clock = ClockFile(tmp_path / "clock")
    clock.set_ahead((MORNING - utc_now()).total_seconds())
    place = await build(database, clock(), homes_with_mobiles(HOUSEHOLDS))
    async with (
        running_stand_in() as callbacks,  # hears them, and tells the ledger nothing
        running_twilio(callbacks.base, clock=clock) as provider,
        two_processes(tmp_path, clock, postgres_url, provider, callbacks.base) as (one, two),
    ):
        await provider.set_faults(slow_ms=300)
        broadcast_id = await scheduled(database, place, clock())

        async def one_waits_for_answers() -> bool:
            """The provider has messages of the first process which it knows nothing of yet."""
            taken = accepted_by(provider, "one").keys()
            return len(accepted_by(provider)) > HOUSEHOLDS / 6 and bool(
                taken & await ids_in(database, DeliveryState.SENDING)
            )

        await until(one_waits_for_answers, PATIENCE)
        one.end(signal.SIGKILL)
        before = len(accepted_by(provider))
        await provider.set_faults()
        await until(lambda: _none(database, DeliveryState.PENDING), PATIENCE)

        held = await ids_in(database, DeliveryState.SENDING)

        async def settled() -> bool:
            """Time flies while nothing is at work: leases end, then the grace periods."""
            sending = await ids_in(database, DeliveryState.SENDING)
            held.intersection_update(sending)
            if sending == held and await _none(database, DeliveryState.PENDING):
                clock.advance(timedelta(seconds=20))
            return len(await ids_in(database, *LEFT)) == HOUSEHOLDS

        await until(settled, PATIENCE)
        assert accepted_by(provider) == Counter(await ids_in(database, *DeliveryState))
        assert before < HOUSEHOLDS
        assert accepted_by(provider, "one")
        assert accepted_by(provider, "two")
        assert await unknown_attempts(database)
        await until(lambda: _is_done(database, broadcast_id), PATIENCE)
        assert two.end(signal.SIGTERM) == 0
        assert "Traceback" not in two.output.read_text()


async def _none(database: Database, state: DeliveryState) -> bool:
    return not await ids_in(database, state)


async def _is_done(database: Database, broadcast_id: int) -> bool:
    return await state_of(database, broadcast_id) is BroadcastState.DONE
