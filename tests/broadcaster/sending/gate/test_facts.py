"""The facts of a batch: who was told today, who opted out, who agreed to offers."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.register.models import Consent, Contact
from broadcaster.register.optouts import opt_out
from broadcaster.sending.gate.facts import due_of, facts_of, select_due
from broadcaster.sending.gate.verdict import Facts
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.mailings import cancel, override, pause, withdraw
from broadcaster.sending.models import Delivery, DeliveryState, Hours, Lane, PauseReason
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.telling import NOTHING, truth_of
from tests.broadcaster.register.places import build_estate
from tests.broadcaster.sending.fakes import ALICE, BORIS, SENDER, broadcast
from tests.broadcaster.sending.fakes import delivery as delivery_of

AN_HOUR = timedelta(hours=1)
RIVEL, SOREL = 1, 2  # households that share Alice's telephone


@dataclass
class Desk:
    """A ledger over a small estate."""

    database: Database
    now: datetime

    async def write(
        self,
        broadcast_id: int | None,
        number: str = ALICE,
        household: int | None = RIVEL,
        *,
        lane: Lane = Lane.BULK,
        told: str | None = None,
        milestone_id: int | None = None,
    ) -> str:
        async with self.database.write() as session:
            outgoing = Outgoing(
                number,
                "Bonjour",
                lane,
                SENDER,
                self.now,
                broadcast_id=broadcast_id,
                contact_id=household,
                household_id=household,
                told=told,
                milestone_id=milestone_id,
            )
            return (await add_deliveries(session, [outgoing], self.now))[0]

    async def sent(
        self,
        number: str = ALICE,
        household: int | None = RIVEL,
        *,
        state: DeliveryState = DeliveryState.ACCEPTED,
        lane: Lane = Lane.BULK,
        left_at: datetime | None = None,
        broadcast_id: int | None = None,
    ) -> None:
        """A message of another broadcast, or of the one given, that left already."""
        of = broadcast_id or await broadcast(self.database, self.now)
        sent = await self.write(of, number, household, lane=lane)
        async with self.database.write() as session:
            row = await session.get_one(Delivery, sent)
            row.state, row.left_at = state, left_at or self.now - AN_HOUR

    async def facts_of(self, delivery_id: str, now: datetime | None = None) -> Facts:
        """What is true of a message that would leave now."""
        moment = now or self.now
        async with self.database.read() as session:
            rows = await session.execute(select_due().where(Delivery.id == delivery_id))
            due = due_of(rows.one())
            return (await facts_of(session, [due], moment)).of(due, moment)

    async def told_today(
        self, number: str = ALICE, household: int | None = RIVEL, now: datetime | None = None
    ) -> int:
        """How many other broadcasts count against a message of a new one."""
        new = await broadcast(self.database, self.now)
        return (await self.facts_of(await self.write(new, number, household), now)).told_today


@pytest.fixture
async def desk(database: Database, now: datetime) -> Desk:
    async with database.write() as session:
        await build_estate(session)
    return Desk(database, now)


# The limit of a day.


async def test_nothing_was_told_to_begin_with(desk: Desk) -> None:
    assert await desk.told_today() == 0


async def test_each_broadcast_that_reached_a_number_today_counts(desk: Desk) -> None:
    await desk.sent()
    await desk.sent()
    assert await desk.told_today() == 2


async def test_another_telephone_of_the_household_counts_too(desk: Desk) -> None:
    await desk.sent(ALICE, RIVEL)
    assert await desk.told_today(BORIS, RIVEL) == 1


async def test_the_same_telephone_of_another_household_counts_too(desk: Desk) -> None:
    await desk.sent(ALICE, RIVEL)
    assert await desk.told_today(ALICE, SOREL) == 1


async def test_other_households_and_numbers_do_not_count(desk: Desk) -> None:
    await desk.sent(ALICE, RIVEL)
    assert await desk.told_today(BORIS, SOREL) == 0


async def test_a_broadcast_to_both_telephones_of_a_household_counts_once(desk: Desk) -> None:
    other = await broadcast(desk.database, desk.now)
    await desk.sent(ALICE, RIVEL, broadcast_id=other)
    await desk.sent(BORIS, SOREL, broadcast_id=other)
    async with desk.database.write() as session:
        await session.execute(update(Delivery).values(household_id=RIVEL))
    assert await desk.told_today(ALICE, RIVEL) == 1


async def test_a_second_try_does_not_count_against_itself(desk: Desk) -> None:
    own = await broadcast(desk.database, desk.now)
    await desk.sent(broadcast_id=own)
    second = await desk.write(own, household=SOREL)
    assert (await desk.facts_of(second)).told_today == 0


async def test_strangers_are_known_by_their_number_alone(desk: Desk) -> None:
    await desk.sent(ALICE, None)
    assert await desk.told_today(ALICE, None) == 1
    assert await desk.told_today(BORIS, None) == 0


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        *((state, 1) for state in (DeliveryState.SENDING, DeliveryState.UNKNOWN)),
        *((state, 1) for state in (DeliveryState.SENT, DeliveryState.DELIVERED)),
        *((state, 0) for state in (DeliveryState.FAILED, DeliveryState.UNDELIVERED)),
        *((state, 0) for state in (DeliveryState.SKIPPED, DeliveryState.HELD)),
    ],
)
async def test_what_may_have_arrived_counts(desk: Desk, state: DeliveryState, counts: int) -> None:
    await desk.sent(state=state)
    assert await desk.told_today() == counts


async def test_answers_to_tenants_do_not_count(desk: Desk) -> None:
    await desk.sent(lane=Lane.REPLY)
    assert await desk.told_today() == 0


@pytest.mark.parametrize(
    ("left_at", "counts"), [("00:00", 1), ("23:59", 0)], ids=["from midnight on", "yesterday"]
)
async def test_a_day_begins_at_midnight(desk: Desk, left_at: str, counts: int) -> None:
    hour, minute = map(int, left_at.split(":"))
    day = 4 if counts else 3
    await desk.sent(left_at=datetime(2026, 5, day, hour, minute, tzinfo=PARIS).astimezone(UTC))
    assert await desk.told_today() == counts


async def test_midnight_is_that_of_the_department(desk: Desk) -> None:
    """A message of 22:30 in Paris left today in Réunion, where it was past midnight."""
    yesterday = datetime(2026, 5, 3, 22, 30, tzinfo=PARIS).astimezone(UTC)
    await desk.sent(left_at=yesterday)
    for department, counts in (("974", 1), ("", 0)):
        new = await broadcast(desk.database, desk.now, department=department)
        assert (await desk.facts_of(await desk.write(new))).told_today == counts


async def test_a_batch_counts_what_it_is_about_to_send(desk: Desk) -> None:
    """Three broadcasts due at once: the third one must see the first two."""
    ids = [await desk.write(await broadcast(desk.database, desk.now)) for _one in range(3)]
    async with desk.database.read() as session:
        rows = await session.execute(select_due().where(Delivery.id.in_(ids)))
        due = [due_of(row) for row in rows]
        facts = await facts_of(session, due, desk.now)
    seen = []
    for each in due:
        seen.append(facts.of(each, desk.now).told_today)
        facts.told.add(each.to_number, each.household_id, each.broadcast_id, desk.now)
    assert seen == [0, 1, 2]


# What else is known.


async def test_a_stop_is_known(desk: Desk) -> None:
    async with desk.database.write() as session:
        await opt_out(session, ALICE, source="keyword", now=desk.now)
    own = await broadcast(desk.database, desk.now)
    assert (await desk.facts_of(await desk.write(own))).opted_out
    assert not (await desk.facts_of(await desk.write(own, BORIS, SOREL))).opted_out


@pytest.mark.parametrize("consent", list(Consent))
async def test_only_a_yes_to_offers_is_consent_to_offers(desk: Desk, consent: Consent) -> None:
    async with desk.database.write() as session:
        values = {"offers_consent": consent, "consent": Consent.GIVEN}
        await session.execute(update(Contact).values(**values))
        contact = await session.scalar(select(Contact.id).order_by(Contact.id).limit(1))
    offer = await broadcast(desk.database, desk.now, hours=Hours.OFFER)
    facts = await desk.facts_of(await desk.write(offer, household=contact))
    assert facts.consents_to_offers is (consent is Consent.GIVEN)


async def test_a_household_consents_by_contact(desk: Desk) -> None:
    async with desk.database.write() as session:
        first, second = await session.scalars(select(Contact.id).order_by(Contact.id))
        await session.execute(
            update(Contact).where(Contact.id == first).values(offers_consent=Consent.GIVEN)
        )
    offer = await broadcast(desk.database, desk.now, hours=Hours.OFFER)
    facts = [await desk.facts_of(await desk.write(offer, household=one)) for one in (first, second)]
    assert [each.consents_to_offers for each in facts] == [True, False]


async def test_what_the_broadcast_allows_is_read_at_that_moment(desk: Desk) -> None:
    own = await broadcast(desk.database, desk.now, hours=Hours.URGENT, department="67")
    one = await desk.write(own)
    allowed = (await desk.facts_of(one)).permission
    assert (allowed.hours, allowed.department, allowed.approved) == (Hours.URGENT, "67", True)
    assert not (allowed.paused)
    assert not (allowed.cancelled)
    assert not (allowed.any_hour)
    async with desk.database.write() as session:
        await pause(session, own, PauseReason.STAFF, desk.now)
        await override(
            session, own, desk.now, reason="coupure", any_hour=True, beyond_daily_limit=True
        )
    allowed = (await desk.facts_of(one)).permission
    assert allowed.paused
    assert allowed.any_hour
    assert allowed.beyond_daily_limit
    async with desk.database.write() as session:
        await cancel(session, own, desk.now)
        await withdraw(session, own)
    allowed = (await desk.facts_of(one)).permission
    assert allowed.cancelled
    assert not allowed.approved


async def test_a_broadcast_nobody_let_through_allows_nothing(desk: Desk) -> None:
    own = await broadcast(desk.database, desk.now)
    one = await desk.write(own)
    async with desk.database.write() as session:
        await withdraw(session, own)
    assert not (await desk.facts_of(one)).permission.approved


async def test_a_message_of_no_broadcast_needs_no_approval(desk: Desk) -> None:
    assert (await desk.facts_of(await desk.write(None))).permission.approved


# Dates that moved.


@pytest.fixture
async def milestone(desk: Desk) -> Milestone:
    async with desk.database.write() as session:
        row = Milestone(
            site_id=1,
            reference="M1",
            kind="bathroom",
            title="Salle de bain",
            starts_at=desk.now + timedelta(days=7),
            ends_at=desk.now + timedelta(days=7, hours=3),
            state=MilestoneState.PLANNED,
        )
        session.add(row)
    return row


async def is_superseded(desk: Desk, milestone: Milestone, told: str | None) -> bool:
    own = await broadcast(desk.database, desk.now)
    one = await desk.write(own, told=told, milestone_id=milestone.id)
    return (await desk.facts_of(one)).superseded


async def test_what_tells_the_date_that_is_true_is_not_superseded(
    desk: Desk, milestone: Milestone
) -> None:
    assert not await is_superseded(desk, milestone, truth_of(milestone))


async def test_what_tells_no_date_is_never_superseded(desk: Desk, milestone: Milestone) -> None:
    assert not await is_superseded(desk, milestone, None)


@pytest.mark.parametrize("change", ["start", "end", "cancelled"])
async def test_what_tells_a_date_that_moved_is_superseded(
    desk: Desk, milestone: Milestone, change: str
) -> None:
    before = truth_of(milestone)
    async with desk.database.write() as session:
        row = await session.get_one(Milestone, milestone.id)
        if change == "start":
            row.starts_at += timedelta(minutes=30)
        elif change == "end":
            row.ends_at += timedelta(days=1)
        else:
            row.state = MilestoneState.CANCELLED
    assert await is_superseded(desk, milestone, before)


async def test_that_it_no_longer_takes_place_is_true_of_those_outside_of_it(
    desk: Desk, milestone: Milestone
) -> None:
    assert not await is_superseded(desk, milestone, NOTHING)


async def test_a_milestone_that_is_confirmed_keeps_its_date(
    desk: Desk, milestone: Milestone
) -> None:
    before = truth_of(milestone)
    async with desk.database.write() as session:
        (await session.get_one(Milestone, milestone.id)).state = MilestoneState.CONFIRMED
    assert not await is_superseded(desk, milestone, before)


async def test_when_it_expires_is_read_from_the_message(desk: Desk) -> None:
    one = await desk.write(await broadcast(desk.database, desk.now))
    until = desk.now + AN_HOUR
    async with desk.database.write() as session:
        (await session.get_one(Delivery, one)).expires_at = until
    assert (await desk.facts_of(one)).expires_at == until
    assert (await delivery_of(desk.database, one)).state is DeliveryState.PENDING
