"""Approvals: what waits for a second person, who may let it leave, and sending it back."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest
from aiohttp.test_utils import TestClient, TestServer

from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy
from broadcaster.campaigns.models import BroadcastState
from broadcaster.console.keys import COOKIE, ConsoleConfig
from broadcaster.database import Database
from broadcaster.staff.logins import log_in
from broadcaster.staff.models import Role
from broadcaster.staff.roles import Grant
from tests.broadcaster.console.journeys import (
    Client,
    Fields,
    approved,
    as_read,
    on_sqlite,
    readable,
    refused,
    release,
    text_of,
    the_broadcast,
    written,
)
from tests.support.clock import MovableClock
from tests.support.staff import colleague

pytestmark = on_sqlite


@pytest.fixture
def config(config: ConsoleConfig) -> ConsoleConfig:
    """Every broadcast of two households or more needs a second person."""
    return replace(config, policy=ApprovalPolicy(second_person_from=2))


@pytest.fixture
async def karim(client: Client, database: Database, now: datetime) -> AsyncIterator[Client]:
    """A second browser, in which a colleague is logged in."""
    async with database.write() as session:
        user = await colleague(session, "Karim", now)
        token = await log_in(session, user.id, now)
    assert isinstance(client.server, TestServer)
    browser: Client = TestClient(client.server, cookies={COOKIE: token})
    yield browser
    await browser.session.close()


@pytest.fixture
async def submitted(client: Client, fields: Fields) -> str:
    """The path of a broadcast that Nadia submitted."""
    path = await written(client, fields)
    preview = await text_of(client, f"{path}/preview")
    # Words for whoever is alone, or for one of several.
    assert "vous le validerez vous-même" in preview or "Une autre personne" in preview
    assert "Demander la validation" in preview
    answer = await client.post(f"{path}/schedule", data={"when": "now"})
    assert answer.url.path == path
    assert "Rien ne part avant" in await answer.text()
    return path


async def test_a_colleague_sees_reach_and_text_and_lets_it_leave(
    karim: Client, database: Database, submitted: str
) -> None:
    assert "Envois à valider" in await text_of(karim, "/staff/")
    text = await text_of(karim, submitted)
    assert "Proposé par Nadia Benali" in text
    assert "<dt>Messages</dt><dd>3</dd>" in text
    assert "Bonjour Martin. Échafaudage" in text
    assert "Une fois validé, il partira <strong>tout de suite" in text
    answer = await approved(karim, submitted, "approve")
    assert "L'envoi est validé." in readable(await answer.text())
    assert (await the_broadcast(database)).state is BroadcastState.SCHEDULED
    assert "a validé l'envoi" in await text_of(karim, "/staff/audit")
    assert "Envois à valider" not in await text_of(karim, "/staff/")


async def test_whoever_may_only_approve_sees_who_gets_it(
    stranger: Client, database: Database, submitted: str, now: datetime
) -> None:
    async with database.write() as session:
        lea = await colleague(session, "Lea", now, [Grant(Role.APPROVER)])
        token = await log_in(session, lea.id, now)
    stranger.session.cookie_jar.clear()
    stranger.session.cookie_jar.update_cookies({COOKIE: token})
    found = re.search(r'href="(/staff/audience[?][^"]+)"', await text_of(stranger, submitted))
    assert found
    text = await text_of(stranger, html.unescape(found[1]))
    for name in ("Martin", "Yilmaz", "Nguyen"):
        assert name in text


async def test_whoever_submitted_it_is_told_why_they_cannot_approve(
    client: Client, karim: Client, database: Database, submitted: str
) -> None:
    reason = "une autre personne de l'équipe doit le valider"
    text = await text_of(client, submitted)
    assert reason in text
    assert f"{submitted}/approve" not in text
    answer = await client.post(f"{submitted}/approve")
    assert reason in await refused(answer)
    assert (await the_broadcast(database)).state is BroadcastState.TO_APPROVE


async def test_whoever_is_alone_approves_alone(
    client: Client, database: Database, submitted: str
) -> None:
    assert f"{submitted}/approve" in await text_of(client, submitted)
    await approved(client, submitted, "approve")
    assert (await the_broadcast(database)).state is BroadcastState.SCHEDULED


async def test_nothing_leaves_before_it_is_approved(
    client: Client, database: Database, clock: MovableClock, submitted: str
) -> None:
    await release(database, clock)
    assert (await the_broadcast(database)).state is BroadcastState.TO_APPROVE


async def test_a_colleague_sends_it_back_to_its_writer(
    client: Client, karim: Client, database: Database, submitted: str
) -> None:
    answer = await karim.post(f"{submitted}/rework")
    assert answer.url.path == f"{submitted}/preview"
    assert "redevenu un brouillon" in await answer.text()
    assert (await the_broadcast(database)).state is BroadcastState.DRAFT
    assert "a renvoyé au brouillon" in await text_of(karim, "/staff/audit")
    again = await karim.post(f"{submitted}/rework")
    assert "Trop tard" not in await again.text()
    assert again.url.path == f"{submitted}/preview"


async def test_its_moment_can_be_changed_while_it_waits(client: Client, submitted: str) -> None:
    later = {"when": "later", "day": "2026-05-10", "hour": "9:00"}  # a Sunday
    answer = await client.post(f"{submitted}/reschedule", data=later)
    text = readable(await answer.text())
    assert "Proposé par Nadia Benali pour dimanche 10 mai 2026 à 9 h" in text
    assert "il partira <strong>lundi 11 mai 2026 à 8 h</strong>" in text
    wrong = await client.post(f"{submitted}/reschedule", data={**later, "day": "2026-05-01"})
    assert "déjà passée" in await refused(wrong)


async def test_the_second_of_two_who_approve_sees_where_it_stands(
    client: Client, karim: Client, submitted: str
) -> None:
    await approved(karim, submitted, "approve")
    answer = await client.post(f"{submitted}/approve")
    assert answer.url.path == submitted
    assert "n'attendait plus de validation" in readable(await answer.text())


async def test_what_cannot_be_sent_any_more_cannot_be_approved(
    client: Client, database: Database, submitted: str
) -> None:
    async with database.write() as session:
        broadcast = await session.merge(await the_broadcast(database))
        broadcast.body = "Le {jour}"
    text = await text_of(client, submitted)
    assert "n'est pas un mot à remplir" in text
    assert f"{submitted}/approve" not in text


@pytest.mark.parametrize(
    "changed",
    [
        {"body": "Tout autre texte."},
        {"version-tr": "Başka bir metin."},
        {"lacks_smartphone": "yes"},
    ],
    ids=["text", "another language", "audience"],
)
async def test_what_changed_since_it_was_read_is_read_again_before_it_is_approved(
    client: Client, karim: Client, database: Database, submitted: str, fields: Fields,
    changed: Fields,
) -> None:  # fmt: skip
    old = await as_read(karim, submitted)
    await client.post(f"{submitted}/edit", data=fields | changed)
    await client.post(f"{submitted}/schedule", data={"when": "now"})
    answer = await karim.post(f"{submitted}/approve", data=old)
    text = readable(await answer.text())
    assert answer.status == 409
    assert "Le texte a changé depuis que vous l'avez lu : relisez-le." in text
    assert str(changed.get("body", "Échafaudage")) in text
    assert (await the_broadcast(database)).state is BroadcastState.TO_APPROVE
    assert "L'envoi est validé." in readable(
        await (await approved(karim, submitted, "approve")).text()
    )


async def test_another_moment_is_read_again_before_it_is_approved(
    client: Client, karim: Client, database: Database, submitted: str
) -> None:
    old = await as_read(karim, submitted)
    later = {"when": "later", "day": "2026-05-10", "hour": "9:00"}
    await client.post(f"{submitted}/reschedule", data=later)
    assert (await karim.post(f"{submitted}/approve", data=old)).status == 409
    assert (await the_broadcast(database)).state is BroadcastState.TO_APPROVE


async def test_nothing_is_approved_by_a_form_that_does_not_say_what_was_read(
    karim: Client, database: Database, submitted: str
) -> None:
    assert (await karim.post(f"{submitted}/approve")).status == 409
    assert (await the_broadcast(database)).state is BroadcastState.TO_APPROVE


async def test_an_older_page_approves_the_same_text_asked_for_again(
    client: Client, karim: Client, database: Database, submitted: str, fields: Fields
) -> None:
    old = await as_read(karim, submitted)
    await client.post(f"{submitted}/edit", data=fields)
    await client.post(f"{submitted}/schedule", data={"when": "now"})
    await karim.post(f"{submitted}/approve", data=old)
    assert (await the_broadcast(database)).state is BroadcastState.SCHEDULED
