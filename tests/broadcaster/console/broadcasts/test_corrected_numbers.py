"""A corrected number takes nothing of a household's past away, and shows it to nobody else."""

from datetime import datetime

import pytest
from sqlalchemy import select

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.conversations.threads import Reason, open_thread
from broadcaster.database import Database
from broadcaster.register.homes import homes_of
from broadcaster.register.models import Contact, Household, NumberKind
from broadcaster.register.provider_word import heard_from
from broadcaster.sending.models import Delivery, DeliveryState
from broadcaster.sending.second_tries import try_once_more
from broadcaster.staff.logins import log_in
from broadcaster.staff.models import Role
from broadcaster.staff.roles import Grant
from tests.broadcaster.console.conftest import browser_of
from tests.broadcaster.console.journeys import (
    Client,
    Fields,
    deliveries,
    readable,
    release,
    text_of,
    written,
)
from tests.broadcaster.console.neighbourhood import another_site
from tests.support.clock import MovableClock
from tests.support.staff import colleague

OLD, NEW, TYPED = "+33639980011", "+33639980077", "06 39 98 00 77"


@pytest.fixture
async def thread(database: Database, under_way: str, now: datetime) -> int:
    """The request of Martin, by the number that no longer takes messages."""
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, OLD, now)
        session.add(
            InboundMessage(
                sid="SM1",
                correspondent_id=who.id,
                body="Où sont mes clés ?",
                received_at=now,
            )
        )
        opened = await open_thread(
            session, who.id, topic="access", reason=Reason.ASKED_PERSON, urgent=False, now=now
        )
        return opened.id


@pytest.fixture
async def martin(database: Database, thread: int) -> int:
    async with database.read() as session:
        found = await session.scalar(select(Household.id).where(Household.name == "Martin"))
        assert found
        return found


@pytest.fixture
async def corrected(client: Client, database: Database, thread: int, now: datetime) -> None:
    """Martin's message did not arrive, would be tried again, and staff wrote the right number."""
    async with database.write() as session:
        failed = (await session.scalars(select(Delivery).where(Delivery.to_number == OLD))).one()
        failed.state, failed.error_code = DeliveryState.UNDELIVERED, 30003
        assert await try_once_more(session, failed, 30003, now)
    answer = await client.post(f"/staff/deliveries/{failed.id}/resend", data={"number": TYPED})
    assert answer.status == 200


async def _contacts(database: Database, household_id: int) -> dict[str, Contact]:
    query = select(Contact).where(Contact.household_id == household_id)
    async with database.read() as session:
        return {one.number: one for one in await session.scalars(query)}


async def test_the_household_keeps_its_past_and_tells_of_the_correction(
    client: Client, martin: int, thread: int, corrected: None
) -> None:
    page = await text_of(client, f"/staff/households/{martin}")
    assert "Où sont mes clés ?" in page
    assert "Bonjour Martin." in page
    assert (
        "a corrigé un numéro du foyer Martin : +33 6 39 •• •• 11 devient +33 6 39 •• •• 77" in page
    )
    request = await text_of(client, f"/staff/threads/{thread}")
    assert "Martin" in request
    assert "n'est pas dans la liste des locataires" not in request
    for said in ("0077", "0011"):
        assert "Martin" in await text_of(client, f"/staff/households/results?q={said}")


async def test_another_site_s_colleague_does_not_come_to_its_request(
    client: Client, database: Database, thread: int, corrected: None, now: datetime
) -> None:
    async with database.write() as session:
        site = await another_site(session)
        karim = await colleague(session, "Karim", now, [Grant(Role.ON_DUTY, site.id)])
        token = await log_in(session, karim.id, now)
    browser = browser_of(client, token)
    address = f"/staff/threads/{thread}"
    assert (await browser.get(address)).status == 404
    assert (await browser.post(f"{address}/note", data={"body": "Vu"})).status == 404
    await browser.session.close()


async def test_only_the_new_number_is_texted_from_now_on(
    client: Client,
    database: Database,
    clock: MovableClock,
    martin: int,
    corrected: None,
    fields: Fields,
) -> None:
    contacts = await _contacts(database, martin)
    assert (contacts[OLD].kind, contacts[NEW].kind) == (NumberKind.GONE, NumberKind.MOBILE)
    waiting = [one for one in await deliveries(database) if one.state is DeliveryState.PENDING]
    assert OLD not in [one.to_number for one in waiting]
    before = {one.id for one in await deliveries(database)}
    path = await written(client, fields | {"title": "Un autre envoi"})
    await client.post(f"{path}/schedule", data={"when": "now"})
    await release(database, clock)
    numbers = [one.to_number for one in await deliveries(database) if one.id not in before]
    assert (NEW in numbers, OLD in numbers) == (True, False)


async def test_whoever_texts_from_the_old_number_is_still_that_household(
    client: Client, database: Database, martin: int, thread: int, corrected: None
) -> None:
    async with database.write() as session:
        await heard_from(session, OLD)
        homes = await homes_of(session, OLD)
    assert [one.flat for one in homes] == ["11"]
    assert (await _contacts(database, martin))[OLD].kind is NumberKind.MOBILE
    assert "Martin" in await text_of(client, f"/staff/threads/{thread}")


async def test_the_old_number_cannot_be_taken_out_of_the_history(
    client: Client, database: Database, martin: int, corrected: None
) -> None:
    old, path = (await _contacts(database, martin))[OLD], f"/staff/households/{martin}"
    answer = await client.post(f"{path}/contacts/{old.id}/remove", data={"version": "2"})
    assert "Il reste affiché" in readable(await answer.text())
    assert OLD in await _contacts(database, martin)


async def test_a_number_corrected_on_the_household_s_page_stays_too(
    client: Client, database: Database, martin: int, thread: int
) -> None:
    contact, path = (await _contacts(database, martin))[OLD], f"/staff/households/{martin}"
    values = {"number": TYPED, "language": "fr", "reads_sms": "unknown", "consent": "not_asked"}
    values |= {"offers_consent": "not_asked", "version": "1"}
    answer = await client.post(f"{path}/contacts/{contact.id}", data=values)
    assert answer.status == 200, readable(await answer.text())
    contacts = await _contacts(database, martin)
    assert (contacts[OLD].kind, contacts[NEW].kind) == (NumberKind.GONE, NumberKind.MOBILE)
    assert "Où sont mes clés ?" in await text_of(client, path)
