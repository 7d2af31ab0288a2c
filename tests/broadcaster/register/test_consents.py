"""Consent to offers: kept with its date and source, taken back at once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.consents import (
    ConsentRefusedError,
    OffersAnswer,
    Origin,
    is_overruled,
    record_consent,
    take_answer,
    withdraw_consent,
)
from broadcaster.register.models import Consent, Contact
from broadcaster.staff.audit import entries
from broadcaster.staff.models import StaffUser
from tests.broadcaster.register.places import build_estate

NUMBER = "+33639980001"
DAY = timedelta(days=1)


@pytest.fixture
async def user_id(database: Database, now: datetime) -> int:
    """Somebody of the staff, and two households with one number."""
    user = StaffUser(email="n@example.org", name="Nadia", password_hash="-", created_at=now)
    async with database.write() as session:
        await build_estate(session)
        session.add(user)
        await session.flush()
        return user.id


async def contacts(database: Database) -> list[Contact]:
    async with database.read() as session:
        return list(await session.scalars(select(Contact).order_by(Contact.id)))


async def sentences(database: Database) -> list[str]:
    async with database.read() as session:
        return [entry.sentence for entry in await entries(session, before_id=None, limit=10)]


async def given(
    database: Database, user_id: int, now: datetime, at: datetime, source: str = "accueil"
) -> int:
    first, *_others = await contacts(database)
    async with database.write() as session:
        return await record_consent(
            session, [first.id], given_at=at, source=source, user_id=user_id, now=now
        )


async def test_a_yes_is_kept_with_its_date_and_source(
    database: Database, now: datetime, user_id: int
) -> None:
    assert await given(database, user_id, now, now - DAY, "  formulaire\n papier ") == 1

    first, second = await contacts(database)
    assert (first.offers_consent, first.offers_consent_at) == (Consent.GIVEN, now - DAY)
    assert first.offers_consent_source == "formulaire papier"
    assert second.offers_consent is Consent.NOT_ASKED  # of another household
    assert await sentences(database) == [
        "a noté un accord pour recevoir des offres, donné le dimanche 3 mai 2026 "
        "(formulaire papier)."
    ]


async def test_the_same_yes_again_changes_nothing(
    database: Database, now: datetime, user_id: int
) -> None:
    await given(database, user_id, now, now - DAY)
    assert await given(database, user_id, now, now - DAY) == 0
    assert len(await sentences(database)) == 1


async def test_a_no_holds_for_the_number_wherever_it_is(
    database: Database, now: datetime, user_id: int
) -> None:
    await given(database, user_id, now, now - DAY)
    async with database.write() as session:
        assert await withdraw_consent(session, NUMBER, source="SMS", user_id=None, now=now) == 2
        assert await withdraw_consent(session, NUMBER, source="SMS", user_id=None, now=now) == 0

    kept = [(one.offers_consent, one.offers_consent_at) for one in await contacts(database)]
    assert kept == [(Consent.REFUSED, now)] * 2
    assert (await sentences(database))[0] == "a noté un refus de recevoir des offres (SMS)."


@pytest.mark.parametrize(
    ("after", "source", "reason"),
    [
        pytest.param(-DAY, " \n ", "no_source", id="no source"),
        pytest.param(DAY, "accueil", "to_come", id="a day to come"),
        pytest.param(-DAY, "accueil", "withdrawn_since", id="older than the no"),
        pytest.param(0 * DAY, "accueil", "withdrawn_since", id="of the same moment as the no"),
    ],
)
async def test_a_yes_without_proof_is_refused(
    database: Database,
    now: datetime,
    user_id: int,
    after: timedelta,
    source: str,
    reason: str,
) -> None:
    async with database.write() as session:
        await withdraw_consent(session, NUMBER, source="SMS", user_id=user_id, now=now)
    with pytest.raises(ConsentRefusedError) as refused:
        await given(database, user_id, now, now + after, source)
    assert refused.value.key == reason
    assert str(refused.value).endswith(".")
    assert [one.offers_consent for one in await contacts(database)] == [Consent.REFUSED] * 2


async def test_a_newer_yes_ends_a_no(database: Database, now: datetime, user_id: int) -> None:
    async with database.write() as session:
        await withdraw_consent(session, NUMBER, source="SMS", user_id=user_id, now=now)
    assert await given(database, user_id, now + 2 * DAY, now + DAY) == 1


async def test_a_no_needs_its_source_too(database: Database, now: datetime, user_id: int) -> None:
    async with database.write() as session:
        with pytest.raises(ConsentRefusedError):
            await withdraw_consent(session, NUMBER, source="", user_id=user_id, now=now)


@pytest.mark.parametrize(
    ("known", "answered", "overruled"),
    [
        pytest.param(Consent.REFUSED, Consent.GIVEN, True, id="a yes after a no"),
        pytest.param(Consent.REFUSED, Consent.NOT_ASKED, True, id="a no is not forgotten"),
        pytest.param(Consent.REFUSED, Consent.REFUSED, False, id="no again"),
        pytest.param(Consent.GIVEN, Consent.REFUSED, False, id="a no after a yes"),
        pytest.param(Consent.NOT_ASKED, Consent.GIVEN, False, id="a first yes"),
    ],
)
def test_without_a_date_a_no_stays(known: Consent, answered: Consent, overruled: bool) -> None:
    assert is_overruled(Contact(offers_consent=known), OffersAnswer(answered)) is overruled


def test_what_an_answer_does_not_say_is_its_origin(now: datetime) -> None:
    contact, origin = Contact(offers_consent=Consent.NOT_ASKED), Origin("liste.xlsx", now)
    assert take_answer(contact, OffersAnswer(Consent.GIVEN), origin)
    assert (contact.offers_consent_at, contact.offers_consent_source) == (now, "liste.xlsx")

    later = Origin("liste-2.xlsx", now + DAY)
    assert not take_answer(contact, OffersAnswer(Consent.GIVEN), later)
    assert (contact.offers_consent_at, contact.offers_consent_source) == (now, "liste.xlsx")

    assert take_answer(contact, OffersAnswer(Consent.GIVEN, now - DAY, "papier"), later)
    assert (contact.offers_consent_at, contact.offers_consent_source) == (now - DAY, "papier")

    assert take_answer(contact, OffersAnswer(Consent.NOT_ASKED), later)
    assert (contact.offers_consent_at, contact.offers_consent_source) == (None, None)
