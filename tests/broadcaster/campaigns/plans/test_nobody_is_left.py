"""Whatever happens in whatever order: nobody is left with a date that is not true.

Random lives of a milestone and its messages, then all is let run until nothing more happens. Kept
apart from the stories in ``test_following``: here the expectation is computed, not told.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from broadcaster.campaigns.broadcasts.approval import approve
from broadcaster.campaigns.models import Broadcast, BroadcastKind, BroadcastState
from broadcaster.campaigns.plans.moments import Place, choose, due_times
from broadcaster.database import Database
from broadcaster.sending.gate.hours import Timetables, next_opening
from broadcaster.sending.gateways.gateway import (
    Accepted,
    OutcomeUnknownError,
    RefusedError,
    SmsRequest,
    ThrottledError,
)
from broadcaster.sending.ledger import abandon_lost, send_again
from broadcaster.sending.models import Delivery, DeliveryState, SkipReason
from broadcaster.sending.states import MAY_HAVE_ARRIVED, WAITING
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.telling import NOTHING, OVER, truth_of
from tests.broadcaster.campaigns.neighbourhood import ALONE
from tests.broadcaster.campaigns.plans.story import HOMES, Story, paris
from tests.broadcaster.sending.fakes import FakeGateway
from tests.conftest import MONDAY_MORNING
from tests.support.clock import MovableClock
from tests.support.databases import SqliteTemplates

COURTESY = Timetables().courtesy
LIVES_AT = {home.phones[0].number: home.at for home in HOMES}
NUMBERS = sorted(LIVES_AT)
SCOPES = ("A1", "A2", "B1")
TRIED = (DeliveryState.FAILED, DeliveryState.UNDELIVERED)

Step = tuple[str, object]
OUTCOMES = {
    "ok": None,
    "429": ThrottledError(),
    "no": RefusedError(30008, 400),
    "?": OutcomeUnknownError("timeout"),
}

steps = st.one_of(
    st.just(("tick", None)),
    st.tuples(st.just("send"), st.lists(st.sampled_from(sorted(OUTCOMES)), max_size=4)),
    st.tuples(st.just("send_only"), st.integers(1, 3)),
    st.tuples(st.just("claim"), st.none()),
    st.tuples(st.just("come_back"), st.none()),
    st.tuples(st.just("move"), st.integers(19, 22)),
    st.tuples(st.just("move_unseen"), st.integers(19, 22)),
    st.tuples(st.just("narrow"), st.sampled_from(SCOPES)),
    st.tuples(st.just("widen"), st.none()),
    st.tuples(st.just("state"), st.sampled_from(["planned", "cancelled", "done"])),
    st.tuples(
        st.just("news"),
        st.tuples(
            st.sampled_from(NUMBERS),
            st.integers(0, 2),
            st.sampled_from(["delivered", "undelivered", "failed", "sent"]),
        ),
    ),
    st.tuples(st.just("later"), st.integers(1, 40)),
)


class Scripted(FakeGateway):
    """A provider whose next answers are drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.script: list[str] = []

    async def send(self, request: SmsRequest) -> Accepted:
        error = OUTCOMES[self.script.pop(0)] if self.script else None
        if error is not None:
            raise error
        return await super().send(request)


@dataclass
class Life(Story):
    """A story whose steps are drawn, watched at every release."""

    provider: Scripted = field(default_factory=Scripted)
    seen: set[str] = field(default_factory=set)
    scope: str | None = None

    async def take(self, step: Step) -> None:
        """Do one step."""
        name, value = step
        acts: dict[str, Callable[..., Awaitable[object]]] = {
            "tick": self.watched_tick,
            "send": self.send_with,
            "send_only": self.send_only,
            "claim": self.claim_once,
            "come_back": self.come_back,
            "move": self.move,
            "move_unseen": self.move_unseen,
            "narrow": self.narrow_to,
            "widen": self.widen_again,
            "state": self.state_named,
            "news": self.news,
            "later": self.later,
        }
        await (acts[name]() if value is None else acts[name](value))

    async def watched_tick(self) -> None:
        """A tick after which no new correction repeats what its reader believes."""
        await self.tick()
        rows = await self.all_rows()
        async with self.database.read() as session:
            corrections = set(
                await session.scalars(
                    select(Broadcast.id).where(Broadcast.kind == BroadcastKind.CORRECTION)
                )
            )
        for row in rows:
            if row.id in self.seen or row.broadcast_id not in corrections:
                continue
            if row.state in WAITING:
                before = [other for other in rows if other.id != row.id]
                assert belief(before, row.to_number) not in (None, row.told), "told again"
        self.seen |= {row.id for row in rows}

    async def send_with(self, outcomes: Sequence[str]) -> None:
        """Send what is due; the first calls end as drawn."""
        self.provider.script = list(outcomes)
        await self.send()

    async def claim_once(self) -> None:
        """Take what is due, unless a process holds some already."""
        if not self.calls:
            await self.claim()

    async def come_back(self) -> None:
        """Give back what was taken."""
        await super().come_back()
        self.calls = []

    async def move_unseen(self, day: int) -> None:
        """Move the date without telling the plan."""
        await self.move(day, follow=False)

    async def narrow_to(self, staircase: str) -> None:
        """Narrow it and remember where to."""
        self.scope = staircase
        await self.narrow(staircase)

    async def widen_again(self) -> None:
        """The whole site."""
        self.scope = None
        await self.widen()

    async def state_named(self, name: str) -> None:
        """Say where it stands."""
        await self.state(MilestoneState(name))

    async def news(self, of: tuple[str, int, str]) -> None:
        """A callback for some message that left, if there is one."""
        number, index, status = of
        rows = await self.rows(number)
        sent = [at for at, row in enumerate(rows) if row.sid]
        if sent:
            code = 30008 if status in ("undelivered", "failed") else None
            await self.report(number, status, code, row=sent[index % len(sent)])

    async def later(self, hours: int) -> None:
        """Let time pass, not beyond the days before the milestone."""
        self.clock.moment = min(self.clock() + timedelta(hours=hours), paris(15, 12))

    async def all_rows(self) -> list[Delivery]:
        """Every row, in the order written."""
        async with self.database.read() as session:
            return list(
                await session.scalars(
                    select(Delivery)
                    .where(Delivery.told.is_not(None))
                    .order_by(Delivery.created_at, Delivery.id)
                )
            )

    async def run_to_quiet(self) -> None:
        """Nothing goes wrong any more; go on until nothing happens."""
        if self.calls:
            await self.come_back()
        quiet = 0
        for _round in range(16):
            opening = next_opening(COURTESY, "", self.clock())
            self.clock.moment = opening or self.clock() + timedelta(minutes=30)
            before = [(row.id, row.state) for row in await self.all_rows()]
            await self.resolve_unclear()
            await self.watched_tick()
            await self.approve_what_waits()
            await self.watched_tick()
            await self.send_with([])
            after = [(row.id, row.state) for row in await self.all_rows()]
            quiet = quiet + 1 if before == after and not await self.waiting() else 0
            if quiet == 2:
                return
        pytest.fail("it never comes to rest")

    async def resolve_unclear(self) -> None:
        """The reconciler finds that unclear calls had no effect."""
        async with self.database.write() as session:
            await abandon_lost(session, self.clock() + timedelta(minutes=5))
            unclear = await session.scalars(
                select(Delivery.id).where(Delivery.state == DeliveryState.UNKNOWN)
            )
            for delivery_id in unclear.all():
                await send_again(session, delivery_id, self.clock())

    async def approve_what_waits(self) -> None:
        """Staff approve what Palier asks them to."""
        async with self.database.write() as session:
            waiting = await session.scalars(
                select(Broadcast.id).where(Broadcast.state == BroadcastState.TO_APPROVE)
            )
            for broadcast_id in waiting.all():
                await approve(session, broadcast_id, self.place.user_id, self.clock(), ALONE)

    async def check(self) -> None:
        """What must be so in the end."""
        async with self.database.read() as session:
            milestone = await session.get_one(Milestone, self.place.milestone_id)
        truth = truth_of(milestone)
        if truth == OVER:
            return  # « c'est fini » is what they are told; no date is
        rows = await self.all_rows()
        for number in NUMBERS:
            inside = self.scope in (None, LIVES_AT[number])
            right = truth if inside else NOTHING
            believed = belief(rows, number)
            tried = is_tried(rows, number, right)
            assert believed in (None, right) or tried, f"{number} believes {believed}, not {right}"
            if believed is None and inside and truth != NOTHING:
                self.check_told(rows, number, milestone, tried=tried)

    def check_told(
        self, rows: Sequence[Delivery], number: str, milestone: Milestone, *, tried: bool
    ) -> None:
        """Whoever had a message kept back is told, now or by what is still to come."""
        lost = any(
            row.to_number == number and row.skip_reason is SkipReason.SUPERSEDED for row in rows
        )
        late = choose(due_times(milestone.starts_at, Place("", COURTESY)), self.clock()).late
        assert not lost or late is None or tried, f"{number} was forgotten"


def belief(rows: Sequence[Delivery], number: str) -> str | None:
    """What the last message that may have arrived told."""
    arrived = [
        row.told for row in rows if row.to_number == number and row.state in MAY_HAVE_ARRIVED
    ]
    return arrived[-1] if arrived else None


def is_tried(rows: Sequence[Delivery], number: str, right: str) -> bool:
    """True when telling the truth was tried after the last belief, and failed for good."""
    own = [row for row in rows if row.to_number == number]
    last = max((at for at, row in enumerate(own) if row.state in MAY_HAVE_ARRIVED), default=-1)
    return any(row.told == right and row.state in TRIED for row in own[last + 1 :])


async def live(database: Database, lived: Sequence[Step], *, planned: bool) -> None:
    clock = MovableClock(MONDAY_MORNING)
    life = await Life.begin(database, clock)
    life.gateway = life.courier.gateway = life.provider
    clock.moment = paris(13, 10)  # a week before, and the eve of Ascension Day
    await life.move(20)
    if planned:
        await life.approve()
    else:
        await life.write()
    await life.watched_tick()
    await life.send_only(3)
    for step in lived:
        await life.take(step)
    await life.run_to_quiet()
    await life.check()
    await life.run_to_quiet()
    event(f"corrections: {len(await life.broadcasts(BroadcastKind.CORRECTION))}")


numbered = count()


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[phase for phase in Phase if phase is not Phase.explain],
)
@given(lived=st.lists(steps, min_size=2, max_size=14), planned=st.booleans())
async def test_nobody_is_left_with_a_date_that_is_not_true(
    sqlite_templates: SqliteTemplates,
    tmp_path_factory: pytest.TempPathFactory,
    lived: list[Step],
    planned: bool,
) -> None:
    folder = tmp_path_factory.mktemp(f"life{next(numbered)}")
    database = Database(sqlite_templates.create(folder))
    try:
        await live(database, lived, planned=planned)
    finally:
        await database.close()
