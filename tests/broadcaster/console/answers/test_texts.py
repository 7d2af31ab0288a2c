"""The pages of answer texts: the list, trying a text, saving it, the way back."""

import pytest
from sqlalchemy import select

from broadcaster.answers.editing import cases_of, editable_topics
from broadcaster.answers.models import AnswerText
from broadcaster.console.words import said
from broadcaster.database import Database
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client
from tests.broadcaster.console.neighbourhood import Neighbourhood

WATER = "/staff/answers/cut_water"
NEW = {"case": "found", "language": "fr", "channel": "sms", "text": "Eau, {lieu} : {quand}."}


async def texts(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(AnswerText.text)))


async def test_every_topic_is_listed_but_emergencies(client: Client) -> None:
    text = await (await client.get("/staff/answers")).text()
    for topic in editable_topics():
        assert f"/staff/answers/{topic}" in text
    assert "emergency_" not in text
    assert "system.introduction" not in text
    assert (await client.get("/staff/answers/emergency_gas")).status == 404
    assert (await client.get("/staff/answers/system.menu")).status == 404


@pytest.mark.parametrize("topic", editable_topics())
def test_every_topic_and_case_has_its_name(topic: str) -> None:
    assert said(f"topic.{topic}", "") != ""
    for case in cases_of(topic):
        assert said(f"case.{case}", "") != "", case


async def test_a_text_is_shown_with_what_it_may_name_and_how_it_reads(client: Client) -> None:
    text = await (await client.get(f"{WATER}?case=found&language=tr")).text()
    assert "<code>{quand}</code>" in text
    assert "le jour et les heures" in text
    assert "Su kesintisi" in text
    assert "1 SMS (GSM-7" in text
    assert "Pas relu par une personne dont" in text


async def test_a_saved_text_is_said_at_once_and_logged(client: Client, database: Database) -> None:
    answer = await client.post(WATER, data=NEW | {"action": "save"})
    page = await answer.text()
    assert "L&#39;assistant le dit dès maintenant" in page
    assert Nadia.name in page
    assert await texts(database) == [NEW["text"]]
    assert "1 texte changé" in await (await client.get("/staff/answers")).text()
    log = await (await client.get("/staff/audit")).text()
    assert (
        "a changé la réponse « coupure d&#39;eau » (l&#39;information est là, français, SMS)" in log
    )


async def test_trying_a_text_saves_nothing(client: Client, database: Database) -> None:
    answer = await client.post(WATER, data=NEW | {"action": "preview"})
    assert "Eau, bat. A esc. 1 : mercredi 30 septembre" in await answer.text()
    assert await texts(database) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Eau {prenom}", "Le mot {prenom} n&#39;existe pas pour cette réponse"),
        ("Eau [{lieu}", "n&#39;est pas bien fermé"),
        ("", "Ce champ est vide"),
        ("x" * 1001, "1000 au plus"),
    ],
    ids=["unknown placeholder", "bracket", "empty", "too long"],
)
async def test_a_wrong_text_is_refused_with_the_remedy(
    client: Client, database: Database, text: str, sentence: str
) -> None:
    answer = await client.post(WATER, data=NEW | {"text": text, "action": "save"})
    assert answer.status == 400
    assert sentence in await answer.text()
    assert await texts(database) == []


async def test_an_emergency_number_stays(client: Client) -> None:
    path, data = "/staff/answers/report_theft", NEW | {"case": "handoff", "text": "Appelez le 17."}
    answer = await client.post(path, data=data | {"action": "save"})
    assert "doit garder {police}" in await answer.text()


async def test_a_long_text_is_warned_of_and_saved(client: Client, database: Database) -> None:
    long = NEW | {"text": "Une phrase. " * 40, "action": "save"}
    answer = await client.post(WATER, data=long)
    assert answer.status == 200
    assert "plus de 2 SMS" in await answer.text()
    assert len(await texts(database)) == 1


async def test_the_packaged_text_comes_back_and_versions_stay(
    client: Client, database: Database
) -> None:
    await client.post(WATER, data=NEW | {"action": "save"})
    answer = await client.post(WATER, data=NEW | {"action": "restore"})
    text = await answer.text()
    assert "de nouveau le texte d&#39;origine" in text
    assert "Eau, {lieu} : {quand}." in text
    assert "Retour au texte d'origine." in text
    assert await texts(database) == []


async def test_a_site_may_have_a_text_of_its_own(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    data = NEW | {"site": str(neighbourhood.site_id), "action": "save"}
    await client.post(WATER, data=data)
    async with database.read() as session:
        row = (await session.scalars(select(AnswerText))).one()
    assert row.site_id == neighbourhood.site_id
    gone = await client.post(WATER, data=NEW | {"site": "999", "action": "save"})
    assert gone.status == 404
    text = await (await client.get(WATER)).text()
    assert "Seulement Les Lilas" in text


async def test_a_text_is_tried_on_a_real_home(client: Client, neighbourhood: Neighbourhood) -> None:
    home = f"staircase={neighbourhood.staircase_a1}&flat=11"
    text = await (await client.get(f"{WATER}?case=found&{home}")).text()
    assert "avec les informations d'aujourd'hui" in text
    assert "Coupure d&#39;eau, bat. A esc. 1 : mercredi 6 mai, de 9 h à 12 h" in text
    assert "Exemples inventés" not in text
    other = await (await client.get(f"{WATER}?case=cancelled&{home}")).text()
    assert "ce logement aurait une autre réponse" in other


@pytest.mark.parametrize(
    "query",
    ["staircase=999", "staircase=x&site=y", "case=x&language=xx&channel=fax", "flat=%00"],
)
async def test_odd_choices_show_a_page_all_the_same(
    client: Client, neighbourhood: Neighbourhood, query: str
) -> None:
    assert (await client.get(f"{WATER}?{query}")).status == 200


async def test_the_site_of_an_answer_is_said_where_it_has_its_own(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    data = NEW | {"site": str(neighbourhood.site_id), "text": "Ici : {quand}.", "action": "save"}
    text = await (await client.post(WATER, data=data)).text()
    assert "Texte changé par l&#39;équipe" in text
    assert "1 texte d&#39;un site" in await (await client.get("/staff/answers")).text()


async def test_a_text_is_seen_as_sms_and_as_chat_beside_each_other(client: Client) -> None:
    shown = await (await client.get(f"{WATER}?case=found")).text()
    assert "qui reprend le même texte" in shown
    chat = await client.post(
        WATER, data=NEW | {"text": "Dans le chat : {quand}.", "channel": "web", "action": "save"}
    )
    assert chat.status == 200
    shown = await (await client.get(f"{WATER}?case={NEW['case']}")).text()
    assert "avec son propre texte" in shown
    assert "Dans le chat : " in shown
