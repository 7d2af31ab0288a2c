"""A broadcast on its way: exact counts, what waits and why, what went wrong, live."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.campaigns.models import Broadcast, BroadcastKind, BroadcastState
from broadcaster.database import Database
from broadcaster.sending import mailings
from broadcaster.sending.models import Delivery, DeliveryState, HoldReason, PauseReason, SkipReason
from tests.broadcaster.console.journeys import Client, deliveries, on_sqlite, text_of


async def test_a_broadcast_under_way_shows_each_message_with_its_number_masked(
    client: Client, under_way: str
) -> None:
    text = await text_of(client, under_way)
    assert "Martin" in text
    assert "+33 6 39 •• •• 11" in text
    assert "+33639980011" not in text
    assert "En attente" in text


@pytest.fixture
async def some_of_each(database: Database, under_way: str, now: datetime) -> str:
    """One message refused, one held for the night, one held for the day."""
    async with database.write() as session:
        rows = list(await session.scalars(select(Delivery).order_by(Delivery.to_number)))
        rows[0].state, rows[0].error_code = DeliveryState.UNDELIVERED, 30005
        for row, reason, hours in [
            (rows[1], HoldReason.QUIET_HOURS, 23),
            (rows[2], HoldReason.DAILY_LIMIT, 24),
        ]:
            row.state, row.hold_reason = DeliveryState.HELD, reason
            row.held_until = now + timedelta(hours=hours)
    return under_way


async def test_what_waits_tells_why_until_when_and_how_many(
    client: Client, some_of_each: str
) -> None:
    text = await text_of(client, some_of_each)
    assert "<dt>Retenu</dt><dd>2</dd>" in text
    until = "jusqu'à mardi 5 mai 2026 à"
    assert f"<strong>1 message</strong> : en attente d'une heure convenable, {until} 8" in text
    assert f"assez de SMS reçus aujourd'hui ; en attente, {until} 9" in text
    assert "Envoyer sans attendre" in text


async def test_what_did_not_arrive_tells_why_and_what_to_do(
    client: Client, some_of_each: str
) -> None:
    text = await text_of(client, some_of_each)
    assert "<strong>1 message</strong> : Ce numéro n'est plus attribué. (code 30005)" in text
    assert "Demandez le nouveau numéro au foyer." in text


async def test_what_was_never_sent_tells_why(
    client: Client, database: Database, under_way: str
) -> None:
    async with database.write() as session:
        row = (await session.scalars(select(Delivery).limit(1))).one()
        row.state, row.skip_reason = DeliveryState.SKIPPED, SkipReason.SUPERSEDED
    text = await text_of(client, under_way)
    assert "<strong>1 message</strong> : l'information a changé entre-temps." in text


@on_sqlite
@pytest.mark.parametrize(
    ("reason", "code", "sentences"),
    [
        (PauseReason.STAFF, None, ["Quelqu'un de l'équipe l'a mis en pause."]),
        (PauseReason.FAILURES, None, ["Trop de messages ont échoué."]),
        (PauseReason.CONFIGURATION, 20003, ["Faites corriger le réglage", "(code 20003)"]),
    ],
)
async def test_a_pause_tells_what_made_it(
    client: Client,
    database: Database,
    under_way: str,
    now: datetime,
    reason: PauseReason,
    code: int | None,
    sentences: list[str],
) -> None:
    async with database.write() as session:
        await mailings.pause(session, 1, reason, now, code=code)
    text = await text_of(client, under_way)
    assert 'role="status" id="live-state">En pause</span>' in text
    for sentence in [*sentences, "En pause depuis lundi 4 mai 2026 à 9 h", "Reprendre l'envoi"]:
        assert sentence in text
    assert "3 messages</strong> : l'envoi est en pause, jusqu'à ce qu'on le reprenne." in text
    assert "En pause" in await text_of(client, "/staff/broadcasts")


async def test_a_second_try_is_marked(client: Client, database: Database, under_way: str) -> None:
    async with database.write() as session:
        row = (await session.scalars(select(Delivery).limit(1))).one()
        row.round = 1
    assert '<span class="meta">second essai</span>' in await text_of(client, under_way)


@on_sqlite
@pytest.mark.parametrize(
    ("kind", "badge"),
    [
        (BroadcastKind.PLANNED, "Plan d'une étape"),
        (BroadcastKind.CORRECTION, "Correction"),
        (BroadcastKind.RECURRING, "Chaque semaine"),
    ],
)
async def test_what_made_a_broadcast_is_told(
    client: Client, database: Database, under_way: str, kind: BroadcastKind, badge: str
) -> None:
    async with database.write() as session:
        (await session.get_one(Broadcast, 1)).kind = kind
    for page in (under_way, "/staff/broadcasts", "/staff/"):
        assert f'<span class="badge off">{badge}</span>' in await text_of(client, page)


async def test_counts_are_pushed_until_the_last_message_is_settled(
    client: Client, database: Database, under_way: str
) -> None:
    answer = await client.get(f"{under_way}/live")
    assert answer.content_type == "text/event-stream"
    first = (await answer.content.readuntil(b"\r\n\r\n")).decode()
    assert "event: progress" in first
    assert "sur 3 messages" in first
    async with database.write() as session:
        for delivery in await session.scalars(select(Delivery)):
            delivery.state = DeliveryState.DELIVERED
        broadcast = (await session.scalars(select(Broadcast))).one()
        broadcast.state = BroadcastState.DONE
    rest = (await answer.content.read()).decode()
    assert "Remis" in rest
    assert "event: over" in rest


async def test_a_pause_and_what_it_holds_are_pushed(
    client: Client, database: Database, under_way: str, now: datetime
) -> None:
    answer = await client.get(f"{under_way}/live")
    await answer.content.readuntil(b"\r\n\r\n")
    async with database.write() as session:
        await mailings.pause(session, 1, PauseReason.STAFF, now)
    second = (await answer.content.readuntil(b"\r\n\r\n")).decode()
    assert 'data-state="En pause" data-shape="paused"' in second
    assert "l&#39;envoi est en pause" in second
    answer.close()


async def test_a_live_page_does_not_hold_up_the_end_of_the_service(
    client: Client, under_way: str
) -> None:
    answer = await client.get(f"{under_way}/live")
    await answer.content.readuntil(b"\r\n\r\n")
    assert client.app is not None
    await client.app.shutdown()
    async with asyncio.timeout(5):
        await answer.content.read()


async def test_every_message_is_a_page_of_its_own(
    client: Client, database: Database, under_way: str
) -> None:
    text = await text_of(client, under_way)
    for delivery in await deliveries(database):
        assert f'href="/staff/deliveries/{delivery.id}"' in text
