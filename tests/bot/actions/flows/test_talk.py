"""Requests completed question by question: what is asked, what is kept, how they end."""

from datetime import timedelta

import pytest

from bot.actions.message import Message, Question
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.requests import ADDED, RequestState
from tests.bot.actions.conftest import STRANGER
from tests.bot.actions.flows.conftest import Tenant, texts
from tests.broadcaster.works.estate import milestone, on

MOVE, THEFT, DAMAGE = "access_reschedule", "report_theft", "money_damage"
DEFECT, VULNERABLE, CALL = "quality_defect", "household_vulnerable", "speak_to_human"


async def test_a_theft_is_asked_for_step_by_step_and_ends_with_a_person(tenant: Tenant) -> None:
    first = await tenant.says("on m'a volé des affaires", THEFT)
    assert "17" in texts(first)
    assert first[-1].text == "Qu'est-ce qui a été volé ?"
    assert "quand ?" in texts(await tenant.says("mon vélo"))
    assert "plainte" in texts(await tenant.says("hier soir"))
    (done,) = await tenant.says("non", "deny")
    (request,) = await tenant.requests()
    (thread,) = await tenant.threads()
    assert request.state is RequestState.DONE
    assert request.thread_id == thread.id
    assert request.answers == {"what": "mon vélo", "when": "hier soir", "police": "non"}
    assert request.reference in done.text
    assert done.handoff == "needs_person"
    assert (thread.topic, thread.urgent) == (THEFT, False)


async def test_what_the_text_tells_is_not_asked(quick: Tenant) -> None:
    (opening, done) = await quick.says("le plombier est pas venu ce matin", "access_no_show")
    assert "Désolé" in opening.text
    assert "C'est noté" in done.text


async def test_one_answer_may_tell_two_things(quick: Tenant) -> None:
    await quick.says("vos ouvriers ont fait des dégâts", DAMAGE)
    (asked,) = await quick.says("la télé, dans le salon")
    assert asked.text == "Depuis quel jour ?"


async def test_the_only_appointment_of_the_calendar_is_the_one_to_move(quick: Tenant) -> None:
    line = quick.line
    await line.facts(
        milestone(
            line.estate, "bathroom", on(12, 9), on(12, 12),
            title="Salle de bain", staircase_id=line.estate.a1,
        )
    )  # fmt: skip
    known, asked = await quick.says("je ne peux pas être là", MOVE)
    assert "Salle de bain, mardi 12 mai, de 9 h à 12 h" in known.text
    assert "Quels jours" in asked.text
    (request,) = await quick.requests()
    assert request.answers == {"which": "Salle de bain, mardi 12 mai, de 9 h à 12 h"}


async def test_which_appointment_is_asked_where_the_calendar_does_not_tell(quick: Tenant) -> None:
    (asked,) = await quick.says("je ne peux pas être là", MOVE)
    assert "Quel rendez-vous" in asked.text
    (asked,) = await quick.says("celui de mardi")
    assert "Quels jours" in asked.text
    (done,) = await quick.says("jeudi matin ou vendredi")
    assert "pas encore changé" in done.text


async def test_a_stranger_is_asked_where_they_live_and_is_remembered(quick: Tenant) -> None:
    quick.number = STRANGER
    await quick.says("il y a une fuite sous l'évier depuis hier", DEFECT)
    assert [request.asked for request in await quick.requests()] == ["home"]
    (done,) = await quick.says("bat A escalier 1 appartement 11", "inform_place")
    assert "C'est noté" in done.text
    who = await quick.line.who(STRANGER)
    assert who.staircase_id == quick.line.estate.a1


@pytest.mark.parametrize("words", ["laisse tomber", "stop ça", "annuler", "forget it", "vazgeç"])
async def test_a_request_can_be_left_at_any_moment(quick: Tenant, words: str) -> None:
    await quick.says("on m'a volé des affaires", THEFT)
    (left,) = await quick.says(words)
    assert "on arrete là" in left.text
    assert [request.state for request in await quick.requests()] == [RequestState.LEFT]
    assert await quick.threads() == []


async def test_another_question_is_answered_and_the_request_goes_on(quick: Tenant) -> None:
    await quick.says("vos ouvriers ont fait des dégâts", DAMAGE)
    aside, again = await quick.says("vous travaillez le samedi ?", "access_weekend")
    assert "samedi" in aside.text
    assert again.text == "Qu'est-ce qui est abimé ou cassé ?"
    (asked,) = await quick.says("la télé")
    assert "où" in asked.text


async def test_an_answer_and_a_question_in_one_text_are_both_heard(quick: Tenant) -> None:
    await quick.says("je ne peux pas venir mardi", MOVE)
    said = await quick.says(
        "jeudi matin. et vous travaillez le samedi ?",
        "",
        ("jeudi matin", MOVE),
        ("vous travaillez le samedi ?", "access_weekend"),
    )
    assert "samedi" in said[0].text
    assert "C'est noté" in said[-1].text


@pytest.mark.parametrize("topic", ["service_anger", CALL])
async def test_whoever_is_angry_or_wants_a_person_is_asked_no_more(
    quick: Tenant, topic: str
) -> None:
    await quick.says("je ne peux pas venir mardi", MOVE)
    said = await quick.says("je veux parler a quelqu'un de chez vous", topic)
    assert [request.state for request in await quick.requests()] == [RequestState.DONE]
    assert any(answer.handoff for answer in said)


async def test_danger_comes_first_and_nothing_is_asked_in_answer(quick: Tenant) -> None:
    await quick.says("vos ouvriers ont fait des dégâts", DAMAGE)
    (safety,) = await quick.says("le plafond s'est effondré", "emergency_collapse")
    assert safety.urgent
    (request,) = await quick.requests()
    assert (request.state, request.asked) == (RequestState.OPEN, "what")


async def test_an_answer_that_only_sounds_like_danger_is_an_answer(quick: Tenant) -> None:
    await quick.says("on m'a volé des affaires", THEFT)
    (asked,) = await quick.says("mon vélo électrique", "emergency_electric", sure=0.61)
    assert "quand" in asked.text


async def test_a_message_tried_again_is_not_taken_for_the_next_answer(quick: Tenant) -> None:
    await quick.says("vos ouvriers ont fait des dégâts", DAMAGE)
    message = Message("same", "la télé", (Question("la télé", "out_of_scope", 0.5),))
    first, second = await quick.sends(message), await quick.sends(message)
    assert first == second
    (request,) = await quick.requests()
    assert request.answers == {"what": "la télé"}


async def test_oxygen_is_shown_to_staff_at_once_and_as_urgent(quick: Tenant) -> None:
    said = await quick.says("ma mère est sous oxygène jour et nuit", VULNERABLE)
    assert "infos de santé" in texts(said)
    (thread,) = await quick.threads()
    assert (thread.urgent, thread.topic) == (True, VULNERABLE)


async def test_what_a_household_needs_is_asked_in_its_own_words(quick: Tenant) -> None:
    said = await quick.says("on est fragiles ici", VULNERABLE)
    assert "avec vos mots" in said[-1].text
    await quick.says("mon fils est autiste, le bruit l'angoisse")
    (request,) = await quick.requests()
    assert request.answers["need"] == "mon fils est autiste, le bruit l'angoisse"
    assert not request.urgent


async def test_a_greeting_answers_nothing_and_the_question_is_asked_again(quick: Tenant) -> None:
    await quick.says("on m'a volé mon vélo", THEFT)
    (asked,) = await quick.says("bonjour", "service_greet")
    assert "quand" in asked.text


async def test_an_appointment_that_suits_after_all_is_not_moved(quick: Tenant) -> None:
    await quick.says("je ne peux pas venir mardi", MOVE)
    (asked,) = await quick.says("en fait je serai là")
    assert "on arrete là" in asked.text
    await quick.says("je ne peux pas venir mardi", MOVE)
    (done,) = await quick.says("je serai là jeudi matin")
    assert "C'est noté" in done.text


async def test_staff_read_the_first_message_as_it_was_written(quick: Tenant) -> None:
    await quick.says("on ma volé mon velo svp", THEFT)
    (request,) = await quick.requests()
    assert request.said == request.answers["what"] == "on ma volé mon velo svp"


async def test_a_call_is_arranged_only_when_one_is_wanted(quick: Tenant) -> None:
    (handed,) = await quick.says("je veux parler à quelqu'un", CALL)
    assert handed.handoff == "asked_person"
    assert await quick.requests() == []
    (asked,) = await quick.says("appelez-moi svp", CALL)
    assert "à quelle heure" in asked.text
    (done,) = await quick.says("demain vers 14h")
    assert "va vous appeler" in done.text


@pytest.mark.parametrize(
    ("number", "said"), [("06 39 98 12 34", "va vous appeler"), ("le mien", "répondre ici")]
)
async def test_in_the_chat_a_number_is_needed_to_call(
    quick: Tenant, number: str, said: str
) -> None:
    quick.number = "web:abc"
    await quick.says("appelez-moi svp", CALL)
    (asked,) = await quick.says("demain matin")
    assert "numéro" in asked.text
    (done,) = await quick.says(number)
    assert said in done.text


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", "What was stolen?"),
        ("tr", "Ne calindi?"),
        ("pt", "O que foi roubado?"),
        ("ar", "ماذا"),
    ],
)
async def test_the_questions_are_in_the_tenants_language(
    quick: Tenant, language: str, asked: str
) -> None:
    await quick.line.speaks(quick.number, language)
    said = await quick.says("!", THEFT)
    assert asked in said[-1].text


async def test_the_place_asked_for_another_question_is_no_answer_to_this_one(
    quick: Tenant,
) -> None:
    quick.number = STRANGER
    when = "quand commencent les travaux ?"
    await quick.says(f"une fuite. et {when}", "", ("une fuite", DEFECT), (when, "works_start"))
    async with quick.line.database.read() as session:
        who = await session.get_one(Correspondent, (await quick.line.who(STRANGER)).id)
    assert who.pending_topic is not None
    said = await quick.says("bat A escalier 1", "inform_place")
    (request,) = await quick.requests()
    assert request.asked == "where"
    assert "C'est où" in said[-1].text


async def test_a_day_later_the_request_is_still_where_it_was(quick: Tenant) -> None:
    await quick.says("vos ouvriers ont fait des dégâts", DAMAGE)
    quick.line.clock.advance(timedelta(hours=20))
    (asked,) = await quick.says("la télé")
    assert "où" in asked.text


async def test_an_earlier_answer_is_put_right(quick: Tenant) -> None:
    await quick.says("on m'a volé mon vélo hier", THEFT)
    (asked,) = await quick.says("ah non pardon, le vélo de mon fils et la trottinette")
    assert "plainte" in asked.text
    (request,) = await quick.requests()
    assert request.answers["what"].endswith("ah non pardon, le vélo de mon fils et la trottinette")
    assert "police" not in request.answers


async def test_a_second_trouble_is_no_day(quick: Tenant) -> None:
    await quick.says("le robinet goutte dans la cuisine", DEFECT)
    (asked,) = await quick.says("et la porte du placard ferme plus", DEFECT)
    assert asked.text == "Depuis quel jour ?"
    await quick.says("depuis lundi")
    (request,) = await quick.requests()
    assert "placard" in request.answers["what"]
    assert request.answers["since"] == "depuis lundi"


async def test_who_knows_no_day_is_not_asked_for_ever(quick: Tenant) -> None:
    await quick.says("le robinet goutte dans la cuisine", DEFECT)
    await quick.says("et la porte du placard ferme plus", DEFECT)
    await quick.says("et la fenetre de la chambre non plus", DEFECT)
    (request,) = await quick.requests()
    assert request.state is RequestState.DONE


async def test_a_day_is_nothing_stolen(quick: Tenant) -> None:
    await quick.says("on nous a volé des affaires dans la cave", THEFT)
    (asked,) = await quick.says("hier soir", sure=0.3)
    assert asked.text == "Qu'est-ce qui a été volé ?"
    (asked,) = await quick.says("une visseuse")
    assert "plainte" in asked.text
    (request,) = await quick.requests()
    assert request.answers == {"what": "une visseuse", "when": "hier soir"}


async def test_who_pays_for_a_theft_is_not_about_the_rent(quick: Tenant) -> None:
    await quick.says("on nous a volé des affaires", THEFT)
    said, asked = await quick.says("je serai remboursé ?", "money_compensation")
    assert said.topic == THEFT
    assert asked.text == "Qu'est-ce qui a été volé ?"


@pytest.mark.parametrize(
    "text", ["mon rdv a été annulé par le chantier ?", "was my visit cancelled?"]
)
async def test_who_asks_whether_a_visit_is_off_does_not_move_it(quick: Tenant, text: str) -> None:
    (answer,) = await quick.says(text, MOVE)
    assert answer.topic == "works_my_flat"
    assert await quick.requests() == []


async def test_danger_is_no_answer_where_no_answer_is_told(quick: Tenant) -> None:
    await quick.says("je peux pas mardi", MOVE)
    (safety,) = await quick.says("ضرب العمال رأسي", "emergency_violence", sure=0.3)
    assert safety.urgent
    (asked,) = await quick.says("jeudi, mon vélo électrique est là", "emergency_electric", sure=0.5)
    assert "C'est noté" in asked.text


async def test_who_was_to_come_is_no_day_to_have_waited(quick: Tenant) -> None:
    await quick.says("toujours personne, j'attends", "access_no_show")
    (again,) = await quick.says("c'etait pour l'echafaudage", "works_progress", sure=0.5)
    assert "Quel jour" in again.text
    (done,) = await quick.says("ce matin a 9h")
    assert "C'est noté" in done.text
    (request,) = await quick.requests()
    assert request.answers["trade"] == "c'etait pour l'echafaudage"


async def test_who_wants_no_other_day_is_not_asked_again(quick: Tenant) -> None:
    await quick.says("annulez mon rendez-vous de lundi", "access_reschedule")
    (done,) = await quick.says("je veux pas d'autre date", "access_reschedule")
    assert "pas encore annulé" in done.text
    assert done.handoff == "needs_person"


async def test_a_call_in_ones_language_is_arranged(quick: Tenant) -> None:
    await quick.says("posso pedir para me ligarem em português?", "service_language")
    (done,) = await quick.says("amanhã de tarde", "out_of_scope")
    assert "va vous appeler" in done.text


async def test_a_payment_wanted_meanwhile_is_kept_with_the_request(quick: Tenant) -> None:
    await quick.says("toujours personne, j'attends", "access_no_show")
    (again,) = await quick.says("et je veux etre remboursé", "money_compensation")
    assert "Quel jour" in again.text
    (request,) = await quick.requests()
    assert "remboursé" in request.answers[ADDED]
