"""What fills a slot, and what is another matter: answered, and asked again, never swallowed."""

import pytest

from bot.actions.flows import words
from bot.actions.flows.matters import Matters
from bot.actions.message import Message, Question
from broadcaster.conversations.requests import RequestState
from tests.bot.actions.flows.conftest import Tenant, texts

MOVE, THEFT, DAMAGE = "access_reschedule", "report_theft", "money_damage"
NO_SHOW, VULNERABLE, CALL = "access_no_show", "household_vulnerable", "speak_to_human"
UNCLEAR = "nlu_fallback"


def swallowed(request: str, asked: str, text: str, topic: str, sure: float) -> str:
    """What of a message of one question is taken for the answer."""
    matters = Matters(Message("1", text, (Question(text, topic, sure),)), request, asked)
    return matters.answer(matters.others())


@pytest.mark.parametrize(
    ("request_", "asked", "text", "topic", "sure"),
    [
        (THEFT, "when", "finalement je voudrais deplacer mon rdv de mardi", MOVE, 0.98),
        (THEFT, "police", "l'ascenseur est en panne", "cut_lift", 0.99),
        (THEFT, "what", "l'ascenseur est en panne", "cut_lift", 0.99),
        (THEFT, "when", "depuis ce matin ya plus d'eau", "cut_water", 0.98),
        (THEFT, "police", "les poubelles débordent", "nuisance_waste", 0.88),
        (THEFT, "police", "asansör çalışmıyor", "cut_lift", 0.95),
        (CALL, "call_at", "ya plus de lumiere dans l'escalier", "cut_power", 0.95),
        (MOVE, "better", "et la coupure d'eau c'est lundi ?", "cut_water", 1.0),
        (MOVE, "better", "c'est mardi que vous venez pour mes fenetres ?", "works_my_flat", 0.9),
        (MOVE, "better", "vous travaillez le samedi ?", "access_weekend", 1.0),
        (MOVE, "better", "j'ai perdu ma clé", "access_keys", 0.95),
        (VULNERABLE, "need", "mon loyer je paie comment", UNCLEAR, 0.7),
        (VULNERABLE, "need", "c koi ce machin ?", "out_of_scope", 0.6),
        (VULNERABLE, "need", "on m'a volé mon vélo hier", THEFT, 0.96),
        (DAMAGE, "where", "l'ascenseur est en panne", "cut_lift", 0.99),
        (DAMAGE, "since", "il y a trop de bruit", "nuisance_noise", 0.95),
    ],
)
def test_another_matter_fills_no_slot(
    request_: str, asked: str, text: str, topic: str, sure: float
) -> None:
    assert swallowed(request_, asked, text, topic, sure) == ""


@pytest.mark.parametrize(
    ("request_", "asked", "text", "topic", "sure"),
    [
        (THEFT, "what", "la perceuse du gardien", "contact_caretaker", 0.93),
        (THEFT, "what", "ma télé", "cut_tv_internet", 0.78),
        (THEFT, "when", "quand les ouvriers étaient là", "works_start", 0.34),
        (THEFT, "when", "quand je suis rentré du travail", UNCLEAR, 0.2),
        (THEFT, "when", "je ne sais pas quand", UNCLEAR, 0.2),
        (THEFT, "when", "hier pendant les travaux de peinture", VULNERABLE, 0.35),
        (THEFT, "police", "pas encore", "deny", 0.79),
        (THEFT, "police", "je ne veux pas porter plainte", "access_refuse", 0.51),
        (THEFT, "police", "le commissariat etait fermé", "out_of_scope", 0.76),
        (CALL, "call_at", "dans la journée", "rehousing_day_shelter", 0.83),
        (CALL, "call_at", "je suis dispo tous les jours sauf mercredi", MOVE, 0.86),
        (CALL, "call_at", "samedi c'est possible ?", "access_weekend", 0.99),
        (MOVE, "better", "plutot le samedi", "access_weekend", 0.89),
        (MOVE, "better", "lundi matin c'est possible ?", MOVE, 0.43),
        (MOVE, "better", "la semaine prochaine", "works_progress", 0.59),
        (MOVE, "which", "celui des fenêtres", "quality_windows", 0.79),
        (NO_SHOW, "trade", "la fuite sous l'évier", "quality_defect", 0.95),
        (NO_SHOW, "trade", "pour l'eau chaude", "cut_hot_water", 1.0),
        (DAMAGE, "what", "l'électricité marche plus", "cut_power", 0.98),
        (DAMAGE, "where", "dans le couloir près de l'ascenseur", "cut_lift", 0.74),
        (VULNERABLE, "need", "il a besoin de l'ascenseur", "cut_lift", 0.97),
    ],
)
def test_an_answer_is_taken_whatever_it_sounds_like(
    request_: str, asked: str, text: str, topic: str, sure: float
) -> None:
    assert swallowed(request_, asked, text, topic, sure) == text


async def test_a_lift_out_of_order_is_no_answer_about_the_police(quick: Tenant) -> None:
    await quick.says("on m'a volé mon vélo hier soir", THEFT)
    aside, again = await quick.says("l'ascenseur est en panne", "cut_lift")
    assert "ascenseur" in aside.text
    assert aside.handoff
    assert "plainte" in again.text
    (request,) = await quick.requests()
    assert (request.state, request.asked) == (RequestState.OPEN, "police")
    (done,) = await quick.says("non", "deny")
    assert request.reference in done.text


async def test_who_waits_for_a_call_may_tell_of_a_cut(quick: Tenant) -> None:
    await quick.says("rappelez moi svp", CALL)
    said = await quick.says("ya plus de lumiere dans l'escalier", "cut_power")
    assert "électricité" in said[0].text
    assert "à quelle heure" in said[-1].text
    assert [request.answers for request in await quick.requests()] == [{}]


async def test_what_was_asked_and_not_understood_goes_to_a_person(quick: Tenant) -> None:
    await quick.says("on est fragiles ici", VULNERABLE)
    question = Question("mon loyer je paie comment", UNCLEAR, 0.7, ("money_rent", "out_of_scope"))
    aside, again = await quick.sends(Message("x", question.text, (question,)))
    assert (aside.handoff, aside.choices) == ("not_understood", ())
    assert "avec vos mots" in again.text
    (request,) = await quick.requests()
    assert "need" not in request.answers


async def test_the_answer_beside_a_question_is_kept(quick: Tenant) -> None:
    await quick.says("je ne peux pas venir mardi", MOVE)
    text = "jeudi matin. et la coupure d'eau c'est quand ?"
    said = await quick.says(text, "cut_water")
    (request,) = await quick.requests()
    assert request.answers["better"] == "jeudi matin"
    assert "C'est noté" in texts(said)


async def test_a_need_told_with_another_topic_is_kept_whole(quick: Tenant) -> None:
    await quick.says("on est fragiles ici", VULNERABLE)
    text = "mon fils est autiste, le bruit l'angoisse"
    parts = ("mon fils est autiste", VULNERABLE), ("le bruit l'angoisse", "nuisance_noise")
    await quick.says(text, "", *parts)
    (request,) = await quick.requests()
    assert request.answers["need"] == text


def test_a_word_about_what_was_answered_last_fills_no_slot() -> None:
    message = Message("1", "la vitesse", (Question("la vitesse", UNCLEAR, 0.2),))
    after_offer = Matters(message, MOVE, "better", last_topic="offer_what")
    assert after_offer.answer(after_offer.others()) == ""
    assert swallowed(MOVE, "better", "la vitesse", UNCLEAR, 0.2) == "la vitesse"


@pytest.mark.parametrize(
    "text",
    [
        "non laissez tomber c'est reglé",
        "ah non laisse tomber finalement je prends un jour",
        "ah non pardon je l'ai retrouvé",
        "non finalement c'est bon",
        "I don't need it any more thanks",
        "en fait si il est venu pendant que je dormais",
    ],
)
def test_who_changes_their_mind_in_more_words_drops_the_request(text: str) -> None:
    assert words.leaves(text)


@pytest.mark.parametrize(
    "text",
    [
        "annulez le rendez-vous de mardi",
        "la porte laisse passer l'air",
        "il manque la clé retrouvée",
    ],
)
def test_what_only_sounds_so_answers(text: str) -> None:
    assert not words.leaves(text)


@pytest.mark.parametrize(
    "text", ["ah non finalement je serai là", "actually I will be home", "non je prends un jour"]
)
def test_an_appointment_suits_after_all(text: str) -> None:
    assert words.stays(text)


async def test_what_names_no_time_is_asked_once_more_and_then_taken(tenant: Tenant) -> None:
    await tenant.says("je peux pas mardi 5 mai, changez mon rendez-vous", MOVE)
    for said, taken in (("c'était un vélo bleu", None), ("un vélo de course", "un vélo de course")):
        [request] = await tenant.requests()
        assert request.asked == "better"
        await tenant.says(said, UNCLEAR, sure=0.2)
        [request] = await tenant.requests()
        assert request.answers.get("better") == taken


async def test_any_time_is_an_answer(tenant: Tenant) -> None:
    await tenant.says("je peux pas mardi 5 mai, changez mon rendez-vous", MOVE)
    await tenant.says("quand vous voulez", UNCLEAR, sure=0.2)
    [request] = await tenant.requests()
    assert request.answers["better"] == "quand vous voulez"
