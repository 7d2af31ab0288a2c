"""A second request that is begun while another one is open."""

from datetime import timedelta

from broadcaster.console.words import say
from broadcaster.conversations.requests import SILENCE, RequestState, end_silent
from tests.bot.actions.flows.conftest import Tenant, texts

MOVE, THEFT, NO_SHOW, CALL = (
    "access_reschedule",
    "report_theft",
    "access_no_show",
    "speak_to_human",
)
DEFECT = "quality_defect"


async def states(tenant: Tenant) -> list[tuple[str, RequestState]]:
    return [(one.topic, one.state) for one in await tenant.requests()]


async def test_it_is_kept_in_one_sentence_and_the_open_one_is_asked_on(tenant: Tenant) -> None:
    await tenant.says("personne n'est venu", NO_SHOW)
    said = await tenant.says("on m'a volé mon vélo", THEFT)
    assert "17" in texts(said)
    assert "Noté aussi : un vol" in texts(said)
    assert "Quel jour avez-vous attendu" in said[-1].text
    assert await states(tenant) == [(NO_SHOW, RequestState.OPEN), (THEFT, RequestState.NEXT)]


async def test_it_is_begun_when_the_first_is_done(tenant: Tenant) -> None:
    await tenant.says("personne n'est venu", NO_SHOW)
    await tenant.says("on m'a volé mon vélo", THEFT)
    said = await tenant.says("ce matin, le plombier")
    first, _second = await tenant.requests()
    assert first.reference in texts(said)
    assert "Passons à l'autre sujet : un vol" in texts(said)
    assert "C'était quand" in said[-1].text
    assert await states(tenant) == [(NO_SHOW, RequestState.DONE), (THEFT, RequestState.OPEN)]


async def test_it_takes_its_own_answers_then(quick: Tenant) -> None:
    await quick.says("personne n'est venu", NO_SHOW)
    await quick.says("on m'a volé mon vélo", THEFT)
    await quick.says("ce matin, le plombier")
    await quick.says("hier soir")
    said = await quick.says("non")
    assert "Portez plainte" in texts(said)
    _first, second = await quick.requests()
    assert second.state is RequestState.DONE
    assert second.answers["when"] == "hier soir"


async def test_it_is_begun_too_when_the_first_is_dropped(quick: Tenant) -> None:
    await quick.says("je ne peux pas venir mardi", MOVE)
    await quick.says("la porte ferme mal", DEFECT)
    said = await quick.says("laissez tomber")
    assert "un travail mal fait" in texts(said)
    assert await states(quick) == [(MOVE, RequestState.LEFT), (DEFECT, RequestState.OPEN)]


async def test_whoever_wants_a_person_is_asked_of_neither(quick: Tenant) -> None:
    await quick.says("je ne peux pas venir mardi", MOVE)
    await quick.says("on m'a volé mon vélo", THEFT)
    await quick.says("rappelez-moi", CALL)
    assert await states(quick) == [
        (MOVE, RequestState.DONE),
        (THEFT, RequestState.DONE),
        (CALL, RequestState.OPEN),
    ]


def test_staff_read_every_state_in_words() -> None:
    assert all(say(f"request.{state}") for state in RequestState)


async def test_the_same_matter_is_kept_once(quick: Tenant) -> None:
    await quick.says("je ne peux pas venir mardi", MOVE)
    await quick.says("on m'a volé mon vélo", THEFT)
    await quick.says("on m'a volé aussi ma trottinette", THEFT)
    assert len(await quick.requests()) == 2


async def test_both_reach_a_person_when_no_answer_comes(tenant: Tenant) -> None:
    await tenant.says("je ne peux pas venir mardi", MOVE)
    await tenant.says("on m'a volé mon vélo", THEFT)
    later = tenant.line.clock() + SILENCE + timedelta(minutes=1)
    async with tenant.line.database.write() as session:
        await end_silent(session, later)
    assert {state for _topic, state in await states(tenant)} == {RequestState.SILENT}
