"""People to call, help points, and the internet offer."""

from datetime import timedelta

import pytest

from broadcaster.help.importing import import_help, import_offer
from broadcaster.works.models import PersonRole
from tests.bot.actions.conftest import STRANGER, Line
from tests.broadcaster.works.estate import IN_A2_FLAT_21, on, person

OFFER = {
    "content": "internet et télévision",
    "speed": "2 Mb/s",
    "price": "1,24 € par mois",
    "payer": "chaque logement, avec les charges",
    "unused": "même prix",
    "subscribe": "signer le contrat à la loge",
    "contact": "la loge, 01 99 00 12 34",
}
HELP_TOPICS = {
    "workshop": "help_workshop",
    "home_visit": "help_home_visit",
    "drop_in": "help_dropin",
    "computer": "help_computer",
    "contract_advice": "help_contract_advice",
    "paperwork": "help_paperwork",
    "repairs": "help_repairs",
}


async def test_the_site_manager_is_named_with_number_and_hours(line: Line) -> None:
    await line.facts(person(line.estate, hours="Lundi au vendredi, 8 h-17 h."))
    answer = await line.ask("contact_site")
    assert answer.text == (
        "Chef de chantier : Nadia Perrault, 06 39 98 02 00. Lundi au vendredi, 8 h-17 h."
    )


@pytest.mark.parametrize("question", ["c'est quoi le numéro d'urgence", "numéro d'urgence ?"])
async def test_emergency_numbers_come_with_the_sites_own(line: Line, question: str) -> None:
    await line.facts(person(line.estate))
    text = (await line.ask("contact_site", question)).text
    assert all(number in text for number in ("112", "18", "15", "17", "114", "0 800 47 33 33"))
    assert "06 39 98 02 00" in text


async def test_emergency_numbers_do_not_wait_for_the_place(line: Line) -> None:
    asked = await line.ask("contact_site", "numéro d'urgence ?", number=STRANGER)
    assert asked.asks_place
    assert asked.text.startswith("Urgence : 112")


async def test_a_person_without_number_is_named_all_the_same(line: Line) -> None:
    await line.facts(person(line.estate, number=None))
    assert (await line.ask("contact_site")).text == "Chef de chantier : Nadia Perrault."


async def test_the_landlords_person_stands_in_for_the_site_manager(line: Line) -> None:
    await line.facts(person(line.estate, PersonRole.LANDLORD))
    assert "bailleur" in (await line.ask("contact_site")).text


async def test_the_caretaker_is_the_staircases_own(line: Line) -> None:
    estate = line.estate
    await line.facts(person(estate, PersonRole.CARETAKER, name="Omar Lind", staircase_id=estate.a2))
    mine = await line.ask("contact_caretaker")
    theirs = await line.ask("contact_caretaker", number=IN_A2_FLAT_21)
    assert mine.handoff == "missing_fact"
    assert "Omar Lind" in theirs.text


async def test_a_contact_nobody_confirmed_is_said_to_be_so(line: Line) -> None:
    await line.facts(person(line.estate, confirmed=on(1, month=3)))
    assert "Attention" in (await line.ask("contact_site")).text


async def test_a_missing_fact_comes_with_the_contact(line: Line) -> None:
    await line.facts(person(line.estate))
    text = (await line.ask("works_start")).text
    assert text.endswith("Contact : 06 39 98 02 00.")


@pytest.mark.parametrize(("kind", "topic"), HELP_TOPICS.items())
async def test_help_is_told_where_it_is(line: Line, kind: str, topic: str) -> None:
    nothing = await line.ask(topic)
    assert nothing.handoff == "missing_fact"
    point = {"reference": "p", "kind": kind, "name": "Maison commune", "number": "0199001234"}
    async with line.database.write() as session:
        await import_help(session, line.estate.site, [point], line.clock())
    answer = await line.ask(topic)
    assert "Maison commune" in answer.text
    assert "01 99 00 12 34" in answer.text
    assert "Attention" not in answer.text


async def test_help_goes_stale(line: Line) -> None:
    point = {"reference": "p", "kind": "workshop", "name": "Maison commune"}
    async with line.database.write() as session:
        await import_help(session, line.estate.site, [point], line.clock())
    line.clock.advance(timedelta(days=15))
    assert "pas confirmé depuis le lundi 4 mai" in (await line.ask("help_workshop")).text


async def test_a_stranger_is_told_of_help_without_being_asked_the_place(line: Line) -> None:
    point = {"reference": "p", "kind": "workshop", "name": "Maison commune"}
    async with line.database.write() as session:
        await import_help(session, line.estate.site, [point], line.clock())
    answer = await line.ask("help_workshop", number=STRANGER)
    assert "Maison commune" in answer.text
    assert not answer.asks_place


@pytest.mark.parametrize("topic", ["offer_what", "offer_price", "offer_subscribe"])
async def test_the_offers_price_is_always_named(line: Line, topic: str) -> None:
    nothing = await line.ask(topic)
    assert nothing.handoff == "missing_fact"
    async with line.database.write() as session:
        await import_offer(session, line.estate.site, OFFER, line.clock())
    answer = await line.ask(topic)
    assert "1,24 € par mois" in answer.text
    assert answer.handoff is None


async def test_the_price_comes_with_who_pays_and_a_person(line: Line) -> None:
    async with line.database.write() as session:
        await import_offer(session, line.estate.site, OFFER, line.clock())
    text = (await line.ask("offer_price")).text
    assert text == (
        "Offre internet : 1,24 € par mois. Payé par : chaque logement, avec les charges. "
        "Sans l'utiliser : meme prix. Questions : la loge, 01 99 00 12 34. "
        "Confirmé le lundi 4 mai."
    )


@pytest.mark.parametrize("topic", ["offer_trouble", "offer_keep_operator"])
async def test_what_no_source_answers_is_for_a_person(line: Line, topic: str) -> None:
    async with line.database.write() as session:
        await import_offer(session, line.estate.site, OFFER, line.clock())
    assert (await line.ask(topic)).handoff == "needs_person"


@pytest.mark.parametrize(
    ("topic", "handoff"),
    [
        ("speak_to_human", "asked_person"),
        ("contact_unreachable", "asked_person"),
        ("quality_defect", "needs_person"),
        ("money_rent", "missing_fact"),
        ("out_of_scope", "needs_person"),
        ("service_thanks", None),
        ("service_identity", None),
        ("access_weekend", None),
    ],
)
async def test_who_acts_on_a_topic(line: Line, topic: str, handoff: str | None) -> None:
    assert (await line.ask(topic)).handoff == handoff


async def test_what_nobody_understood_goes_to_a_person(line: Line) -> None:
    answer = await line.ask("nlu_fallback", "blabla incompréhensible")
    assert (answer.topic, answer.handoff) == ("out_of_scope", "not_understood")
    assert "je n'ai pas compris" in answer.text
