"""The story of one message: why it waits, what it told, each try, what the provider said."""

from datetime import datetime, timedelta

from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.sending.models import (
    Attempt,
    AttemptOutcome,
    Delivery,
    DeliveryState,
    HoldReason,
    ProviderEvent,
)
from broadcaster.sending.second_tries import try_once_more
from broadcaster.works.models import Milestone
from tests.broadcaster.console.journeys import Client, deliveries, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood


async def test_the_story_of_a_message_is_told(
    client: Client, database: Database, under_way: str, now: datetime
) -> None:
    first = (await deliveries(database))[0]
    async with database.write() as session:
        delivery = await session.get_one(Delivery, first.id)
        delivery.state, delivery.error_code = DeliveryState.UNDELIVERED, 30003
        session.add(Attempt(delivery_id=first.id, started_at=now, outcome=AttemptOutcome.ACCEPTED))
        session.add(
            ProviderEvent(
                delivery_id=first.id, sid="SM1", status="undelivered", received_at=now, fields={}
            )
        )
    assert "Téléphone éteint" in await text_of(client, under_way)
    text = await text_of(client, f"/staff/deliveries/{first.id}")
    for piece in ("Non remis", "Téléphone éteint", "Accepté"):
        assert piece in text


async def test_what_waits_tells_why_and_until_when(
    client: Client, database: Database, under_way: str, now: datetime
) -> None:
    async with database.write() as session:
        delivery = (await session.scalars(select(Delivery).limit(1))).one()
        delivery.state, delivery.hold_reason = DeliveryState.HELD, HoldReason.QUIET_HOURS
        delivery.held_until = now + timedelta(hours=23)
    text = await text_of(client, f"/staff/deliveries/{delivery.id}")
    assert "En attente d'une heure convenable, jusqu'à mardi 5 mai 2026 à 8 h" in text
    assert "<dt>Attend jusqu'à</dt><dd>mardi 5 mai 2026 à 8 h</dd>" in text


async def test_what_it_told_is_shown_and_whether_that_still_holds(
    client: Client, database: Database, neighbourhood: Neighbourhood, under_way: str
) -> None:
    path = f"/staff/deliveries/{(await deliveries(database))[0].id}"
    text = await text_of(client, path)
    assert "Échafaudage</a> : du lundi 11 mai, 9 h, au mardi 12 mai, 9 h" in text
    assert "<dt>Plus utile après</dt><dd>mardi 12 mai 2026 à 9 h</dd>" in text
    assert "N'est plus vrai" not in text
    async with database.write() as session:
        milestone = await session.get_one(Milestone, neighbourhood.milestone_id)
        milestone.starts_at += timedelta(days=1)
    assert "N'est plus vrai" in await text_of(client, path)


async def test_a_message_without_a_date_tells_nothing(
    client: Client, database: Database, under_way: str
) -> None:
    async with database.write() as session:
        delivery = (await session.scalars(select(Delivery).limit(1))).one()
        delivery.told, delivery.expires_at = None, None
    text = await text_of(client, f"/staff/deliveries/{delivery.id}")
    assert "Ce qu'il annonce" not in text
    assert "Plus utile après" not in text


async def test_both_tries_lead_to_each_other(
    client: Client, database: Database, under_way: str, now: datetime
) -> None:
    async with database.write() as session:
        first = (await session.scalars(select(Delivery).limit(1))).one()
        first.state, first.error_code = DeliveryState.UNDELIVERED, 30003
        assert await try_once_more(session, first, 30003, now)
        second = (await session.scalars(select(Delivery).where(Delivery.round == 1))).one()
    text = await text_of(client, f"/staff/deliveries/{first.id}")
    assert f'<dt>Second essai</dt><dd><a href="/staff/deliveries/{second.id}">' in text
    text = await text_of(client, f"/staff/deliveries/{second.id}")
    assert f'<dt>Premier essai</dt><dd><a href="/staff/deliveries/{first.id}">' in text
