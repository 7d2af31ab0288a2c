"""What is kept of a message, when, and for how long."""

from datetime import datetime

import pytest
from sqlalchemy import delete

from broadcaster.conversations.models import InboundMessage
from broadcaster.database import Database
from broadcaster.learning.collecting import Unsure, collect, corrected, why_unsure
from broadcaster.learning.models import SampleState, Why
from broadcaster.learning.reading import Reading, TopicGuess, guesses_of, reading_of
from broadcaster.register.models import (
    Building,
    Contact,
    Flat,
    Household,
    NumberKind,
    Site,
    Staircase,
)
from tests.broadcaster.learning.conftest import WRITER, Say, Wonder, samples


@pytest.mark.parametrize(
    ("guesses", "fallback", "why"),
    [
        ([0.28, 0.2], True, Why.NOT_UNDERSTOOD),
        ([0.5, 0.4], False, Why.LOW_LEAD),
        ([0.9, 0.05], False, None),
        ([0.49], False, Why.LOW_LEAD),
        ([0.6], False, None),
        ([], False, None),
    ],
    ids=["fallback", "two as likely", "sure", "unsure alone", "sure alone", "nothing known"],
)
def test_what_is_worth_a_look(guesses: list[float], fallback: bool, why: Why | None) -> None:
    listed = tuple(TopicGuess(f"t{n}", value) for n, value in enumerate(guesses))
    assert why_unsure(Reading("?", listed, fallback)) is why


async def test_a_message_is_kept_once_with_what_it_was_taken_for(
    database: Database, wonder: Wonder, now: datetime
) -> None:
    await wonder("sa caille grave", "cut_heating", "service_anger")
    (sample,) = await samples(database)
    assert (sample.text, sample.language, sample.state) == ("sa caille grave", "fr", "new")
    assert [guess["topic"] for guess in sample.guesses] == ["cut_heating", "service_anger"]
    async with database.write() as session:
        again = Unsure(Why.LOW_LEAD, "sa caille grave")
        assert not await collect(session, sample.inbound_id, "fr", again, now)


async def test_the_writers_own_name_is_masked(
    database: Database, wonder: Wonder, now: datetime
) -> None:
    async with database.write() as session:
        flat = Flat(number="1", floor=1)
        home = Household(reference="R1", name="M. et Mme Benkacem-Roy")
        home.contacts = [Contact(number=WRITER, kind=NumberKind.MOBILE, language="fr")]
        flat.households = [home, Household(reference="R2", name="Petit")]
        stairs = Staircase(code="1", flats=[flat])
        site = Site(code="S", name="S", city="V")
        site.buildings = [Building(code="A", address="1 rue", staircases=[stairs])]
        session.add(site)
    await wonder("benkacem bat A, un petit souci avec M Petit, 06 39 98 00 11")
    (sample,) = await samples(database)
    assert sample.text == "[nom] bat A, un petit souci avec M [nom], [téléphone]"


@pytest.mark.parametrize("body", ["06 39 98 00 11", "???", "12"])
async def test_what_says_nothing_is_not_kept(
    database: Database, say: Say, now: datetime, body: str
) -> None:
    inbound_id = await say(body)
    async with database.write() as session:
        unsure = Unsure(Why.NOT_UNDERSTOOD, body)
        assert not await collect(session, inbound_id, "fr", unsure, now)


async def test_distress_is_nobodys_teaching_material(
    database: Database, say: Say, now: datetime
) -> None:
    inbound_id = await say("il me tape")
    async with database.write() as session:
        unsure = Unsure(Why.NOT_UNDERSTOOD, "il me tape", [TopicGuess("emergency_violence", 0.3)])
        assert not await collect(session, inbound_id, "fr", unsure, now)


async def test_it_goes_with_its_message(database: Database, wonder: Wonder) -> None:
    await wonder("sa caille grave")
    async with database.write() as session:
        await session.execute(delete(InboundMessage))
    assert await samples(database) == []


async def test_a_correction_is_kept_with_what_was_said(
    database: Database, say: Say, now: datetime
) -> None:
    inbound_id = await say("et pour la peinture")
    async with database.write() as session:
        await corrected(session, inbound_id, "quality_choices", Why.STAFF, now)
    (sample,) = await samples(database)
    assert (sample.why, sample.suggested) == (Why.STAFF, "quality_choices")
    assert sample.guesses == [{"topic": "works_end", "confidence": 0.0}]


async def test_a_correction_completes_a_sample_that_waits(
    database: Database, wonder: Wonder, now: datetime
) -> None:
    await wonder("et pour la peinture", "works_end")
    (sample,) = await samples(database)
    async with database.write() as session:
        await corrected(session, sample.inbound_id, "quality_choices", Why.TENANT, now)
        await corrected(session, 999_999, "quality_choices", Why.TENANT, now)
    (sample,) = await samples(database)
    assert (sample.why, sample.suggested, sample.state) == (
        Why.TENANT,
        "quality_choices",
        SampleState.NEW,
    )


def test_a_reading_survives_its_way_through_rasa() -> None:
    reading = Reading("eau ?", (TopicGuess("cut_water", 0.5),), True, 1, 2)
    way = {
        "text": "eau ?",
        "guesses": [{"topic": "cut_water", "confidence": 0.5}],
        "fallback": True,
        "position": 1,
        "questions": 2,
    }
    assert reading_of(way) == reading
    assert reading_of(None) is None


@pytest.mark.parametrize("listed", [None, "text", [1], [{"name": "x"}], [{"confidence": 1}]])
def test_guesses_that_are_none_are_left_out(listed: object) -> None:
    assert guesses_of(listed) == ()


def test_rasas_own_ranking_is_read() -> None:
    assert guesses_of([{"name": "cut_water", "confidence": 0.51234}]) == (
        TopicGuess("cut_water", 0.5123),
    )
