"""What happens in the other rooms, told once to whoever wants to know."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.threads import Reason, close_thread, open_thread
from broadcaster.database import Database
from broadcaster.register.models import Household
from broadcaster.register.optouts import opt_out
from broadcaster.sending.models import (
    Attempt,
    AttemptOutcome,
    Delivery,
    DeliveryState,
    Lane,
    ProviderEvent,
)
from broadcaster.staff.models import StaffUser
from broadcaster.webhooks.endpoints import By, NewEndpoint, add_endpoint, remove_endpoint
from broadcaster.webhooks.models import Endpoint, Event, WebhookMessage
from broadcaster.webhooks.outbox import WebhookOutbox
from broadcaster.works.models import Milestone, MilestoneState
from tests.broadcaster.register.places import build_estate
from tests.support.clock import MovableClock


@pytest.fixture
async def site(database: Database, now: datetime) -> int:
    """Les Moulins, with a milestone."""
    async with database.write() as session:
        await build_estate(session)
        await session.flush()
        site_id = 1
        session.add(
            Milestone(
                site_id=site_id, reference="E1", kind="scaffolding", title="Échafaudage",
                starts_at=now, ends_at=now + timedelta(days=1), state=MilestoneState.PLANNED,
            )
        )  # fmt: skip
    return site_id


async def _subscribe(
    database: Database, now: datetime, *events: Event, sites: Sequence[int] | None = None
) -> Endpoint:
    async with database.write() as session:
        new = NewEndpoint("https://exemple.fr/", events or tuple(Event), sites)
        return await add_endpoint(session, new, By(), now)


async def _told(database: Database, endpoint: Endpoint) -> list[tuple[str, dict[str, Any]]]:
    async with database.read() as session:
        rows = await session.scalars(
            select(WebhookMessage)
            .where(WebhookMessage.endpoint_id == endpoint.id)
            .order_by(WebhookMessage.at, WebhookMessage.type)
        )
        return [(row.type, row.data) for row in rows]


async def _delivery(database: Database, state: DeliveryState, now: datetime) -> str:
    """A message to Rivel that came to an end, by a receipt or by a refusal."""
    async with database.write() as session:
        home = await session.scalar(select(Household.id).where(Household.reference == "H1"))
        row = Delivery(
            household_id=home, lane=Lane.BULK, sender="+33199000100", to_number="+33639980001",
            body="Bonjour", segments=1, state=state, due_at=now, created_at=now, updated_at=now,
            error_code=None if state is DeliveryState.DELIVERED else 21614,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        if state is DeliveryState.FAILED:
            refused = AttemptOutcome.REFUSED
            session.add(Attempt(delivery_id=row.id, started_at=now, outcome=refused))
        else:
            session.add(
                ProviderEvent(
                    delivery_id=row.id, sid=f"SM{row.id}", status=state, received_at=now, fields={}
                )
            )
        return row.id


async def test_messages_that_arrive_or_fail_are_told_once_without_text_or_number(
    database: Database, site: int, outbox: WebhookOutbox, clock: MovableClock, now: datetime
) -> None:
    endpoint = await _subscribe(database, now)
    arrived = await _delivery(database, DeliveryState.DELIVERED, now)
    lost = await _delivery(database, DeliveryState.UNDELIVERED, clock.advance(timedelta(seconds=1)))
    refused = await _delivery(database, DeliveryState.FAILED, clock.advance(timedelta(seconds=1)))
    await outbox.look()
    await outbox.look()
    told = await _told(database, endpoint)
    assert [(kind, data["delivery"]) for kind, data in told] == [
        ("delivery.delivered", arrived),
        ("delivery.failed", lost),
        ("delivery.failed", refused),
    ]
    assert told[2][1] == {
        "delivery": refused,
        "household": "H1",
        "number": "+33 6 39 •• •• 01",
        "state": "failed",
        "error_code": 21614,
    }


async def test_what_happened_before_nobody_asked_is_not_told(
    database: Database, site: int, outbox: WebhookOutbox, clock: MovableClock, now: datetime
) -> None:
    await _delivery(database, DeliveryState.DELIVERED, now)
    endpoint = await _subscribe(database, clock.advance(timedelta(minutes=1)))
    await outbox.look()
    assert await _told(database, endpoint) == []


async def test_a_thread_is_told_when_it_opens_and_when_it_closes(
    database: Database, site: int, outbox: WebhookOutbox, clock: MovableClock, now: datetime
) -> None:
    endpoint = await _subscribe(database, now)
    async with database.write() as session:
        user = StaffUser(email="n@exemple.fr", name="Nadia", password_hash="x", created_at=now)
        session.add(user)
        who = await correspondent_of(session, AnswerChannel.SMS, "+33639980001", now)
        thread = await open_thread(
            session, who.id, topic="damage", reason=Reason.NEEDS_PERSON, urgent=True, now=now
        )
    await outbox.look()
    later = clock.advance(timedelta(days=3))
    async with database.write() as session:
        await close_thread(session, thread.id, user.id, later)
    await outbox.look()
    told = await _told(database, endpoint)
    assert [kind for kind, _ in told] == ["thread.opened", "thread.closed"]
    assert told[0][1] == {
        "thread": thread.id, "topic": "damage", "reason": "needs_person", "urgent": True
    }  # fmt: skip


async def test_a_stop_is_told_for_each_household_of_the_number(
    database: Database, site: int, outbox: WebhookOutbox, now: datetime
) -> None:
    endpoint = await _subscribe(database, now)
    async with database.write() as session:
        await opt_out(session, "+33639980001", source="keyword", now=now)
    await outbox.look()
    told = await _told(database, endpoint)
    assert {(kind, data["household"]) for kind, data in told} == {
        ("household.opted_out", "H1"),
        ("household.opted_out", "H2"),
    }


async def test_a_milestone_that_moves_is_told_with_its_old_and_new_dates(
    database: Database, site: int, outbox: WebhookOutbox, clock: MovableClock, now: datetime
) -> None:
    endpoint = await _subscribe(database, now)
    await outbox.look()
    for _ in range(2):  # and back
        clock.advance(timedelta(minutes=1))
        async with database.write() as session:
            first = await session.scalar(select(Milestone.starts_at))
            moved = now if first != now else now - timedelta(days=2)
            await session.execute(update(Milestone).values(starts_at=moved))
        await outbox.look()
    there, back = await _told(database, endpoint)
    assert there[0] == back[0] == "milestone.moved"
    assert there[1]["was"]["starts_at"] == now.isoformat() == back[1]["starts_at"]


async def test_an_endpoint_hears_of_its_events_and_sites_only(
    database: Database, site: int, outbox: WebhookOutbox, now: datetime
) -> None:
    other_event = await _subscribe(database, now, Event.THREAD_OPENED)
    other_site = await _subscribe(database, now, sites=[site + 1])
    own_site = await _subscribe(database, now, sites=[site])
    await _delivery(database, DeliveryState.DELIVERED, now)
    await outbox.look()
    assert await _told(database, other_event) == []
    assert await _told(database, other_site) == []
    assert len(await _told(database, own_site)) == 1


async def test_without_endpoints_nothing_is_looked_at(
    database: Database, site: int, outbox: WebhookOutbox, now: datetime
) -> None:
    endpoint = await _subscribe(database, now)
    await outbox.look()
    async with database.write() as session:
        await remove_endpoint(session, endpoint, By(), now)
    await _delivery(database, DeliveryState.DELIVERED, now)
    assert await outbox.look() == 0
    assert await outbox.look() == 0
