"""A milestone with its plan, and all it takes to tell the story of what tenants read."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.approval import submit
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.life import EDITABLE, move
from broadcaster.campaigns.broadcasts.writing import create_draft
from broadcaster.campaigns.models import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    MessagePlan,
    Moment,
)
from broadcaster.campaigns.plans.beliefs import Belief, wrong_beliefs
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.campaigns.plans.following import (
    follow_all,
    follow_milestone,
    mend,
    to_be_mended,
)
from broadcaster.campaigns.plans.moments import Choice
from broadcaster.campaigns.plans.planning import approve_plan, derive_plan
from broadcaster.campaigns.plans.watching import plan_of
from broadcaster.campaigns.release.releaser import Releaser
from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.register.models import Contact, Flat, Household, NumberKind
from broadcaster.sending.engines.courier import Courier, Limits
from broadcaster.sending.gate.verdict import Rules
from broadcaster.sending.ledger import Claim, Outcome, claim_due, settle, wake_held
from broadcaster.sending.models import (
    AttemptOutcome,
    Delivery,
    DeliveryState,
    Lane,
    Sender,
    SkipReason,
)
from broadcaster.sending.pace import open_senders
from broadcaster.sending.receipts import record_receipt
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.telling import window_key
from tests.broadcaster.campaigns.neighbourhood import (
    ALONE,
    Home,
    Neighbourhood,
    Phone,
    build,
    mobile,
)
from tests.broadcaster.sending.fakes import FAST, SENDER, FakeGateway
from tests.support.clock import MovableClock

HOMES = [
    Home(name, [Phone(mobile(last))], at)
    for last, (name, at) in enumerate(
        [("Amar", "A1"), ("Bacri", "A1"), ("Cros", "A2"), ("Diop", "B1")], start=1
    )
]
AMAR, BACRI, CROS, DIOP = (mobile(last) for last in range(1, 5))


def paris(day: int, hour: int = 0, minute: int = 0, month: int = 5) -> datetime:
    """A moment of 2026 on the clock of Paris."""
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


class Idle:
    """An engine that leaves sending to the test."""

    async def submit(self, session: AsyncSession, lane: Lane, delivery_ids: Sequence[str]) -> None:
        """The test carries the messages itself."""

    async def run(self) -> None:
        """Nothing is sent here."""

    def stop(self) -> None:
        """Nothing to stop."""


@dataclass
class Story:
    """The parts, and what a test does with them."""

    database: Database
    clock: MovableClock
    place: Neighbourhood
    gateway: FakeGateway
    courier: Courier
    releaser: Releaser
    read: dict[str, list[str]] = field(default_factory=dict)
    calls: list[Claim] = field(default_factory=list)  # under way

    @classmethod
    async def begin(
        cls,
        database: Database,
        clock: MovableClock,
        homes: Sequence[Home] = tuple(HOMES),
        *,
        most_a_day: int = 100,
    ) -> Self:
        """The bathrooms on Tuesday 12 May 2026 from 9 to 12; it is Monday 4 May, 9:00."""
        place = await build(database, clock(), homes)
        async with database.write() as session:
            await open_senders(session, [SENDER], FAST)
        gateway = FakeGateway()
        courier = Courier(database, gateway, clock, Rules(most_a_day=most_a_day))
        return cls(
            database, clock, place, gateway, courier, Releaser(database, Idle(), clock, SENDER)
        )

    async def plan(self) -> MessagePlan:
        """The plan of the milestone, derived."""
        async with self.database.write() as session:
            milestone = await session.get_one(Milestone, self.place.milestone_id)
            return await derive_plan(session, milestone, self.clock())

    async def approve(self) -> Choice:
        """Derive the plan and approve it."""
        plan = await self.plan()
        async with self.database.write() as session:
            return await approve_plan(session, plan.id, self.place.user_id, self.clock())

    async def write(self, body: str = "Travaux : {quand}.", **values: object) -> int:
        """A message written by hand, to be sent at once; its id."""
        async with self.database.write() as session:
            audience = self.place.everybody
            draft = Draft("À la main", body, audience, self.place.milestone_id, **values)  # type: ignore[arg-type]
            made = await create_draft(session, draft, self.place.user_id, self.clock())
            await submit(session, made.id, None, self.place.user_id, self.clock(), ALONE)
            return made.id

    async def change(self, *, follow: bool = True, **values: object) -> None:
        """Change the milestone as staff do, in one transaction with all that follows."""
        async with self.database.write() as session:
            milestone = await session.get_one(Milestone, self.place.milestone_id)
            for name, value in values.items():
                setattr(milestone, name, value)
            if follow:
                await follow_milestone(session, milestone.id, self.clock())

    async def move(self, days: int, *, follow: bool = True) -> None:
        """Move the milestone to a day of May, at the same hours."""
        await self.change(starts_at=paris(days, 9), ends_at=paris(days, 12), follow=follow)

    async def state(self, state: MilestoneState) -> None:
        """Say where the milestone stands."""
        await self.change(state=state)

    async def narrow(self, staircase: str) -> None:
        """Say that the milestone takes place in one staircase alone."""
        building = self.place.buildings[staircase[0]]
        await self.change(building_id=building, staircase_id=self.place.staircases[staircase])

    async def tick(self) -> None:
        """What the service does again and again, sending excepted."""
        async with self.database.write() as session:
            await wake_held(session, self.clock())
            await follow_all(session, self.clock())
            for milestone_id in await to_be_mended(session, self.clock()):
                await mend(session, milestone_id, self.clock())
        await self.releaser.release_due(self.clock())
        await self.releaser.finish_sent(self.clock())

    async def send(self, *errors: Exception) -> None:
        """Let the courier carry what is due; the first calls end in these errors."""
        self.gateway.errors = deque(errors)
        while (await self.courier.carry(Lane.BULK)).judged:
            pass

    async def send_only(self, count: int) -> set[str]:
        """Let the courier carry some of what is due; give the numbers that got a message."""
        before = len(self.gateway.sent)
        few = replace(self.courier, limits=Limits(batch=count))
        await few.carry(Lane.BULK)
        return {request.to_number for request in self.gateway.sent[before:]}

    async def until(self, moment: datetime) -> None:
        """Let time pass; whatever is due meanwhile is sent at the end."""
        self.clock.moment = moment
        await self.tick()
        await self.send()
        await self.releaser.finish_sent(moment)

    async def go_on(self) -> None:
        """Release and send what is due now."""
        await self.until(self.clock())

    async def report(
        self, number: str, status: str, code: int | None = None, *, row: int = -1
    ) -> None:
        """The provider tells what became of a message to a number, the last one unless said."""
        found = (await self.rows(number))[row]
        fields = {"MessageSid": found.sid or "SM0", "MessageStatus": status}
        fields |= {"ErrorCode": str(code)} if code else {}
        async with self.database.write() as session:
            await record_receipt(session, found.id, fields, self.clock())

    async def rows(self, number: str) -> list[Delivery]:
        """The rows of a number that left, in the order they were written."""
        query = select(Delivery).where(Delivery.to_number == number, Delivery.left_at.is_not(None))
        async with self.database.read() as session:
            return list(await session.scalars(query.order_by(Delivery.created_at, Delivery.id)))

    def inbox(self, number: str) -> list[str]:
        """What a telephone got, in order."""
        return [request.body for request in self.gateway.sent if request.to_number == number]

    def new(self, number: str) -> list[str]:
        """What a telephone got since this was asked the last time."""
        had = self.read.get(number, [])
        self.read[number] = self.inbox(number)
        return self.read[number][len(had) :]

    async def broadcasts(self, *kinds: BroadcastKind) -> list[Broadcast]:
        """Every broadcast of some kinds, the oldest first."""
        query = select(Broadcast).where(Broadcast.kind.in_(kinds or tuple(BroadcastKind)))
        async with self.database.read() as session:
            return list(await session.scalars(query.order_by(Broadcast.id)))

    async def planned(self) -> dict[Moment, Broadcast]:
        """The newest broadcast of each moment of the plan."""
        found = await self.broadcasts(BroadcastKind.PLANNED)
        return {one.moment: one for one in found if one.moment}

    async def kept_back(self) -> set[str]:
        """The numbers for which a message was kept back as no longer true."""
        query = select(Delivery.to_number).where(Delivery.skip_reason == SkipReason.SUPERSEDED)
        async with self.database.read() as session:
            return set(await session.scalars(query))

    async def wrong(self) -> list[Belief]:
        """Who believes what is not so."""
        async with self.database.read() as session:
            plan = await plan_of(session, self.place.milestone_id)
            known = Followed.read(plan.followed) if plan else None
            if plan is None or known is None:
                return []
            return await wrong_beliefs(
                session, plan.milestone_id, known, now=self.clock(), limit=100
            )

    async def waiting(self) -> int:
        """How many messages wait."""
        states = (DeliveryState.PENDING, DeliveryState.HELD)
        query = select(Delivery.id).where(Delivery.state.in_(states))
        async with self.database.read() as session:
            return len((await session.scalars(query)).all())

    async def claim(self) -> None:
        """Take what is due for sending, as a process does that then makes the calls."""
        async with self.database.write() as session:
            claims = await claim_due(session, Lane.BULK, SENDER, 100, self.clock(), Rules())
        self.calls = claims.taken

    async def come_back(self) -> None:
        """The calls taken turn out not to have been made."""
        outcomes = [Outcome(claim, AttemptOutcome.UNREACHABLE) for claim in self.calls]
        async with self.database.write() as session:
            await settle(session, outcomes, self.clock())
            await session.execute(update(Sender).values(throttled_until=0.0))

    async def begin_release(self, moment: Moment) -> None:
        """Let the release of a planned message begin, and be interrupted at once."""
        broadcast = (await self.planned())[moment]
        async with self.database.write() as session:
            await move(session, broadcast.id, EDITABLE, BroadcastState.RELEASING)

    async def widen(self) -> None:
        """Say that the milestone takes place on the whole site."""
        await self.change(building_id=None, staircase_id=None, flat_id=None)

    async def move_in(self, staircase: str) -> str:
        """Somebody new lives on a staircase; their number."""
        number = mobile(99)
        contact = Contact(number=number, kind=NumberKind.MOBILE)
        flat = Flat(number="99", floor=1, staircase_id=self.place.staircases[staircase])
        flat.households.append(Household(reference="99", name="Zaoui", contacts=[contact]))
        async with self.database.write() as session:
            session.add(flat)
        return number

    async def flat_of(self, number: str) -> int:
        """The flat of whoever has a number."""
        query = select(Household.flat_id).join(Contact).where(Contact.number == number)
        async with self.database.read() as session:
            return (await session.scalars(query)).one()


def told(day: int) -> str:
    """The key of the milestone's hours on a day of May."""
    return window_key(paris(day, 9), paris(day, 12))
