"""What the writer is told before anything is scheduled."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.models import Purpose
from broadcaster.campaigns.preview.preview import Terms, preview
from broadcaster.campaigns.refusals import (
    MilestoneNeededError,
    NoSuchMilestoneError,
    UnknownPlaceholderError,
)
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.register.models import Consent, Flat, Household, NumberKind
from broadcaster.register.optouts import opt_out
from broadcaster.sending.texts.tariff import Tariff
from broadcaster.works.models import Milestone
from tests.broadcaster.campaigns.neighbourhood import Home, Neighbourhood, Phone, build, mobile

TERMS = Terms(Tariff.parse("0.07"), sender="+33199000100", answered_at="+33199000100")
HOMES = [
    Home("Amar", [Phone(mobile(1))]),
    Home("Bacri", [Phone(mobile(2)), Phone(mobile(3))]),
    Home("François", [Phone(mobile(1))]),  # looks after Amar, with the same telephone
    Home("Diot", [Phone("+33199000001", NumberKind.LANDLINE)]),
    Home("Esse", [Phone(mobile(5))]),
]


@pytest.fixture
async def place(database: Database, now: datetime) -> Neighbourhood:
    built = await build(database, now, HOMES)
    async with database.write() as session:
        await opt_out(session, mobile(5), source="keyword", now=now)
    return built


async def test_one_text_for_all(database: Database, place: Neighbourhood, clock: Clock) -> None:
    async with database.read() as session:
        told = await preview(session, place.draft("Eau coupée {quand} : 1 €."), clock())

    assert (told.recipients, told.households, told.opted_out) == (3, 5, 1)
    assert (told.segments, told.longest, told.encoding) == (3, 1, "GSM-7")
    assert told.costly == ("€",)
    assert told.samples == ("Eau coupée mardi 12 mai, de 9 h à 12 h : 1 €.",)
    assert [(left.name, left.reason) for left in told.unreachable] == [
        ("Diot", "landline"),
        ("Esse", "opted_out"),
    ]
    assert told.unreachable_count == 2


async def test_a_text_by_name(database: Database, place: Neighbourhood, now: datetime) -> None:
    body = "Bonjour {nom}. " + "a" * 60

    async with database.read() as session:
        told = await preview(session, place.draft(body), now)

    assert told.recipients == 4  # one telephone gets a text for each of its two households
    assert told.segments == 4
    assert (told.longest, told.encoding, told.costly) == (1, "GSM-7", ())
    assert told.changed == (("ç", "c"),)  # it saves François a second segment
    assert sorted(told.samples) == sorted(
        f"Bonjour {name}. {'a' * 60}" for name in ("Amar", "Bacri", "Francois")
    )


async def test_a_short_text_keeps_its_letters(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        told = await preview(session, place.draft("Fenêtre : {escalier}"), now)

    assert (told.changed, told.encoding, told.costly) == ((), "UCS-2", ("ê",))


async def test_nobody_is_a_preview_too(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    nobody = place.everybody.model_copy(update={"languages": ("pt",)})

    async with database.read() as session:
        told = await preview(session, place.draft(audience=nobody), now)

    assert (told.recipients, told.segments, told.longest, told.samples) == (0, 0, 0, ())


async def test_a_milestone_that_is_over_is_noticed(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        before = await preview(session, place.draft(), now)
        after = await preview(session, place.draft(), now + timedelta(days=30))

    assert (before.milestone_is_over, after.milestone_is_over) == (False, True)


async def test_a_wrong_text_is_refused(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        with pytest.raises(UnknownPlaceholderError):
            await preview(session, place.draft("Bonjour {prenom}"), now)
        with pytest.raises(MilestoneNeededError):
            await preview(session, Draft("T", "Le {quand}", place.everybody), now)
        with pytest.raises(NoSuchMilestoneError):
            await preview(session, Draft("T", "Bonjour", place.everybody, 2**40), now)


async def test_the_figures_add_up(database: Database, place: Neighbourhood, now: datetime) -> None:
    async with database.read() as session:
        told = await preview(session, place.draft(), now)
        by_name = await preview(session, place.draft("Bonjour {nom}"), now)

    assert (told.households, told.reachable, told.unreachable_count) == (5, 3, 2)
    assert (told.second_telephones, told.merged, told.recipients) == (1, 1, 3)
    assert (by_name.second_telephones, by_name.merged, by_name.recipients) == (1, 0, 4)


async def test_an_audience_wider_than_the_milestone_is_noticed(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        await build_beside(session, place)
    async with database.read() as session:
        whole = await preview(session, place.draft(), now)
    async with database.write() as session:
        milestone = await session.get_one(Milestone, place.milestone_id)
        milestone.building_id = place.buildings["A"]
        milestone.staircase_id = place.staircases["A1"]
    inside = place.everybody.model_copy(update={"staircase_ids": (place.staircases["A1"],)})
    async with database.read() as session:
        wide = await preview(session, place.draft(), now)
        narrow = await preview(session, place.draft(audience=inside), now)

    assert [one.outside_milestone for one in (whole, wide, narrow)] == [0, 1, 0]
    assert wide.milestone is not None


async def test_what_is_filled_in_is_not_read_again(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        (await session.get_one(Milestone, place.milestone_id)).title = "Bain {nom} {x}"
    async with database.read() as session:
        told = await preview(session, place.draft("{travaux} : demain."), now)

    assert told.samples == ("Bain {nom} {x} : demain.",)


async def test_signs_that_reorder_a_text_are_dropped(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        told = await preview(session, place.draft("Eau \u202ecoupée\u2069 demain."), now)

    assert told.samples == ("Eau coupée demain.",)


async def test_each_language_is_told_apart(database: Database, now: datetime) -> None:
    homes = [
        Home("Amar", [Phone(mobile(1))]),
        Home("Yılmaz", [Phone(mobile(2), language="tr")]),
        Home("Kaya", [Phone(mobile(3), language="tr")]),
        Home("Silva", [Phone(mobile(4), language="pt")]),
    ]
    place = await build(database, now, homes)
    french = "Vos fenêtres seront changées mardi 12 mai. Merci de dégager le devant, {nom|Madame}."
    written = replace(
        place.draft(french),
        versions={"tr": "Pencereler salı günü değişecek, {nom}.", "en": "New windows on Tuesday."},
    )

    async with database.read() as session:
        told = await preview(session, written, now)

    assert [(one.language, one.recipients) for one in told.versions] == [
        ("fr", 2),  # the Portuguese too: there is no text in their language
        ("tr", 2),
        ("en", 0),
    ]
    fr, tr, en = told.versions
    assert (fr.encoding, fr.segments, fr.changed) == ("GSM-7", 2, (("ê", "e"),))
    assert (tr.encoding, tr.changed) == ("UCS-2", ())
    assert sorted(tr.costly) == sorted("ığş")
    assert (en.segments, en.samples) == (0, ())
    shown = fr.samples[0]
    assert (shown.segments_as_written, shown.segments) == (2, 1)
    assert ("ê", "e") in shown.pieces
    assert sorted(sample.sent for sample in tr.samples) == [
        "Pencereler salı günü değişecek, Kaya.",
        "Pencereler salı günü değişecek, Yılmaz.",
    ]
    assert (told.recipients, told.segments, told.encoding) == (4, 4, "UCS-2")
    assert told.changed == (("ê", "e"),)
    assert told.samples[0] == shown.sent


async def test_a_missing_name_is_shown_as_it_will_be_read(
    database: Database, now: datetime
) -> None:
    place = await build(database, now, [Home("", [Phone(mobile(1))])])

    async with database.read() as session:
        told = await preview(session, place.draft("Bonjour {nom|Madame, Monsieur}."), now)

    assert told.samples == ("Bonjour Madame, Monsieur.",)


@pytest.mark.parametrize(
    ("body", "price"),
    [
        pytest.param("Eau coupée mardi.", "0.61", id="one text for all"),
        pytest.param("Eau coupée mardi, {nom}.", "0.68", id="a text by name"),
        pytest.param("{nom} : " + "a" * 160, "1.36", id="two segments each"),
    ],
)
async def test_the_price_goes_by_where_each_number_belongs(
    database: Database, now: datetime, body: str, price: str
) -> None:
    homes = [
        Home("Amar", [Phone(mobile(1)), Phone(mobile(2))]),
        Home("Bacri", [Phone(mobile(1))]),  # the same telephone
        Home("Hoarau", [Phone("+262692000001"), Phone("+262693000001")]),
        Home("Diot", [Phone("+33199000001", NumberKind.LANDLINE)]),
        Home("Payet", [Phone("+262692000002", consent=Consent.REFUSED)]),
    ]
    place = await build(database, now, homes)
    terms = replace(TERMS, tariff=Tariff.parse("0.07 +262=0.17 +262692=0.30"))

    async with database.read() as session:
        told = await preview(session, place.draft(body), now, terms)

    assert told.price == Decimal(price)
    assert sum(one.price or 0 for one in told.versions) == Decimal(price)


async def test_without_terms_nothing_is_said_of_the_price(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        told = await preview(session, place.draft(), now)

    assert (told.price, told.warnings) == (None, ())


async def test_an_answer_that_cannot_arrive_is_warned_of(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    by_name = replace(TERMS, sender="Lutece")
    async with database.read() as session:
        lost = await preview(session, place.draft(), now, by_name)
        arrives = await preview(session, place.draft(), now, TERMS)
        told = await preview(session, place.draft("Écrivez au 01 99 00 01 00."), now, by_name)

    assert [warning[:26] for warning in lost.warnings] == ["Le texte invite à répondre"]
    assert (arrives.warnings, told.warnings) == ((), ())


async def test_an_offer_counts_only_those_who_asked_for_offers(
    database: Database, now: datetime
) -> None:
    homes = [
        Home("Amar", [Phone(mobile(1), offers=Consent.GIVEN)]),
        Home("Bacri", [Phone(mobile(2)), Phone(mobile(3), offers=Consent.REFUSED)]),
    ]
    place = await build(database, now, homes)
    async with database.read() as session:
        offer = await preview(session, replace(place.draft(), purpose=Purpose.OFFER), now, TERMS)
        works = await preview(session, place.draft(), now, TERMS)

    assert (offer.recipients, offer.price) == (1, Decimal("0.07"))
    assert [(left.name, left.reason) for left in offer.unreachable] == [("Bacri", "no_consent")]
    assert (works.recipients, works.unreachable) == (3, ())


async def build_beside(session: AsyncSession, place: Neighbourhood) -> None:
    """One more household, in another building."""
    household = Household(reference="B1-Faye", name="Faye")
    session.add(
        Flat(number="9", floor=1, staircase_id=place.staircases["B1"], households=[household])
    )
