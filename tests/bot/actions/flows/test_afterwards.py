"""What tenants say of a request that a person already has."""

from datetime import timedelta

import pytest

from bot.actions.flows.afterwards import reference_in
from broadcaster.conversations.models import ThreadState
from broadcaster.conversations.requests import ADDED, RequestState, TenantRequest
from tests.bot.actions.conftest import STRANGER
from tests.bot.actions.flows.conftest import Tenant, texts

DAMAGE, VULNERABLE, MOVE = "money_damage", "household_vulnerable", "access_reschedule"
THANKS, SIGNED_OUT = "service_thanks", "out_of_scope"


async def handed_over(tenant: Tenant) -> TenantRequest:
    """A complaint of damage that went to a person."""
    await tenant.says("vos ouvriers ont cassé ma télé dans le salon hier", DAMAGE)
    (request,) = await tenant.requests()
    assert request.state is RequestState.DONE
    return request


@pytest.mark.parametrize(
    "text",
    [
        "en fait laissez tomber",
        "c'est réglé merci",
        "annulez ma demande svp ?",
        "finalement c'est bon",
        "Plus besoin qu'on me rappelle, on m'a rappelé",
    ],
)
async def test_a_request_is_withdrawn_and_nobody_waits(quick: Tenant, text: str) -> None:
    request = await handed_over(quick)
    (answer,) = await quick.says(text, THANKS)
    assert f"votre demande {request.reference} est retirée" in answer.text
    assert answer.handoff is None
    (request,) = await quick.requests()
    (thread,) = await quick.threads()
    assert request.state is RequestState.WITHDRAWN
    assert (thread.state, thread.unanswered_since) == (ThreadState.WAITING, None)


async def test_a_withdrawn_request_is_withdrawn_on_both_databases(tenant: Tenant) -> None:
    request = await handed_over(tenant)
    await tenant.says(f"{request.reference.lower()} c'est réglé")
    (request,) = await tenant.requests()
    assert request.state is RequestState.WITHDRAWN


async def test_what_may_cost_a_life_stays_with_a_person(quick: Tenant) -> None:
    await quick.says(
        "mon mari est sous oxygène à la maison jour et nuit, il ne peut pas", VULNERABLE
    )
    (answer,) = await quick.says("laissez tomber")
    assert "15" in answer.text
    assert answer.handoff == "needs_person"
    (thread,) = await quick.threads()
    assert (thread.state, thread.urgent) == (ThreadState.OPEN, True)


async def test_an_appointment_that_suits_after_all_is_not_moved(quick: Tenant) -> None:
    await quick.says("je peux pas mardi", MOVE)
    await quick.says("jeudi matin")
    (answer,) = await quick.says("finalement je serai là", "access_presence")
    assert "retirée" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "annulez le rendez-vous",  # of an appointment, not of the damage
        "c'est réglé ?",  # asked, not said
        "merci beaucoup",
        "la porte ferme plus",
    ],
)
async def test_other_words_withdraw_nothing(quick: Tenant, text: str) -> None:
    await handed_over(quick)
    await quick.says(text, THANKS)
    assert (await quick.requests())[0].state is RequestState.DONE


async def test_two_days_later_it_needs_the_reference(quick: Tenant) -> None:
    request = await handed_over(quick)
    quick.line.clock.advance(timedelta(days=2))
    await quick.says("laissez tomber", THANKS)
    assert [one.state for one in await quick.requests()] == [RequestState.DONE]
    await quick.says(f"laissez tomber {request.reference}", THANKS)
    assert [one.state for one in await quick.requests()] == [RequestState.WITHDRAWN]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("je me suis trompé c'est le 4e étage pas le 3e", "service_wrong_number"),
        ("en fait c'est la tele de la chambre", "nlu_fallback"),
        ("pardon c'était avant-hier", "works_my_flat"),
        ("i meant the bedroom", "nlu_fallback"),
    ],
)
async def test_a_correction_is_added_for_staff(quick: Tenant, text: str, topic: str) -> None:
    request = await handed_over(quick)
    (answer,) = await quick.says(text, topic, sure=0.5)
    assert answer.text == (
        f"C'est ajouté à votre demande {request.reference}. Une personne le lira."
    )
    assert answer.handoff == "needs_person"
    (request,) = await quick.requests()
    assert request.answers[ADDED] == text


async def test_another_matter_is_no_correction(quick: Tenant) -> None:
    await handed_over(quick)
    (answer,) = await quick.says("en fait on fait quoi des encombrants", "nuisance_waste")
    assert "ajouté" not in answer.text
    (request,) = await quick.requests()
    assert ADDED not in request.answers


async def test_it_is_said_where_a_request_stands(quick: Tenant) -> None:
    request = await handed_over(quick)
    (answer,) = await quick.says("et ma demande vous en êtes où", SIGNED_OUT)
    assert f"L'équipe a votre demande {request.reference} depuis" in answer.text
    assert answer.handoff == "needs_person"
    await quick.settled_by_staff()
    (answer,) = await quick.says(request.reference, SIGNED_OUT)
    assert "est réglée" in answer.text


async def test_a_reference_of_somebody_else_tells_nothing(quick: Tenant) -> None:
    request = await handed_over(quick)
    quick.number = STRANGER
    assert request.reference not in texts(await quick.says(request.reference, SIGNED_OUT))
    assert request.reference not in texts(
        await quick.says(f"annulez ma demande {request.reference}", SIGNED_OUT)
    )
    (request,) = await quick.requests()
    assert request.state is RequestState.DONE


async def test_a_question_beside_it_is_answered(quick: Tenant) -> None:
    await handed_over(quick)
    withdrawn, answered = await quick.says(
        "laissez tomber pour la télé. par contre l'eau c'est coupé quand ?",
        "",
        ("laissez tomber pour la télé", "out_of_scope"),
        ("par contre l'eau c'est coupé quand ?", "cut_water"),
    )
    assert "retirée" in withdrawn.text
    assert answered.topic == "cut_water"


async def test_an_earlier_request_is_asked_after_while_a_new_one_is_made(quick: Tenant) -> None:
    request = await handed_over(quick)
    await quick.says("je peux pas mardi", MOVE)
    stands, asked = await quick.says("et ma demande ?", SIGNED_OUT)
    assert request.reference in stands.text
    assert "Quels jours" in asked.text


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("R-4F7K", "R-4F7K"),
        ("c'est pour r4f7k", "R-4F7K"),
        ("R 4F7K merci", "R-4F7K"),
        ("le rez de chaussée", None),
        ("rdv", None),
    ],
)
def test_a_reference_is_read_however_it_is_written(text: str, reference: str | None) -> None:
    assert reference_in(text) == reference


class TestAdditions:
    @pytest.mark.parametrize(
        ("text", "topic", "sure"),
        [
            ("Pascal Martin appartement 7", "out_of_scope", 0.8),
            ("avant hier", "nlu_fallback", 0.2),
            ("la chambre du fond", "access_furniture", 0.6),
            ("Mme Diallo 3e étage", "inform_place", 0.95),
        ],
    )
    async def test_what_follows_is_added(
        self, quick: Tenant, text: str, topic: str, sure: float
    ) -> None:
        request = await handed_over(quick)
        (answer,) = await quick.says(text, topic, sure=sure)
        assert f"ajouté à votre demande {request.reference}" in answer.text
        (request,) = await quick.requests()
        assert request.answers[ADDED] == text

    @pytest.mark.parametrize(
        ("text", "topic", "sure"),
        [
            ("merci beaucoup", THANKS, 0.95),
            ("ok", "affirm", 0.95),
            ("la coupure c'est quand ?", "cut_water", 0.95),
            ("c'est quoi ce truc ?", "nlu_fallback", 0.2),
            ("l'eau marche plus depuis hier", "cut_water", 0.95),
            ("2", "inform_place", 0.95),
        ],
    )
    async def test_what_is_about_something_else_is_not(
        self, quick: Tenant, text: str, topic: str, sure: float
    ) -> None:
        await handed_over(quick)
        await quick.says(text, topic, sure=sure)
        (request,) = await quick.requests()
        assert ADDED not in request.answers

    async def test_an_hour_later_it_is_not_either(self, quick: Tenant) -> None:
        await handed_over(quick)
        quick.line.clock.moment += timedelta(hours=2)
        await quick.says("Pascal Martin appartement 7", SIGNED_OUT, sure=0.8)
        (request,) = await quick.requests()
        assert ADDED not in request.answers

    async def test_a_day_after_another_answer_is_about_that(self, quick: Tenant) -> None:
        await handed_over(quick)
        quick.line.clock.moment += timedelta(minutes=1)
        await quick.says("la coupure d'eau c'est quand ?", "cut_water")
        await quick.says("mardi", "nlu_fallback", sure=0.2)
        (request,) = await quick.requests()
        assert ADDED not in request.answers


@pytest.mark.parametrize(
    "text", ["annulez {} le robinet est réparé", "{} c'est réparé vous pouvez annuler"]
)
async def test_a_reference_and_the_wish_withdraw_it(quick: Tenant, text: str) -> None:
    request = await handed_over(quick)
    (answer,) = await quick.says(text.format(request.reference), SIGNED_OUT)
    assert "retirée" in answer.text


async def test_a_reminder_withdraws_nothing(quick: Tenant) -> None:
    request = await handed_over(quick)
    await quick.says(f"n'oubliez pas ma demande {request.reference}", SIGNED_OUT)
    assert [one.state for one in await quick.requests()] == [RequestState.DONE]


async def test_a_reference_and_a_remark_are_added(quick: Tenant) -> None:
    request = await handed_over(quick)
    text = f"pour {request.reference} c'est la chambre du fond pas celle de droite"
    (answer,) = await quick.says(text, SIGNED_OUT)
    assert "ajouté" in answer.text


async def test_the_day_of_a_call_is_put_right_and_the_call_withdrawn(quick: Tenant) -> None:
    await quick.says("rappelez-moi demain à 10h", "speak_to_human")
    (answer,) = await quick.says("pardon mardi 10h", MOVE)
    assert "ajouté" in answer.text
    (answer,) = await quick.says("plus besoin de m'appeler", "speak_to_human")
    assert "retirée" in answer.text


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("c'est bon ils ont nettoyé", "nlu_fallback"),
        ("ils ont tout réparé merci", "quality_defect"),
        ("y a plus de fuite depuis que le plombier est passé", "quality_defect"),
        ("bon oubliez ma soeur ouvrira", "access_presence"),
    ],
)
async def test_what_is_mended_or_arranged_is_withdrawn(
    quick: Tenant, text: str, topic: str
) -> None:
    await handed_over(quick)
    (answer,) = await quick.says(text, topic)
    assert "retirée" in answer.text
    assert [one.state for one in await quick.requests()] == [RequestState.WITHDRAWN]


@pytest.mark.parametrize("text", ["c'est pas réparé", "ils ont réparé mais ça fuit encore"])
async def test_what_is_not_mended_is_not_withdrawn(quick: Tenant, text: str) -> None:
    await handed_over(quick)
    await quick.says(text)
    assert [one.state for one in await quick.requests()] == [RequestState.DONE]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("depuis lundi", "cut_tv"),
        ("les ouvriers", "access_weekend"),
        ("palier du 4e", "service_greet"),
        ("non toutes", "deny"),
        ("c'etait pour l'echafaudage", "works_progress"),
        ("et je veux etre remboursé", "money_compensation"),
    ],
)
async def test_a_few_words_right_after_belong_to_it(quick: Tenant, text: str, topic: str) -> None:
    request = await handed_over(quick)
    (answer,) = await quick.says(text, topic, sure=0.85)
    assert f"ajouté à votre demande {request.reference}" in answer.text
    assert answer.handoff == "needs_person"
    (request,) = await quick.requests()
    assert request.answers[ADDED] == text


async def test_no_second_theft_begins_with_the_complaint(quick: Tenant) -> None:
    await quick.says("on m'a volé mon vélo mardi", "report_theft")
    await quick.says("pas encore")
    (answer,) = await quick.says("j'ai porté plainte", "report_theft")
    assert "ajouté" in answer.text
    assert len(await quick.requests()) == 1


@pytest.mark.parametrize(
    ("text", "topic"),
    [("il est sourd", VULNERABLE), ("elle habite avec moi", "service_wrong_number")],
)
async def test_what_is_said_of_somebody_goes_to_their_request(
    quick: Tenant, text: str, topic: str
) -> None:
    await quick.says("ma mère est sous oxygène à la maison", VULNERABLE)
    (answer,) = await quick.says(text, topic)
    assert "ajouté" in answer.text
    assert len(await quick.requests()) == 1


async def test_a_payment_is_wanted_for_a_day_waited_in_vain(quick: Tenant) -> None:
    await quick.says("personne n'est venu hier pour la visite technique", "access_no_show")
    (answer,) = await quick.says("et je veux etre remboursé", "money_compensation")
    assert "ajouté" in answer.text
    assert answer.handoff == "needs_person"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("il est en panne l'ascenseur", "cut_lift"),
        ("depuis lundi plus d'eau chez nous", "cut_water"),
        ("non merci", "deny"),
        ("non", "deny"),
    ],
)
async def test_what_tells_of_something_else_does_not(quick: Tenant, text: str, topic: str) -> None:
    await handed_over(quick)
    (answer, *_) = await quick.says(text, topic)
    assert "ajouté" not in answer.text


async def test_an_hour_later_it_is_about_anything(quick: Tenant) -> None:
    await handed_over(quick)
    quick.line.clock.advance(timedelta(hours=2))
    (answer, *_) = await quick.says("les ouvriers", "access_weekend")
    assert "ajouté" not in answer.text
