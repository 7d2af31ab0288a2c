"""The collective offer: what is told of it, and the two votes."""

from datetime import timedelta

import pytest

from broadcaster.help.importing import HelpRefusedError, import_notes, import_offer
from broadcaster.works.models import PersonRole
from tests.bot.actions.conftest import Line
from tests.broadcaster.works.estate import IN_A1_FLAT_11, person

OFFER = {
    "content": "internet et télévision",
    "price": "1,24 € par mois",
    "payer": "chaque logement, dans les charges",
    "subscribe": "venez signer au lancement",
    "launch": "Maison commune",
    "launch_first": "2026-05-12 14:00-17:00",
    "launch_second": "2026-05-26 14:00-17:00",
    "contact": "Ana Silva, 01 99 00 12 34",
}
VOTE = {"vote_from": "2026-05-11", "vote_until": "2026-05-15", "organiser": "le bailleur"}


async def offers(line: Line, **facts: str) -> None:
    async with line.database.write() as session:
        await import_offer(session, line.estate.site, OFFER | facts, line.clock())


async def notes(line: Line, **facts: str) -> None:
    async with line.database.write() as session:
        await import_notes(session, line.estate.site, facts, line.clock())


@pytest.mark.parametrize(
    "topic", ["offer_what", "offer_price", "offer_vote", "offer_subscribe", "offer_trouble"]
)
async def test_price_payer_and_person_are_always_named(line: Line, topic: str) -> None:
    await offers(line, **VOTE)
    text = (await line.ask(topic)).text
    for words in ("1,24 € par mois", "chaque logement, dans les charges", "Ana Silva"):
        assert words in text


@pytest.mark.parametrize("key", ["price", "payer"])
async def test_without_price_or_payer_nothing_is_told(line: Line, key: str) -> None:
    await offers(line, **{key: ""})
    answer = await line.ask("offer_what")
    assert (answer.handoff, "télévision" in answer.text) == ("missing_fact", False)


async def test_the_landlords_person_stands_in_for_a_contact(line: Line) -> None:
    await offers(line, contact="")
    await line.facts(person(line.estate, PersonRole.LANDLORD, name="Lucie Font"))
    assert "Questions : Lucie Font, 06 39 98 02 00." in (await line.ask("offer_price")).text


async def test_only_launch_days_ahead_are_told(line: Line) -> None:
    await offers(line)
    text = (await line.ask("offer_subscribe")).text
    assert "mardi 12 mai, de 14 h à 17 h et mardi 26 mai, de 14 h à 17 h" in text
    line.clock.advance(timedelta(days=13))
    later = (await line.ask("offer_subscribe")).text
    assert "12 mai" not in later
    assert "mardi 26 mai" in later
    line.clock.advance(timedelta(days=14))
    over = await line.ask("offer_subscribe")
    assert "26 mai" not in over.text
    assert over.handoff == "needs_person"


@pytest.mark.parametrize(
    ("facts", "days", "words", "handoff"),
    [
        pytest.param({}, 0, "du lundi 11 mai au vendredi 15 mai", None, id="ahead"),
        pytest.param({}, 9, "Organisé par : le bailleur", None, id="now"),
        pytest.param({}, 12, "Je n'ai pas le résultat", "missing_fact", id="over, no result"),
        pytest.param({"vote_state": "adopted"}, 12, "ont voté oui", None, id="adopted"),
        pytest.param({"vote_state": "rejected"}, 12, "ont voté non", None, id="rejected"),
    ],
)
async def test_where_the_vote_stands(
    line: Line, facts: dict[str, str], days: int, words: str, handoff: str | None
) -> None:
    await offers(line, **VOTE, **facts)
    line.clock.advance(timedelta(days=days))
    answer = await line.ask("offer_vote", "le vote pour internet")
    assert words in answer.text
    assert answer.handoff == handoff


@pytest.mark.parametrize("topic", ["offer_vote", "rights_vote"])
@pytest.mark.parametrize(
    ("offer_live", "works_live", "words"),
    [
        pytest.param(True, False, "Vote sur l'offre internet", id="the offer's is live"),
        pytest.param(False, True, "avant le 30 juin", id="the works' is live"),
        pytest.param(True, True, "Quel vote ?", id="both"),
        pytest.param(False, False, "Quel vote ?", id="none"),
    ],
)
async def test_the_vote_alone_is_the_live_one_or_asked_for(
    sqlite_line: Line, topic: str, offer_live: bool, works_live: bool, words: str
) -> None:
    line = sqlite_line
    await offers(line, **(VOTE if offer_live else {}))
    if works_live:
        await notes(line, works_vote="réponse avant le 30 juin")
    assert words in (await line.ask(topic, "c'est quand le vote")).text


@pytest.mark.parametrize(
    ("topic", "question", "words"),
    [
        ("rights_vote", "le vote pour la box", "Vote sur l'offre internet"),
        ("offer_vote", "vote travaux", "44 quater"),
        ("rights_vote", "", "44 quater"),
    ],
)
async def test_a_vote_that_is_named_is_answered(
    line: Line, topic: str, question: str, words: str
) -> None:
    await offers(line, **VOTE)
    assert words in (await line.ask(topic, question)).text


async def test_the_offers_days_are_told_in_the_tenants_language(line: Line) -> None:
    await offers(line)
    await line.speaks(IN_A1_FLAT_11, "tr")
    assert "12 Mayis Sali, 14:00-17:00" in (await line.ask("offer_subscribe")).text


@pytest.mark.parametrize(
    "facts",
    [
        {"price": "1 € par an"},
        {"vote_from": "le 11 mai"},
        {"launch_first": "2026-05-12 17:00-14:00"},
        {"vote_state": "peut-être"},
    ],
    ids=["a price a year", "no day", "ends before it starts", "no outcome"],
)
async def test_a_fact_that_cannot_be_used_is_refused(line: Line, facts: dict[str, str]) -> None:
    with pytest.raises(HelpRefusedError):
        await offers(line, **facts)


@pytest.mark.parametrize(
    ("topic", "key"),
    [
        ("nuisance_parking", "parking"),
        ("nuisance_waste", "waste"),
        ("rehousing_day_shelter", "day_shelter"),
        ("rights_association", "associations"),
        ("money_rent", "rent"),
        ("cut_toilet", "toilets"),
        ("rights_vote", "works_vote"),
    ],
)
async def test_what_staff_wrote_of_the_site_is_told(line: Line, topic: str, key: str) -> None:
    assert "loge bleue" not in (await line.ask(topic)).text
    await notes(line, **{key: "voyez la loge bleue."})
    answer = await line.ask(topic)
    assert "voyez la loge bleue." in answer.text
    line.clock.advance(timedelta(days=15))
    assert "pas confirmé depuis" in (await line.ask(topic)).text


async def test_a_word_after_the_offer_is_about_the_offer(line: Line) -> None:
    await offers(line, speed="2 Mb/s")
    await line.ask("offer_price", "c'est combien l'offre internet")
    assert (
        "venez signer au lancement"
        in (await line.ask("works_start", "c'est quand le lancement et où")).text
    )
    assert (await line.ask("nlu_fallback", "la vitesse")).topic == "offer_what"
