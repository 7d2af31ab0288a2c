"""Plans: the messages of a milestone, read, changed, approved once, stopped; and who was told
what is no longer so."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from broadcaster.campaigns.models import Broadcast, BroadcastState, Moment, PlannedMessage
from broadcaster.campaigns.preview.preview import Terms
from broadcaster.console.keys import ConsoleConfig
from broadcaster.database import Database
from broadcaster.sending.models import Delivery, DeliveryState
from broadcaster.sending.texts.tariff import Tariff
from broadcaster.works.models import Milestone, MilestoneState
from tests.broadcaster.console.journeys import (
    Client,
    Fields,
    approved,
    as_read,
    on_sqlite,
    readable,
    refused,
    release,
    text_of,
    written,
)
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.support.clock import MovableClock


@pytest.fixture
def config(config: ConsoleConfig) -> ConsoleConfig:
    """An SMS costs ten cents."""
    return replace(config, terms=Terms(Tariff(Decimal("0.10")), "LesLilas", "+33199000100"))


@pytest.fixture
def page(neighbourhood: Neighbourhood) -> str:
    """The path of the milestone: the scaffolding of staircase A1, in a week."""
    return f"/staff/milestones/{neighbourhood.milestone_id}"


@pytest.fixture
async def plan(client: Client, page: str) -> str:
    """The path of the milestone, its messages written."""
    answer = await client.post(f"{page}/plan")
    assert answer.url.path == page
    assert "Relisez-les, puis validez le plan" in readable(await answer.text())
    return page


@pytest.fixture
async def running(client: Client, plan: str) -> str:
    """The same, approved."""
    answer = await approved(client, plan, "plan/approve")
    assert "Le plan est validé" in readable(await answer.text())
    return plan


async def test_the_messages_are_shown_with_their_moments_before_they_are_approved(
    client: Client, database: Database, page: str
) -> None:
    assert "Préparer ces messages" in await text_of(client, page)
    await client.post(f"{page}/plan")
    text = await text_of(client, page)
    assert "Plan à valider" in text
    assert "30 jours avant" in text
    assert "monté : du lundi 11 mai, 9 h, au mardi 12 mai, 9 h. Videz votre balcon." in text
    assert "La veille" in text
    assert "Samedi 9 mai 2026 à 17 h" in text  # the eve is a Sunday
    assert "Quand l'étape sera marquée « Terminée »" in text
    async with database.read() as session:
        assert list(await session.scalars(select(Broadcast))) == []


async def test_an_approved_plan_shows_what_became_of_each_message(
    client: Client, database: Database, running: str
) -> None:
    text = await text_of(client, running)
    assert "Plan validé" in text
    assert "Validé par Nadia Benali lundi 4 mai 2026 à 9 h" in text
    async with database.read() as session:
        made = list(await session.scalars(select(Broadcast)))
    assert {one.state for one in made} == {BroadcastState.SCHEDULED}
    for broadcast in made:
        assert f'href="/staff/broadcasts/{broadcast.id}"' in text
    assert "a validé les messages prévus" in await text_of(client, "/staff/audit")


async def test_a_plan_is_approved_once(client: Client, running: str) -> None:
    assert "Valider le plan" not in await text_of(client, running)
    answer = await client.post(f"{running}/plan/approve")
    assert "Ces messages sont déjà validés" in await refused(answer)


@on_sqlite
@pytest.mark.parametrize(
    "changed",
    [
        {"wanted": "yes", "body": "Texte que personne n'a lu."},
        {"wanted": "yes", "body": "Rappel.", "version-tr": "Kimse okumadı."},
        {"body": "Rappel. Échafaudage : {quand}."},
    ],
    ids=["text", "another language", "left out"],
)
async def test_a_plan_that_changed_since_it_was_read_is_read_again(
    client: Client, database: Database, plan: str, changed: dict[str, str]
) -> None:
    old = await as_read(client, plan)
    await client.post(f"{plan}/plan/j7", data=changed)
    answer = await client.post(f"{plan}/plan/approve", data=old)
    text = readable(await answer.text())
    assert answer.status == 409
    assert "Le texte a changé depuis que vous l'avez lu : relisez-le." in text
    assert "Plan à valider" in text
    async with database.read() as session:
        assert list(await session.scalars(select(Broadcast))) == []
    again = await approved(client, plan, "plan/approve")
    assert "Le plan est validé" in readable(await again.text())


@on_sqlite
async def test_a_plan_is_read_again_when_its_date_moved(
    client: Client, database: Database, neighbourhood: Neighbourhood, plan: str
) -> None:
    old = await as_read(client, plan)
    async with database.write() as session:
        milestone = await session.get_one(Milestone, neighbourhood.milestone_id)
        milestone.ends_at += timedelta(days=1)
    assert (await client.post(f"{plan}/plan/approve", data=old)).status == 409
    assert (await client.post(f"{plan}/plan/approve")).status == 409


async def test_a_stopped_plan_sends_nothing_more(
    client: Client, database: Database, running: str
) -> None:
    answer = await client.post(f"{running}/plan/stop")
    text = readable(await answer.text())
    assert "Plan arrêté" in text
    assert "Valider le plan" in text
    async with database.read() as session:
        states = set(await session.scalars(select(Broadcast.state)))
    assert states == {BroadcastState.CANCELLED}
    again = await client.post(f"{running}/plan/stop")
    assert "Il n'y a rien à arrêter" in await refused(again)


async def test_a_message_can_be_changed_or_left_out(
    client: Client, database: Database, plan: str
) -> None:
    form = await text_of(client, f"{plan}/plan/j1")
    assert "Message : la veille" in form
    assert "Rappel. Échafaudage : {quand}." in form
    data = {"wanted": "yes", "body": "Demain, l'échafaudage.", "version-tr": "İskele: {quand}."}
    answer = await client.post(f"{plan}/plan/j1", data=data)
    assert answer.url.path == plan
    text = readable(await answer.text())
    assert "Demain, l'échafaudage." in text
    assert "İskele: du lundi 11 mai" in text
    await client.post(f"{plan}/plan/j30", data={"body": "Rien"})
    assert "Pas envoyé" in await text_of(client, plan)
    async with database.read() as session:
        wanted = {m.moment: m.wanted for m in await session.scalars(select(PlannedMessage))}
    assert wanted[Moment.J1]
    assert not wanted[Moment.J30]


async def test_a_message_changed_after_the_approval_waits_for_another_one(
    client: Client, database: Database, running: str
) -> None:
    assert "il faudra le valider de nouveau" in await text_of(client, f"{running}/plan/j1")
    await client.post(f"{running}/plan/j1", data={"wanted": "yes", "body": "Autre texte."})
    assert "À valider" in await text_of(client, running)
    assert "Envois à valider" in await text_of(client, "/staff/")
    async with database.read() as session:
        changed = await session.scalar(select(Broadcast).where(Broadcast.body == "Autre texte."))
    assert changed is not None
    text = await text_of(client, f"/staff/broadcasts/{changed.id}")
    assert "Plan d'une étape" in text
    assert "Renvoyer au brouillon" not in text
    edit = await client.get(f"/staff/broadcasts/{changed.id}/edit")
    assert edit.url.path == f"{running}/plan/j1"


@on_sqlite
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"body": " "}, "Ce champ est vide"),
        ({"body": "Le {jour}"}, "n'est pas un mot à remplir"),
        ({"body": "Bon", "version-tr": "{gün}"}, "n'est pas un mot à remplir"),
        ({"body": "Bon", "version-tr": "x" * 4001}, "4000 au plus"),
    ],
    ids=["empty", "placeholder", "placeholder of another language", "long"],
)
async def test_a_wrong_text_is_refused_with_the_reason(
    client: Client, database: Database, plan: str, data: dict[str, str], sentence: str
) -> None:
    answer = await client.post(f"{plan}/plan/j1", data={"version-ar": "مرحبا", **data})
    text = await refused(answer)
    assert sentence in text
    assert "مرحبا" in text
    async with database.read() as session:
        texts = set(await session.scalars(select(PlannedMessage.body)))
    assert data["body"] not in texts


async def test_a_milestone_that_is_cancelled_has_nothing_to_announce(
    client: Client, database: Database, neighbourhood: Neighbourhood, plan: str
) -> None:
    async with database.write() as session:
        milestone = await session.get_one(Milestone, neighbourhood.milestone_id)
        milestone.state = MilestoneState.CANCELLED
    assert "Valider le plan" not in await text_of(client, plan)
    answer = await client.post(f"{plan}/plan/approve")
    assert "il n'y a plus rien à annoncer" in await refused(answer)


@pytest.mark.parametrize("path", ["plan/j1", "plan/jamais"])
async def test_a_message_that_is_not_there_is_not_found(
    client: Client, page: str, path: str
) -> None:
    assert (await client.get(f"{page}/{path}")).status == 404
    assert (await client.post(f"{page}/{path}", data={"body": "x"})).status == 404
    assert (await client.post(f"{page}/plan/approve")).status == 404


async def tell_everybody(
    client: Client, database: Database, clock: MovableClock, fields: Fields
) -> None:
    """Three households are told the date."""
    path = await written(client, fields)
    await client.post(f"{path}/schedule", data={"when": "now"})
    await release(database, clock)
    async with database.write() as session:
        for row in await session.scalars(select(Delivery)):
            row.state = DeliveryState.DELIVERED


MOVED = {
    "first_day": "2026-06-01",
    "last_day": "2026-06-02",
    "first_hour": "",
    "last_hour": "",
    "state": "planned",
    "detail": "Ma longue phrase",
}


async def test_moving_a_date_that_was_told_shows_what_follows_before_it_is_saved(
    client: Client, database: Database, clock: MovableClock, page: str, fields: Fields
) -> None:
    await tell_everybody(client, database, clock, fields)
    answer = await client.post(page, data=MOVED)
    text = readable(await answer.text())
    assert "Vérifiez avant d'enregistrer" in text
    assert "<strong>3 téléphones ont reçu l'ancienne date.</strong>" in text
    assert "Quelqu'un de l'équipe devra le valider" in text
    assert "L'échafaudage : la date change. C'est : du lundi 1er juin au mardi 2 juin" in text
    for name in ("Martin", "Yilmaz", "Nguyen"):
        assert name in text
    async with database.read() as session:
        assert list(await session.scalars(select(Milestone.starts_at))) == [
            datetime.fromisoformat("2026-05-11T07:00:00+00:00")
        ]


async def test_going_back_loses_nothing_and_saves_nothing(
    client: Client, database: Database, clock: MovableClock, page: str, fields: Fields
) -> None:
    await tell_everybody(client, database, clock, fields)
    text = await (await client.post(page, data={**MOVED, "action": "back"})).text()
    assert "Changer cette étape" in text
    assert 'value="2026-06-01"' in text
    assert "Ma longue phrase" in text
    async with database.read() as session:
        assert list(await session.scalars(select(Milestone.detail))) == [""]


async def test_saving_prepares_one_correction_for_those_who_were_told(
    client: Client, database: Database, clock: MovableClock, page: str, fields: Fields
) -> None:
    await tell_everybody(client, database, clock, fields)
    clock.advance(timedelta(minutes=1))
    answer = await client.post(page, data={**MOVED, "action": "save"})
    text = readable(await answer.text())
    assert "3 téléphones ont reçu une information qui n'est plus vraie." in text
    assert "3 téléphones ont reçu l'ancienne information" in text  # the alert
    async with database.read() as session:
        waiting = BroadcastState.TO_APPROVE
        correction = await session.scalar(select(Broadcast).where(Broadcast.state == waiting))
    assert correction is not None
    approval = await text_of(client, f"/staff/broadcasts/{correction.id}")
    assert "Cette correction va seulement à ceux qui ont reçu l'ancienne information" in approval
    assert "<strong>3 téléphones</strong>" in approval
    assert "<dt>Messages</dt><dd>3</dd>" in approval
    assert "<dt>SMS à payer</dt><dd>3</dd>" in approval
    assert "<dt>Prix estimé</dt><dd>0,30 €</dd>" in approval
    told = await text_of(client, f"{page}/told")
    assert "du lundi 11 mai, 9 h, au mardi 12 mai, 9 h" in told
    assert "Martin" in told
    assert "+33639980011" not in told


async def test_the_words_of_a_correction_can_be_changed_but_not_its_readers(
    client: Client, database: Database, clock: MovableClock, page: str, fields: Fields
) -> None:
    await tell_everybody(client, database, clock, fields)
    await client.post(page, data={**MOVED, "action": "save"})
    async with database.read() as session:
        waiting = BroadcastState.TO_APPROVE
        correction = await session.scalar(select(Broadcast).where(Broadcast.state == waiting))
    assert correction is not None
    form = await text_of(client, f"/staff/broadcasts/{correction.id}/edit")
    assert "Escalier 1" not in form
    assert f'type="hidden" name="site" value="{fields["site"]}"' in form


async def test_a_change_nobody_was_told_of_is_saved_at_once(client: Client, page: str) -> None:
    answer = await client.post(page, data=MOVED)
    assert "L'étape est enregistrée" in readable(await answer.text())


async def test_a_change_of_the_detail_alone_is_saved_at_once(
    client: Client, database: Database, clock: MovableClock, page: str, fields: Fields
) -> None:
    await tell_everybody(client, database, clock, fields)
    same = {"first_day": "2026-05-11", "first_hour": "09:00"}
    same |= {"last_day": "2026-05-12", "last_hour": "09:00"}
    answer = await client.post(page, data={**MOVED, **same})
    assert "L'étape est enregistrée" in readable(await answer.text())


async def test_with_a_plan_that_runs_the_correction_leaves_by_itself(
    client: Client, database: Database, clock: MovableClock, running: str, fields: Fields
) -> None:
    await tell_everybody(client, database, clock, fields)
    text = readable(await (await client.post(running, data=MOVED)).text())
    assert "Ils recevront un SMS de correction tout de suite." in text
    assert "Les messages prévus suivent la nouvelle date" in text
    assert "7 jours avant : lundi 25 mai 2026" not in text  # Whit Monday is a holiday
    assert "7 jours avant : samedi 23 mai 2026 à 10 h" in text


async def test_cancelling_what_was_told_says_so(
    client: Client, database: Database, clock: MovableClock, page: str, fields: Fields
) -> None:
    await tell_everybody(client, database, clock, fields)
    text = readable(await (await client.post(page, data={**MOVED, "state": "cancelled"})).text())
    assert "cela n'a plus lieu" in text
    assert "Les messages prévus" not in text


async def test_nobody_to_correct_is_said_so(client: Client, page: str) -> None:
    assert "Personne." in await text_of(client, f"{page}/told")
