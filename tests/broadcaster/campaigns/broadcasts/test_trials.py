"""Test sends: to the writer's own telephone, and to no other."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.trials import Outlet, send_test, set_own_number
from broadcaster.campaigns.models import Purpose
from broadcaster.campaigns.refusals import (
    CampaignRefusedError,
    NobodyInAudienceError,
    NoOwnNumberError,
    NotOwnNumberError,
    OwnNumberRefusedError,
    UnknownPlaceholderError,
)
from broadcaster.database import Database
from broadcaster.register.models import Consent
from broadcaster.register.optouts import opt_out
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.models import Delivery, Lane
from broadcaster.sending.pace import open_senders
from broadcaster.staff.audit import entries
from broadcaster.staff.models import StaffUser
from tests.broadcaster.campaigns.neighbourhood import Home, Neighbourhood, Phone, build, mobile
from tests.broadcaster.sending.fakes import FAST, FakeGateway
from tests.support.clock import MovableClock

SENDER = "Lutece"
OWN, TYPED = "+33639980777", "06 39 98 07 77"
HOMES = [
    Home("", [Phone(mobile(1))], "A2"),
    Home("Yılmaz", [Phone(mobile(2), language="tr")], "B1"),
]


@pytest.fixture
async def place(database: Database, now: datetime) -> Neighbourhood:
    async with database.write() as session:
        await open_senders(session, [SENDER], FAST)
    return await build(database, now, HOMES)


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def courier(database: Database, gateway: FakeGateway, clock: MovableClock) -> Courier:
    return Courier(database, gateway, clock)


async def send(
    database: Database,
    courier: Courier,
    place: Neighbourhood,
    draft: Draft,
    number: str = TYPED,
    language: str = "fr",
) -> str:
    outlet = Outlet(LocalEngine(courier), SENDER)
    async with database.write() as session:
        return await send_test(
            session,
            outlet,
            draft,
            user_id=place.user_id,
            now=courier.clock(),
            number=number,
            language=language,
            broadcast_id=7,
        )


async def own_number(database: Database, place: Neighbourhood) -> str | None:
    async with database.read() as session:
        return (await session.get_one(StaffUser, place.user_id)).number


@pytest.mark.parametrize(
    ("language", "body"),
    [
        pytest.param("fr", "Esc. 2, Madame, Monsieur : mardi 12 mai, de 9 h à 12 h.", id="French"),
        pytest.param("tr", "Merhaba Yılmaz.", id="Turkish"),
        pytest.param("pt", "Esc. 2, Madame, Monsieur : mardi 12 mai, de 9 h à 12 h.", id="none"),
    ],
)
async def test_the_writer_reads_what_a_household_will(
    database: Database,
    courier: Courier,
    gateway: FakeGateway,
    place: Neighbourhood,
    language: str,
    body: str,
) -> None:
    draft = place.draft("Esc. {escalier}, {nom|Madame, Monsieur} : {quand}.")
    draft = replace(draft, versions={"tr": "Merhaba {nom}."})

    await send(database, courier, place, draft, language=language)
    await courier.carry(Lane.REPLY)

    assert [(one.to_number, one.sender, one.body) for one in gateway.sent] == [(OWN, SENDER, body)]


async def test_a_test_is_remembered_but_not_counted(
    database: Database, courier: Courier, place: Neighbourhood
) -> None:
    delivery_id = await send(database, courier, place, place.draft())

    async with database.read() as session:
        kept = (await session.scalars(select(Delivery))).one()
        log = await entries(session, before_id=None, limit=2)
    assert kept.id == delivery_id
    assert (kept.lane, kept.broadcast_id, kept.household_id) == (Lane.REPLY, None, None)
    assert await own_number(database, place) == OWN
    assert [(entry.subject, entry.sentence) for entry in log] == [
        ("broadcast 7", "a reçu un essai de l'envoi « Coupure d'eau »."),
        (
            f"staff_user {place.user_id}",
            "a enregistré son numéro de téléphone, pour les essais.",
        ),
    ]


@pytest.mark.parametrize("again", ["", "  ", TYPED, "+33 6 39 98 07 77"])
async def test_a_number_once_kept_need_not_be_typed_again(
    database: Database, courier: Courier, gateway: FakeGateway, place: Neighbourhood, again: str
) -> None:
    await send(database, courier, place, place.draft())
    await send(database, courier, place, place.draft(), number=again)
    await courier.carry(Lane.REPLY)
    assert [request.to_number for request in gateway.sent] == [OWN, OWN]


async def test_a_test_goes_to_nobody_else(
    database: Database, courier: Courier, gateway: FakeGateway, place: Neighbourhood
) -> None:
    await send(database, courier, place, place.draft())
    with pytest.raises(NotOwnNumberError, match="•• 77"):
        await send(database, courier, place, place.draft(), number=mobile(1))

    async with database.write() as session:
        await set_own_number(session, place.user_id, "06 39 98 07 78", courier.clock())
    await send(database, courier, place, place.draft(), number="06 39 98 07 78")
    await courier.carry(Lane.REPLY)

    assert [request.to_number for request in gateway.sent] == [OWN, "+33639980778"]


@pytest.mark.parametrize(
    ("number", "error", "told"),
    [
        pytest.param("", NoOwnNumberError, "votre portable", id="none yet"),
        pytest.param("01 99 00 00 01", OwnNumberRefusedError, "pas de SMS", id="landline"),
        pytest.param("09 12 34 56 78", OwnNumberRefusedError, "pas de SMS", id="box line"),
        pytest.param("O6 39 98 07 77", OwnNumberRefusedError, "lettre O", id="letter O"),
        pytest.param("3615", OwnNumberRefusedError, "numéro court", id="short"),
    ],
)
async def test_what_is_no_mobile_gets_no_test(
    database: Database,
    courier: Courier,
    place: Neighbourhood,
    number: str,
    error: type[CampaignRefusedError],
    told: str,
) -> None:
    with pytest.raises(error, match=told):
        await send(database, courier, place, place.draft(), number=number)
    assert await own_number(database, place) is None


async def test_a_draft_that_cannot_be_sent_is_not_tested(
    database: Database, courier: Courier, place: Neighbourhood
) -> None:
    with pytest.raises(UnknownPlaceholderError):
        await send(database, courier, place, place.draft("Bonjour {prenom}."))
    offer = replace(place.draft("Internet."), purpose=Purpose.OFFER)
    with pytest.raises(NobodyInAudienceError):
        await send(database, courier, place, offer)
    async with database.read() as session:
        assert (await session.scalars(select(Delivery))).all() == []


async def test_an_offer_is_tested_with_somebody_who_asked_for_it(
    database: Database, courier: Courier, gateway: FakeGateway, now: datetime
) -> None:
    homes = [
        Home("Amar", [Phone(mobile(1))]),
        Home("Esse", [Phone(mobile(2), offers=Consent.GIVEN)]),
    ]
    place = await build(database, now, homes)
    async with database.write() as session:
        await open_senders(session, [SENDER], FAST)

    await send(database, courier, place, replace(place.draft("{nom} !"), purpose=Purpose.OFFER))
    await courier.carry(Lane.REPLY)

    assert [request.body for request in gateway.sent] == ["Esse !"]


async def test_the_sample_is_of_the_audience_chosen(
    database: Database, courier: Courier, gateway: FakeGateway, place: Neighbourhood
) -> None:
    of_b = place.everybody.model_copy(update={"staircase_ids": (place.staircases["B1"],)})
    spoken = place.everybody.model_copy(update={"languages": ("tr",)})
    for audience in (of_b, spoken):
        await send(database, courier, place, place.draft("{nom}, bât. {batiment}", audience))
    await courier.carry(Lane.REPLY)

    assert [request.body for request in gateway.sent] == ["Yılmaz, bât. B"] * 2


async def test_no_tenant_reads_a_text_that_nobody_approved(
    database: Database, courier: Courier, place: Neighbourhood, now: datetime
) -> None:
    with pytest.raises(OwnNumberRefusedError, match="locataire"):
        await send(database, courier, place, place.draft(), number=mobile(1))
    async with database.write() as session:
        await opt_out(session, OWN, source="keyword", now=now)
    with pytest.raises(OwnNumberRefusedError, match="STOP"):
        await send(database, courier, place, place.draft())
