"""A small world for the state machine: real ledger, courier and reconciler, a model of the rest.

Beside the product it keeps its own book of what staff did, what tenants asked and what the
provider told; ``check`` compares the two.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Broadcast
from broadcaster.database import Database
from broadcaster.register.models import Consent, Contact, Household, NumberKind
from broadcaster.register.optouts import opt_in, opt_out
from broadcaster.sending import mailings, states
from broadcaster.sending.engines.courier import Courier, Delivered, Limits
from broadcaster.sending.error_codes import OUR_OWN_FAULT
from broadcaster.sending.gateways.gateway import SmsRequest
from broadcaster.sending.ledger import Outgoing, abandon_lost, add_deliveries, wake_held
from broadcaster.sending.models import (
    Attempt,
    Delivery,
    Hours,
    Lane,
    Mailing,
    PauseReason,
    ProviderEvent,
)
from broadcaster.sending.models import DeliveryState as S
from broadcaster.sending.pace import open_senders
from broadcaster.sending.progress import counts_of
from broadcaster.sending.receipts import record_receipt
from broadcaster.sending.reconcile import Reconciler
from broadcaster.staff.models import Alert, StaffUser
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.telling import NOTHING, truth_of
from tests.broadcaster.register.places import build_estate
from tests.broadcaster.sending.proofs.oracle import may_reach, same_day
from tests.support.clock import MovableClock
from tests.support.provider import Answer, Kept, Provider

SENDER: Final = "+33199000100"
FAST: Final = 10_000.0
AMINA, BORIS, CLARA = "+33639980001", "+33639980002", "+33639980003"
NUMBERS: Final = (AMINA, BORIS, CLARA)
FAILURES: Final = frozenset({S.FAILED, S.UNDELIVERED})
OPTED_OUT: Final = 21610
OUT_OF_REACH: Final = frozenset({30001, 30003, 30008})
MOST_A_DAY: Final = 2
BATCH: Final = Limits(batch=3)


@dataclass(frozen=True)
class Phone:
    """A telephone of a household."""

    contact_id: int
    household_id: int
    number: str


@dataclass
class Notice:
    """A broadcast, as staff remember it."""

    id: int
    hours: Hours
    department: str
    paused: bool = False  # by staff
    cancelled: bool = False
    any_hour: bool = False
    beyond_limit: bool = False


class Unplugged(Database):
    """The same database, which this process alone cannot reach once it is ``away``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.away = False

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        self._check()
        async with self._database.read() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        self._check()
        async with self._database.write() as session:
            yield session

    def _check(self) -> None:
        if self.away:
            raise OperationalError("away", None, OSError("the network cable"))


@dataclass(slots=True)
class Ghost:
    """A process that made its calls and never wrote their outcomes. It may come back, late."""

    database: Unplugged
    task: "asyncio.Task[object]"
    back: asyncio.Event
    calls: list[tuple[SmsRequest, Answer | int]]
    attempts: dict[str, int]  # by delivery


@dataclass(frozen=True)
class Before:
    """How things stood when messages were claimed."""

    at: datetime
    rows: dict[str, Delivery]
    paused: set[int]
    cancelled: set[int]
    stopped: set[str]
    truth: str


@dataclass
class World:
    """The ledger under test, and the book it is compared with."""

    database: Database
    clock: MovableClock
    provider: Provider
    phones: list[Phone] = field(default_factory=list)
    notices: dict[int, Notice] = field(default_factory=dict)
    milestone_id: int = 0
    truth: str = ""
    stopped: set[str] = field(default_factory=set)
    reported: dict[str, set[S]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    events: set[tuple[str, str, int]] = field(default_factory=set)
    wrong_calls: list[AssertionError] = field(default_factory=list)
    ghosts: list[Ghost] = field(default_factory=list)
    texts: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    before: "Before" = field(init=False)

    def __post_init__(self) -> None:
        self.provider.on_call = self.watch
        self.provider.on_callback_first = self._overtake
        self.courier = Courier(self.database, self.provider, self.clock, limits=BATCH)
        self.reconciler = Reconciler(self.database, self.provider, self.clock)

    async def build(self) -> None:
        """Four telephones in three households, one number shared by two, and a milestone."""
        now = self.clock()
        async with self.database.write() as session:
            await build_estate(session)
            await session.flush()
            await open_senders(session, [SENDER], FAST)
            await self._people(session)
            ana = StaffUser(email="a@b.example", name="Ana", password_hash="x", created_at=now)
            milestone = Milestone(
                site_id=1,
                reference="M1",
                kind="bathroom",
                title="Salle de bain",
                starts_at=now + timedelta(days=20),
                ends_at=now + timedelta(days=20, hours=3),
                state=MilestoneState.PLANNED,
            )
            session.add_all([ana, milestone])
            await session.flush()
            self.milestone_id, self.truth = milestone.id, truth_of(milestone)

    async def _people(self, session: AsyncSession) -> None:
        """The two households of the estate share a number; a third one has two of its own."""
        flat = await session.scalar(select(Household.flat_id).limit(1))
        third = Household(flat_id=flat, reference="H3", name="Telmi")
        third.contacts += [
            Contact(number=number, kind=NumberKind.MOBILE) for number in (BORIS, CLARA)
        ]
        session.add(third)
        await session.flush()
        agreed = Contact.number.in_([AMINA, BORIS])
        await session.execute(update(Contact).where(agreed).values(offers_consent=Consent.GIVEN))
        for contact in await session.scalars(select(Contact).order_by(Contact.id)):
            self.phones.append(Phone(contact.id, contact.household_id, contact.number))

    # What staff and tenants do.

    async def send_notice(
        self, hours: Hours, department: str, whom: Iterable[int], *, tells: bool, lasts: timedelta
    ) -> None:
        """A broadcast to some of the telephones."""
        now = self.clock()
        async with self.database.write() as session:
            row = Broadcast(
                title="Essai", body="Bonjour", audience={}, created_at=now, created_by_id=1
            )
            session.add(row)
            await session.flush()
            await mailings.allow(session, row.id, now, hours=hours, department=department)
            self.notices[row.id] = Notice(row.id, hours, department)
            outgoing = [
                Outgoing(
                    phone.number,
                    f"Envoi {row.id} pour {phone.contact_id}",
                    Lane.BULK,
                    SENDER,
                    now,
                    broadcast_id=row.id,
                    contact_id=phone.contact_id,
                    household_id=phone.household_id,
                    expires_at=now + lasts if lasts else None,
                    milestone_id=self.milestone_id if tells else None,
                    told=self.truth if tells else None,
                )
                for phone in (self.phones[which] for which in sorted(set(whom)))
            ]
            await self._promise(session, outgoing)

    async def answer(self, number: str, body: str) -> None:
        """An answer to a tenant; the same text may be given twice."""
        async with self.database.write() as session:
            outgoing = Outgoing(number, body, Lane.REPLY, SENDER, self.clock())
            await self._promise(session, [outgoing])

    async def _promise(self, session: AsyncSession, outgoing: list[Outgoing]) -> None:
        ids = await add_deliveries(session, outgoing, self.clock())
        for delivery_id, one in zip(ids, outgoing, strict=True):
            self.texts[one.to_number, one.body].append(delivery_id)

    async def pause(self, notice: Notice) -> None:
        async with self.database.write() as session:
            await mailings.pause(session, notice.id, PauseReason.STAFF, self.clock())
        notice.paused = not notice.cancelled

    async def resume(self, notice: Notice) -> None:
        async with self.database.write() as session:
            counts = await counts_of(session, notice.id)
            failures = counts[S.FAILED] + counts[S.UNDELIVERED]
            settled = sum(counts[state] for state in states.LEFT)
            await mailings.resume(
                session, notice.id, self.clock(), failures=failures, settled=settled
            )
        notice.paused = False

    async def override(self, notice: Notice, *, any_hour: bool) -> None:
        async with self.database.write() as session:
            await mailings.override(
                session,
                notice.id,
                self.clock(),
                reason="essai",
                any_hour=any_hour,
                beyond_daily_limit=not any_hour,
            )
        notice.any_hour |= any_hour
        notice.beyond_limit |= not any_hour

    async def cancel(self, notice: Notice) -> None:
        async with self.database.write() as session:
            await mailings.cancel(session, notice.id, self.clock())
        notice.cancelled = True
        waiting = [row for row in await self.rows_now() if row.state in states.WAITING]
        assert not [row for row in waiting if row.broadcast_id == notice.id]

    async def stop(self, number: str) -> None:
        """A tenant texts STOP: what waits for the number is stopped at once."""
        async with self.database.write() as session:
            await opt_out(session, number, source="keyword", now=self.clock())
            await mailings.silence(session, number, self.clock())
        self.stopped.add(number)
        waiting = [row for row in await self.rows_now() if row.state in states.WAITING]
        assert not [row for row in waiting if row.to_number == number and row.lane is Lane.BULK]

    async def start(self, number: str) -> None:
        async with self.database.write() as session:
            await opt_in(session, number)
        self.stopped.discard(number)

    async def move_milestone(self, days: int) -> None:
        """Its date moves; 0 days: it is cancelled."""
        async with self.database.write() as session:
            milestone = await session.get_one(Milestone, self.milestone_id)
            milestone.starts_at += timedelta(days=days)
            milestone.ends_at += timedelta(days=days)
            milestone.state = MilestoneState.PLANNED if days else MilestoneState.CANCELLED
            self.truth = truth_of(milestone)

    # What the processes do.

    async def carry(
        self, lane: Lane, answers: Iterable[Answer | int] = (), meanwhile: str | None = None
    ) -> Delivered:
        """One round of the courier; something may happen while its first call is under way."""
        await self._look_around()
        self.provider.will(answers)
        self._plan(meanwhile)
        before = len(self.provider.calls)
        done = await self.courier.carry(lane)
        self.provider.meanwhile = None
        for request, answer in self.provider.calls[before:]:
            self._told(request, answer)
        return done

    def _plan(self, meanwhile: str | None) -> None:
        """Staff or the tenant do something about the very message that is under way."""

        async def happen(request: SmsRequest) -> None:
            row = self.before.rows[request.delivery_id]
            if meanwhile == "stop":
                await self.stop(row.to_number)
            elif meanwhile == "move":
                await self.move_milestone(3)
            elif row.broadcast_id is not None:
                notice = self.notices[row.broadcast_id]
                await (self.cancel(notice) if meanwhile == "cancel" else self.pause(notice))

        self.provider.meanwhile = happen if meanwhile else None

    async def crash(
        self, lane: Lane, answers: Iterable[Answer | int], meanwhile: str | None = None
    ) -> None:
        """A process claims, makes its calls, and cannot write down what they came to."""
        await self._look_around()
        self.provider.will(answers)
        self._plan(meanwhile)
        database, waiting, back = Unplugged(self.database), asyncio.Event(), asyncio.Event()

        async def rest(_seconds: float) -> None:
            waiting.set()
            await back.wait()

        def unplug(request: SmsRequest) -> None:
            database.away = True
            self.watch(request)

        courier = Courier(database, self.provider, self.clock, limits=BATCH, rest=rest)
        self.provider.on_call = unplug
        before = len(self.provider.calls)
        task = asyncio.create_task(courier.carry(lane))
        stuck = asyncio.create_task(waiting.wait())
        await asyncio.wait({task, stuck}, return_when=asyncio.FIRST_COMPLETED)
        stuck.cancel()
        self.provider.on_call, self.provider.meanwhile = self.watch, None
        if task.done():
            task.result()
            return
        calls = self.provider.calls[before:]
        attempts = await self._last_attempts(request.delivery_id for request, _answer in calls)
        self.ghosts.append(Ghost(database, task, back, calls, attempts))

    async def come_back(self, ghost: Ghost) -> None:
        """A process thought dead writes its outcomes after all."""
        self.ghosts.remove(ghost)
        counting = await self._open(ghost.attempts.values())
        ghost.database.away = False
        ghost.back.set()
        await ghost.task
        for request, answer in ghost.calls:
            if ghost.attempts[request.delivery_id] in counting or _is_acceptance(answer):
                self._told(request, answer)
            elif answer == OPTED_OUT:
                self.stopped.add(request.to_number)

    async def vanish(self) -> None:
        """Those that crashed never come back."""
        for ghost in self.ghosts:
            ghost.task.cancel()
        await asyncio.gather(*(ghost.task for ghost in self.ghosts), return_exceptions=True)
        self.ghosts.clear()

    async def keep_up(self) -> None:
        async with self.database.write() as session:
            await abandon_lost(session, self.clock())
            await wake_held(session, self.clock())

    async def look(self) -> None:
        """One look of the reconciler: what the provider says then is reported."""
        await self._look_around()
        self.provider.asked.clear()
        await self.reconciler.look()
        for kept in self.provider.kept:
            row = self.before.rows.get(kept.request.delivery_id)
            if row is not None and self._was_told_of(row, kept):
                self._report(kept, kept.status, kept.code)

    def _was_told_of(self, row: Delivery, kept: Kept) -> bool:
        """True when the provider showed a message while it was asked after this delivery."""
        now, asked = self.clock(), self.provider.asked
        if row.state in (S.ACCEPTED, S.SENT):
            return kept.sid in asked
        is_looked_for = row.look_at is not None and row.look_at <= now and row.to_number in asked
        return row.state is S.UNKNOWN and is_looked_for and self.provider.lists(kept)

    async def callback(self, kept: Kept, word: str, code: int | None, times: int) -> None:
        """The provider tells, some times over."""
        rank = states.RANK.get(states.FROM_PROVIDER.get(word, S.PENDING), 0)
        if rank > states.RANK[states.FROM_PROVIDER[kept.status]]:
            kept.status, kept.code = word, code
        fields = {"MessageSid": kept.sid, "MessageStatus": word, "ErrorCode": str(code or "")}
        for _time in range(times):
            async with self.database.write() as session:
                await record_receipt(session, kept.request.delivery_id, fields, self.clock())
        self.events.add((kept.sid, word, code or 0))
        self._report(kept, word, code)

    async def _overtake(self, kept: Kept) -> None:
        await self.callback(kept, "sent", None, 1)

    # The book.

    def _report(self, kept: Kept, word: str, code: int | None) -> None:
        if word in states.FROM_PROVIDER:
            self.reported[kept.request.delivery_id].add(states.FROM_PROVIDER[word])
        if code is not None:
            self.codes[kept.request.delivery_id].add(code)

    def _told(self, request: SmsRequest, answer: Answer | int) -> None:
        if _is_acceptance(answer):
            self.reported[request.delivery_id].add(S.ACCEPTED)
        elif isinstance(answer, int) and answer not in OUR_OWN_FAULT:
            self.reported[request.delivery_id].add(S.FAILED)
        if answer == OPTED_OUT:
            self.stopped.add(request.to_number)

    async def _look_around(self) -> None:
        rows, paused = await self.seen()
        self.before = Before(
            at=self.clock(),
            rows={row.id: row for row in rows},
            paused=paused,
            cancelled={each.id for each in self.notices.values() if each.cancelled},
            stopped=set(self.stopped),
            truth=self.truth,
        )

    def watch(self, request: SmsRequest) -> None:
        """Every call to the provider is looked at as it is made; ``check`` tells what was wrong.

        (Whatever is raised here would pass for a call that broke.)
        """
        try:
            self._judge(request)
        except AssertionError as error:
            self.wrong_calls.append(error)

    def _judge(self, request: SmsRequest) -> None:
        before = self.before
        row = before.rows[request.delivery_id]
        is_alone = len(self._twins(row.id)) == 1
        assert not (is_alone and self.provider.kept_of[row.id]), f"{row.id} was accepted already"
        if row.lane is Lane.REPLY:
            return
        assert row.broadcast_id is not None
        notice = self.notices[row.broadcast_id]
        assert row.to_number not in before.stopped, "written to after STOP"
        assert notice.id not in before.cancelled, "sent after it was cancelled"
        assert notice.id not in before.paused, "sent while paused"
        # « Cela n'a plus lieu » is kept back by the plan that wrote it, not by the gate.
        true = (None, NOTHING, before.truth)
        assert row.told in true, f"told {row.told}, which is not {before.truth}"
        assert row.expires_at is None or row.expires_at > before.at, "sent too late"
        lawful = may_reach(notice.hours, notice.department, before.at)
        overridden = notice.any_hour and notice.hours is not Hours.OFFER
        assert lawful or overridden, f"sent at {before.at}"
        assert notice.beyond_limit or self._others_today(row, notice) < MOST_A_DAY, "too many a day"

    def _others_today(self, row: Delivery, notice: Notice) -> int:
        """How many other broadcasts reached the household or the number today."""
        found = set()
        for kept in self.provider.kept:
            other = self.before.rows.get(kept.request.delivery_id)
            if other is None or other.lane is not Lane.BULK or other.state in FAILURES:
                continue
            met = other.household_id == row.household_id or other.to_number == row.to_number
            left = other.left_at or kept.at
            if met and same_day(notice.department, left, self.before.at):
                found.add(other.broadcast_id)
        return len(found - {notice.id})

    # What is compared.

    async def check(self) -> None:
        """Everything that must hold after each step."""
        if self.wrong_calls:
            raise self.wrong_calls[0]
        rows, paused = await self.seen()
        self._check_accepted()
        for row in rows:
            self._check_state(row)
        flying = [row.to_number for row in rows if (row.state, row.lane) == (S.SENDING, Lane.BULK)]
        assert len(flying) == len(set(flying)), "two messages to one number under way"
        self._check_second_tries(rows)
        stopped = {each.id for each in self.notices.values() if each.paused and not each.cancelled}
        assert stopped <= paused

    def _check_accepted(self) -> None:
        kept = self.provider.kept_of
        for ids in self.texts.values():
            assert sum(kept[one] for one in ids) <= len(ids), "one message was accepted twice"
        for one, times in kept.items():
            assert times == 1 or len(self._twins(one)) > 1, f"{one} was accepted {times} times"

    def _twins(self, delivery_id: str) -> list[str]:
        """The deliveries that cannot be told from this one in the provider's list."""
        return next((ids for ids in self.texts.values() if delivery_id in ids), [delivery_id])

    def _check_state(self, row: Delivery) -> None:
        told = max((states.RANK[state] for state in self.reported[row.id]), default=None)
        rank = states.RANK[row.state]
        if len(self._twins(row.id)) > 1:
            assert told is None or rank >= told
        elif told is not None:
            assert rank == told, f"{row.state} although told {self.reported[row.id]}"
        else:
            assert row.state not in states.LEFT, f"{row.state} although nothing was told"
        assert row.hold_reason is None or row.state is S.HELD
        assert (row.skip_reason is not None) is (row.state is S.SKIPPED)

    def _check_second_tries(self, rows: list[Delivery]) -> None:
        first = {(row.broadcast_id, row.contact_id): row for row in rows if row.round == 0}
        for row in rows:
            if row.round == 0:
                continue
            before = first[row.broadcast_id, row.contact_id]
            assert self.reported[before.id] & FAILURES
            assert self.codes[before.id] & OUT_OF_REACH
            assert before.state is not S.DELIVERED or row.state not in states.WAITING

    async def check_quiet(self) -> None:
        """Everything that must hold once nothing more is to be done."""
        (rows, paused), now = await self.seen(), self.clock()
        kept, alerts = self.provider.kept_of, await self._alerts()
        for row in rows:
            assert row.state is not S.SENDING
            assert row.state is not S.PENDING or row.due_at > now, f"{row.id} was forgotten"
            if row.state is S.UNKNOWN:
                assert f"unclear {row.id}" in alerts
            if row.state is S.HELD:
                waits = row.held_until > now if row.held_until else row.broadcast_id in paused
                assert waits, f"{row.id} waits for nothing"
            if kept[row.id] and len(self._twins(row.id)) == 1:
                assert row.state in states.LEFT, f"{row.id} was accepted, and nobody knows"
        await self._check_events()

    async def _check_events(self) -> None:
        query = select(ProviderEvent.sid, ProviderEvent.status, ProviderEvent.error_code)
        async with self.database.read() as session:
            found = [tuple(row) for row in await session.execute(query)]
        assert sorted(found) == sorted(self.events), "callbacks are kept, each once"

    async def seen(self) -> tuple[list[Delivery], set[int]]:
        """Every delivery, and the broadcasts that are paused."""
        paused = select(Mailing.broadcast_id).where(Mailing.paused_at.is_not(None))
        async with self.database.read() as session:
            rows = list(await session.scalars(select(Delivery).order_by(Delivery.id)))
            return rows, set(await session.scalars(paused))

    async def rows_now(self) -> list[Delivery]:
        return (await self.seen())[0]

    async def is_at_rest(self) -> bool:
        """True when the passing of time changes nothing any more."""
        return not [
            row
            for row in await self.rows_now()
            if row.state in (S.PENDING, S.SENDING)
            or (row.state is S.HELD and row.held_until is not None)
            or (row.state is S.UNKNOWN and row.look_at is not None)
        ]

    async def _alerts(self) -> set[str]:
        async with self.database.read() as session:
            return set(await session.scalars(select(Alert.key)))

    async def _last_attempts(self, ids: Iterable[str]) -> dict[str, int]:
        async with self.database.read() as session:
            rows = await session.execute(
                select(Attempt.delivery_id, func.max(Attempt.id))
                .where(Attempt.delivery_id.in_(list(ids)))
                .group_by(Attempt.delivery_id)
            )
            return dict(rows.all())

    async def _open(self, attempts: Iterable[int]) -> set[int]:
        async with self.database.read() as session:
            query = select(Attempt.id).where(Attempt.id.in_(list(attempts)))
            return set(await session.scalars(query.where(Attempt.outcome.is_(None))))


def _is_acceptance(answer: Answer | int) -> bool:
    return answer in (Answer.ACCEPT, Answer.SLOWLY, Answer.CALLBACK_FIRST)
