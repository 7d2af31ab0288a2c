"""Whatever happens, in whatever order: accepted at most once, and the state is what was told.

Hypothesis draws what staff, tenants, processes and the provider do, and when; ``World`` compares
the ledger with its own book after each step.
"""

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.sending.models import Hours, Lane
from tests.broadcaster.sending.proofs.world import NUMBERS, Notice, World
from tests.support.clock import MovableClock
from tests.support.databases import SqliteTemplates
from tests.support.provider import Answer, Kept, Provider

BEGINNINGS: Final = (
    datetime(2026, 5, 4, 9, tzinfo=PARIS),  # a Monday, the week of 8 May
    datetime(2026, 10, 24, 9, tzinfo=PARIS),  # a Saturday; the clocks go back on Sunday
    datetime(2027, 3, 25, 10, tzinfo=PARIS),  # Maundy Thursday; they go forward on Sunday
    datetime(2026, 12, 24, 19, 50, tzinfo=PARIS),  # ten minutes of courtesy, then Christmas
)
ANSWERS: Final = st.sampled_from(
    [
        *(Answer.ACCEPT, Answer.SLOWLY, Answer.CALLBACK_FIRST, Answer.UNREACHABLE),
        *(Answer.ERROR_AFTER, Answer.DISCONNECT_AFTER, Answer.ERROR_BEFORE, Answer.TIMEOUT) * 2,
        *(Answer.THROTTLE, 20003) * 2,
        *(21211, 21610, 21614, 21606),
    ]
)
SOME_ANSWERS: Final = st.lists(ANSWERS, min_size=1, max_size=4)
MEANWHILE: Final = st.sampled_from([None, None, None, "cancel", "pause", "stop", "move"])
WORDS: Final = st.sampled_from(
    [
        *((word, None) for word in ("queued", "sending", "sent", "delivered", "read")),
        *(("undelivered", code) for code in (30003, 30005, 30006, 30008)),
        *(("failed", code) for code in (30001, 30003, None)),
        *((word, None) for word in ("teleported", "canceled", "partially_delivered")),
    ]
)
SECOND: Final = timedelta(seconds=1)
WAITS: Final = (
    *(SECOND, 21 * SECOND, 95 * SECOND, 660 * SECOND, 660 * SECOND, 3900 * SECOND),
    *(660 * SECOND, timedelta(hours=5), timedelta(hours=13), timedelta(days=1)),
)
NO_END: Final = timedelta()
LANES: Final = st.sampled_from([Lane.BULK, Lane.BULK, Lane.REPLY])
MOST_NOTICES: Final = 5
TIMES: Final = st.integers(1, 3)
WHICH: Final = st.integers(0, 30)


class Machine(RuleBasedStateMachine):
    """The rules."""

    def __init__(self, templates: SqliteTemplates, folder: Path) -> None:
        super().__init__()
        folder.mkdir()
        self._runner = asyncio.Runner()
        self._url = templates.create(folder)
        self.world: World | None = None

    def run(self, work: Coroutine[Any, Any, object]) -> None:
        self._runner.run(work)

    @property
    def there(self) -> World:
        assert self.world is not None
        return self.world

    @initialize(start=st.sampled_from(BEGINNINGS), lag=st.sampled_from([0, 0, 300]))
    def begin(self, start: datetime, lag: int) -> None:
        clock = MovableClock(start.astimezone(UTC))
        provider = Provider(clock, listed_after=timedelta(seconds=lag))
        self.world = World(Database(self._url), clock, provider)
        self.run(self.world.build())
        everybody = range(4)
        first = self.world.send_notice(Hours.COURTESY, "", everybody, tells=True, lasts=NO_END)
        self.run(first)

    def _notice(self, which: int) -> Notice:
        return list(self.there.notices.values())[which % len(self.there.notices)]

    def _kept(self, which: int) -> Kept:
        return self.there.provider.kept[-1 - which % len(self.there.provider.kept)]

    @precondition(lambda self: len(self.there.notices) < MOST_NOTICES)
    @rule(
        hours=st.sampled_from([Hours.COURTESY, Hours.COURTESY, Hours.URGENT, Hours.OFFER]),
        department=st.sampled_from(["", "67", "974"]),
        whom=st.sets(st.integers(0, 3), min_size=1),
        tells=st.booleans(),
        lasts=st.sampled_from([0, 0, 3 * 3600, 30 * 3600]),
    )
    def a_broadcast(
        self, hours: Hours, department: str, whom: set[int], tells: bool, lasts: int
    ) -> None:
        span = timedelta(seconds=lasts)
        self.run(self.there.send_notice(hours, department, whom, tells=tells, lasts=span))

    @rule(number=st.sampled_from(NUMBERS), body=st.sampled_from(["Mardi.", "Mardi.", "Jeudi."]))
    def an_answer(self, number: str, body: str) -> None:
        self.run(self.there.answer(number, body))

    @rule(lane=LANES, answers=SOME_ANSWERS, meanwhile=MEANWHILE)
    def a_round(self, lane: Lane, answers: list[Answer | int], meanwhile: str | None) -> None:
        self.run(self.there.carry(lane, answers, meanwhile))

    @rule(lane=LANES, answers=SOME_ANSWERS, meanwhile=MEANWHILE)
    def a_crash(self, lane: Lane, answers: list[Answer | int], meanwhile: str | None) -> None:
        self.run(self.there.crash(lane, answers, meanwhile))

    @precondition(lambda self: self.there.ghosts)
    @rule(which=WHICH, late=st.sampled_from([0, 95, 95, 660]))
    def a_ghost_comes_back(self, which: int, late: int) -> None:
        ghosts = self.there.ghosts
        self.there.clock.advance(late * SECOND)
        self.run(self.there.keep_up())
        self.run(self.there.come_back(ghosts[which % len(ghosts)]))

    @precondition(lambda self: self.there.provider.kept)
    @rule(which=WHICH, told=st.lists(st.tuples(WORDS, TIMES), min_size=1, max_size=3))
    def callbacks(self, which: int, told: list[tuple[tuple[str, int | None], int]]) -> None:
        for (word, code), times in told:
            self.run(self.there.callback(self._kept(which), word, code, times))

    @rule(which=WHICH, act=st.sampled_from(["pause", "resume", "resume", "cancel"]))
    def staff_stop_or_go_on(self, which: int, act: str) -> None:
        does: Callable[[Notice], Coroutine[Any, Any, None]] = getattr(self.there, act)
        self.run(does(self._notice(which)))

    @rule(which=WHICH, any_hour=st.booleans())
    def staff_override(self, which: int, any_hour: bool) -> None:
        self.run(self.there.override(self._notice(which), any_hour=any_hour))

    @rule(number=st.sampled_from(NUMBERS), act=st.sampled_from(["start", "start", "stop"]))
    def a_tenant_texts(self, number: str, act: str) -> None:
        does: Callable[[str], Coroutine[Any, Any, None]] = getattr(self.there, act)
        self.run(does(number))

    @rule(days=st.sampled_from([-2, 3, 3, 0]))
    def the_date_moves(self, days: int) -> None:
        self.run(self.there.move_milestone(days))

    @rule(wait=st.sampled_from(WAITS), ticks=st.booleans())
    def time_passes(self, wait: timedelta, ticks: bool) -> None:
        self.there.clock.advance(wait)
        if ticks:
            self.run(self.there.keep_up())

    @rule(fails=st.sampled_from([False, False, False, True]), ticks=st.booleans())
    def the_reconciler_looks(self, fails: bool, ticks: bool) -> None:
        if ticks:
            self.run(self.there.keep_up())
        self.there.provider.listing_fails = fails
        self.run(self.there.look())
        self.there.provider.listing_fails = False

    @invariant()
    def what_must_hold(self) -> None:
        if self.world is not None:
            self.run(self.world.check())

    def teardown(self) -> None:
        """In the end everything comes to rest, and nobody is forgotten."""
        try:
            if self.world is not None:
                self.run(self._to_rest(self.world))
        finally:
            if self.world is not None:
                self.run(self.world.database.close())
            self._runner.close()

    async def _to_rest(self, world: World) -> None:
        await world.vanish()
        for wait in TO_REST:
            world.clock.advance(wait)
            await world.keep_up()
            await world.look()
            for lane in Lane:
                while (await world.carry(lane)).judged:
                    pass
            if await world.is_at_rest():
                break
        await world.check()
        await world.check_quiet()


TO_REST: Final = (
    *(timedelta(minutes=2), timedelta(minutes=1), timedelta(minutes=12), timedelta(minutes=31)),
    *(timedelta(hours=13, minutes=20),) * 8,
    timedelta(minutes=11),
)
"""Longer than any wait there is, at many hours of the day, over a holiday and a Sunday."""


def prove(templates: SqliteTemplates, folder: Path, examples: int, steps: int) -> None:
    numbers = itertools.count()

    class Life(Machine):
        def __init__(self) -> None:
            super().__init__(templates, folder / str(next(numbers)))

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_few_lives_of_a_ledger(sqlite_templates: SqliteTemplates, tmp_path: Path) -> None:
    prove(sqlite_templates, tmp_path, examples=8, steps=25)


@pytest.mark.proof
def test_many_lives_of_a_ledger(sqlite_templates: SqliteTemplates, tmp_path: Path) -> None:
    prove(sqlite_templates, tmp_path, examples=50, steps=40)
