"""Saved texts in the console: read, previewed with their price, kept, and taken back."""

import re

import pytest

from broadcaster.campaigns.preview.preview import Terms
from broadcaster.console.keys import ConsoleConfig
from broadcaster.sending.texts.tariff import Tariff
from tests.broadcaster.console.journeys import Client, on_sqlite, readable, refused, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood

PAGE = "/staff/broadcasts/texts/scaffolding/moved"
OWN = "Echafaudage : nouvelle date, {quand}. Une question ? Répondez à ce SMS."


@pytest.fixture
def config() -> ConsoleConfig:
    terms = Terms(Tariff.parse("0.075"), sender="+33199000100", answered_at="+33199000100")
    return ConsoleConfig(public_url="http://palier.exemple", terms=terms)


async def test_a_text_is_kept_and_corrections_say_it(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    assert "C'est le texte d'origine." in await text_of(client, PAGE)
    answer = await client.post(PAGE, data={"body": OWN})
    assert "Le texte est enregistré" in await answer.text()
    listed = await text_of(client, "/staff/broadcasts/texts")
    assert listed.count("Changé par l'équipe") == 1
    log = await text_of(client, "/staff/audit")
    assert "a changé le texte tout prêt « échafaudage, quand la date change » (français)" in log
    form = await text_of(client, f"/staff/broadcasts/new?milestone={neighbourhood.milestone_id}")
    assert "Échafaudage, quand la date change" in form


@on_sqlite
async def test_a_preview_says_the_sms_and_the_price_and_keeps_nothing(client: Client) -> None:
    body = OWN + " Merci de votre patience, et de fermer vos volets ce jour-là, svp."
    text = readable(
        await (await client.post(PAGE, data={"body": body, "action": "preview"})).text()
    )
    assert "au mercredi 30 septembre" in text
    assert "2 SMS à payer, 0,15 €" in text.replace("\u202f", " ")
    assert "Merci de votre patience" in text
    assert "C'est le texte d'origine." in text


async def test_an_older_version_can_be_taken_up_again(client: Client) -> None:
    await client.post(PAGE, data={"body": OWN})
    await client.post(PAGE, data={"body": f"Bonjour. {OWN}"})
    text = await text_of(client, PAGE)
    (older,) = re.findall(r'name="version" value="(\d+)"', text)
    await client.post(f"{PAGE}/restore", data={"version": older})
    assert f"> {OWN}</textarea>" in await text_of(client, PAGE)
    await client.post(f"{PAGE}/restore")
    text = await text_of(client, PAGE)
    assert "L'échafaudage : la date change." in text
    assert "Revenir au texte d'origine" not in text
    assert (await client.post(f"{PAGE}/restore", data={"version": "999"})).status == 404


async def test_a_text_of_another_language_can_be_written_and_emptied(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    page = f"{PAGE}?language=tr"
    assert "Turc" in await text_of(client, PAGE)
    answer = await client.post(page, data={"body": "Iskele: {quand}."})
    assert answer.url.query["language"] == "tr"
    assert "Turc</span>" in await text_of(client, "/staff/broadcasts/texts")
    await client.post(page, data={"body": ""})
    assert "Turc</span>" not in await text_of(client, "/staff/broadcasts/texts")


@on_sqlite
async def test_a_wrong_text_is_refused_and_not_lost(client: Client) -> None:
    text = await refused(await client.post(PAGE, data={"body": "Sans la date"}))
    assert "il doit contenir {quand}" in text
    assert "Sans la date" in text
    assert "Ce champ est vide" in await refused(await client.post(PAGE, data={"body": " "}))


@on_sqlite
@pytest.mark.parametrize("path", ["magic/j7", "scaffolding/j9", "scaffolding/j7?language=xx"])
async def test_what_is_no_text_is_not_found(client: Client, path: str) -> None:
    assert (await client.get(f"/staff/broadcasts/texts/{path}")).status == 404
