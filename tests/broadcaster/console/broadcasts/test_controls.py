"""What staff do with a broadcast on its way: pause, let through, move, copy, cancel."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.campaigns.models import Broadcast, BroadcastState, Purpose
from broadcaster.database import Database
from broadcaster.sending.mailings import mailing_of
from broadcaster.sending.models import Delivery, DeliveryState, HoldReason
from tests.broadcaster.console.journeys import (
    Client,
    Fields,
    deliveries,
    on_sqlite,
    readable,
    refused,
    release,
    text_of,
    the_broadcast,
    written,
)
from tests.support.clock import MovableClock

pytestmark = on_sqlite

LATER = {"when": "later", "day": "2026-05-11", "hour": "18:30"}


async def test_a_pause_holds_everything_and_resuming_lets_it_go(
    client: Client, database: Database, under_way: str
) -> None:
    answer = await client.post(f"{under_way}/pause")
    assert "L'envoi est en pause : plus rien ne part." in readable(await answer.text())
    assert {one.hold_reason for one in await deliveries(database)} == {HoldReason.PAUSED}
    answer = await client.post(f"{under_way}/resume")
    assert "L'envoi reprend." in readable(await answer.text())
    assert {one.state for one in await deliveries(database)} == {DeliveryState.PENDING}
    log = await text_of(client, "/staff/audit")
    assert "a mis en pause l'envoi « Échafaudage, rappel » : 3 messages attendent." in log
    assert "a repris l'envoi" in log


async def test_what_cannot_be_paused_or_resumed_is_said_so(client: Client, under_way: str) -> None:
    answer = await client.post(f"{under_way}/resume")
    assert "n'était pas en pause" in readable(await answer.text())
    await client.post(f"{under_way}/cancel")
    answer = await client.post(f"{under_way}/pause")
    assert "ne pouvait plus être mis en pause" in readable(await answer.text())


@pytest.fixture
async def held(database: Database, under_way: str, now: datetime) -> str:
    """Two messages wait for the morning, one for the next day."""
    reasons = [HoldReason.QUIET_HOURS, HoldReason.QUIET_HOURS, HoldReason.DAILY_LIMIT]
    async with database.write() as session:
        rows = await session.scalars(select(Delivery).order_by(Delivery.to_number))
        for row, reason in zip(rows, reasons, strict=True):
            row.state, row.hold_reason = DeliveryState.HELD, reason
            row.held_until = now + timedelta(hours=23)
    return under_way


async def test_staff_let_messages_leave_with_a_reason_that_is_kept(
    client: Client, database: Database, held: str
) -> None:
    text = await text_of(client, held)
    assert "Ne pas attendre une heure convenable (2 messages)" in text
    assert "Dépasser la limite de SMS par jour (1 message)" in text
    data = {"hold": "quiet_hours", "reason": "Fuite de gaz dans la cave"}
    answer = await client.post(f"{held}/override", data=data)
    text = readable(await answer.text())
    assert "Les messages partent sans attendre." in text
    assert "pour cette raison : Fuite de gaz dans la cave" in text
    states = [one.state for one in await deliveries(database)]
    assert states == [DeliveryState.PENDING, DeliveryState.PENDING, DeliveryState.HELD]
    log = await text_of(client, "/staff/audit")
    assert "en dehors des heures habituelles, pour cette raison : Fuite de gaz" in log


async def test_both_promises_can_be_broken_at_once(
    client: Client, database: Database, held: str
) -> None:
    data: Fields = {"hold": ["quiet_hours", "daily_limit"], "reason": "Eau coupée"}
    await client.post(f"{held}/override", data=data)
    assert {one.state for one in await deliveries(database)} == {DeliveryState.PENDING}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"hold": "quiet_hours", "reason": " "}, "Ce champ est vide"),
        ({"hold": "quiet_hours"}, "Ce champ est vide"),
        ({"hold": "quiet_hours", "reason": "x" * 201}, "200 au plus"),
        ({"hold": "quiet_hours", "reason": "a\x00b"}, "caractère invisible"),
        ({"reason": "Ma bonne raison"}, "Cochez ce qui doit partir"),
        ({"hold": "paused", "reason": "Ma bonne raison"}, "Cochez ce qui doit partir"),
    ],
    ids=["blank", "no reason", "long", "NUL", "nothing ticked", "another hold"],
)
async def test_letting_through_without_saying_why_or_what_is_refused(
    client: Client, database: Database, held: str, data: dict[str, str], sentence: str
) -> None:
    answer = await client.post(f"{held}/override", data=data)
    text = await refused(answer)
    assert sentence in text
    assert "Ma bonne raison" in text or "bonne" not in data.get("reason", "")
    assert "<details open> <summary>Envoyer sans attendre" in text
    assert {one.state for one in await deliveries(database)} == {DeliveryState.HELD}


async def test_the_hours_of_an_offer_are_not_ours_to_break(
    client: Client, database: Database, held: str
) -> None:
    async with database.write() as session:
        (await session.scalars(select(Broadcast))).one().purpose = Purpose.OFFER
    text = await text_of(client, held)
    assert "Ne pas attendre une heure convenable" not in text
    assert "Dépasser la limite de SMS par jour" in text


@pytest.fixture
async def planned(client: Client, fields: Fields) -> str:
    """The path of a broadcast planned for 11 May."""
    path = await written(client, fields)
    await client.post(f"{path}/schedule", data=LATER)
    return path


async def test_a_planned_broadcast_can_be_moved(
    client: Client, database: Database, planned: str
) -> None:
    answer = await client.post(f"{planned}/reschedule", data={**LATER, "day": "2026-05-12"})
    text = readable(await answer.text())
    assert "Programmé pour mardi 12 mai 2026 à 18 h 30" in text
    broadcast = await the_broadcast(database)
    assert broadcast.scheduled_at == datetime(2026, 5, 12, 16, 30, tzinfo=UTC)
    assert broadcast.state is BroadcastState.SCHEDULED
    assert "a déplacé l'envoi" in await text_of(client, "/staff/audit")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({**LATER, "day": "2026-05-01"}, "déjà passée"),
        ({**LATER, "hour": "midi"}, "Cette heure ne se lit pas"),
        ({}, "Ce choix n'existe pas"),
    ],
    ids=["past", "no hour", "nothing"],
)
async def test_a_move_that_cannot_be_is_refused_with_the_reason(
    client: Client, database: Database, planned: str, data: dict[str, str], sentence: str
) -> None:
    answer = await client.post(f"{planned}/reschedule", data=data)
    text = await refused(answer)
    assert sentence in text
    assert "<details open> <summary>Changer le moment" in text
    broadcast = await the_broadcast(database)
    assert broadcast.scheduled_at == datetime(2026, 5, 11, 16, 30, tzinfo=UTC)


async def test_what_has_begun_cannot_be_moved(client: Client, under_way: str) -> None:
    assert "Changer le moment" not in await text_of(client, under_way)
    answer = await client.post(f"{under_way}/reschedule", data=LATER)
    assert "Trop tard" in await answer.text()


async def test_a_copy_is_a_new_draft_with_the_same_text(
    client: Client, database: Database, under_way: str
) -> None:
    answer = await client.post(f"{under_way}/duplicate")
    assert answer.url.path == "/staff/broadcasts/2/edit"
    text = readable(await answer.text())
    assert "Voici une copie" in text
    assert "Bonjour {nom}. {travaux} : {quand}." in text
    async with database.read() as session:
        assert (await session.get_one(Broadcast, 2)).state is BroadcastState.DRAFT


async def test_what_cannot_be_sent_any_more_cannot_be_copied(
    client: Client, database: Database, under_way: str
) -> None:
    async with database.write() as session:
        (await session.scalars(select(Broadcast))).one().body = "Le {jour}"
    answer = await client.post(f"{under_way}/duplicate")
    assert answer.url.path == under_way
    assert "ne peut pas être copié" in await answer.text()


async def test_cancelling_tells_exactly_what_left_before_and_after(
    client: Client, database: Database, under_way: str
) -> None:
    async with database.write() as session:
        first = (await session.scalars(select(Delivery).limit(1))).one()
        first.state = DeliveryState.SENT
    text = await text_of(client, under_way)
    assert '<strong data-copy="gone">1</strong>' in text
    assert '<strong data-copy="waiting">2</strong>' in text
    answer = await client.post(f"{under_way}/cancel")
    text = readable(await answer.text())
    assert "L'envoi est annulé" in text
    assert "2 messages ne sont pas partis, 1 était déjà parti." in text
    assert "a annulé l'envoi « Échafaudage, rappel » : 2 messages" in await text_of(
        client, "/staff/audit"
    )
    again = await client.post(f"{under_way}/cancel")
    assert "il n'y avait plus rien à arrêter" in readable(await again.text())


async def test_a_draft_that_is_given_up_stays_in_the_list(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await written(client, fields)
    text = readable(await (await client.post(f"{path}/cancel")).text())
    assert "Aucun message n'est parti." in text
    assert "Annulé" in await text_of(client, "/staff/broadcasts")


async def test_a_broadcast_paused_before_its_hour_does_not_start(
    client: Client, database: Database, clock: MovableClock, planned: str
) -> None:
    await client.post(f"{planned}/pause")
    clock.moment = datetime(2026, 5, 11, 16, 31, tzinfo=UTC)
    await release(database, clock)
    assert await deliveries(database) == []
    async with database.read() as session:
        mailing = await mailing_of(session, 1)
    assert mailing is not None
    assert mailing.paused_at is not None
