"""Colleagues: new accounts, one's own password."""

import pytest

from tests.broadcaster.console.conftest import PASSWORD, Nadia
from tests.broadcaster.console.journeys import Client

SAMI = {"name": "Sami Cohen", "email": "sami@exemple.fr", "password": "encore une phrase"}


async def test_a_colleague_gets_an_account_and_can_log_in(client: Client) -> None:
    answer = await client.post("/staff/colleagues", data=SAMI)
    assert "Sami Cohen" in await answer.text()
    log = await (await client.get("/staff/audit")).text()
    assert "a ouvert un compte à Sami Cohen (sami@exemple.fr)" in log
    await client.post("/staff/logout")
    answer = await client.post("/staff/login", data=SAMI)
    assert answer.url.path == "/staff/"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": Nadia.email.upper()}, "a déjà un compte"),
        ({"email": "sami"}, "pas complète"),
        ({"email": "sa\x00mi@exemple.fr"}, "caractère invisible"),
        ({"password": "court"}, "au moins 12 caractères"),
        ({"name": "x" * 121}, "120 au plus"),
    ],
    ids=["taken", "no address", "NUL", "short password", "long name"],
)
async def test_a_refused_account_says_why_and_keeps_the_rest(
    client: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = await client.post("/staff/colleagues", data={**SAMI, **wrong})
    assert answer.status == 400
    text = await answer.text()
    assert sentence in text
    assert 'value="Sami Cohen"' in text or "name" in wrong


async def test_a_new_password_replaces_the_old_one(client: Client) -> None:
    change = {"current": PASSWORD, "password": "une toute autre phrase"}
    answer = await client.post("/staff/password", data=change)
    assert "Votre mot de passe est changé" in await answer.text()
    await client.post("/staff/logout")
    old = {"email": Nadia.email, "password": PASSWORD}
    assert (await client.post("/staff/login", data=old)).status == 400
    new = {"email": Nadia.email, "password": "une toute autre phrase"}
    assert (await client.post("/staff/login", data=new)).url.path == "/staff/"


async def test_the_old_password_is_asked_for(client: Client) -> None:
    change = {"current": "faux", "password": "une toute autre phrase"}
    answer = await client.post("/staff/password", data=change)
    assert answer.status == 400
    assert "pas votre mot de passe actuel" in await answer.text()
