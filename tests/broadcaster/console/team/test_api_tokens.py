"""Keys of the API, as staff make and revoke them."""

import re
from datetime import datetime, timedelta

import pytest

from broadcaster.database import Database
from broadcaster.staff.api_tokens import list_tokens, token_of
from tests.broadcaster.console.journeys import Client, readable, refused, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood

KEY = {
    "name": "Logiciel de gestion",
    "scopes": ["households:write", "works:read"],
    "sites": "all",
    "life": "365",
}


async def _made(client: Client, **values: object) -> str:
    """Make a key; give it as the page shows it."""
    answer = await client.post("/staff/api-tokens", data=KEY | values)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    shown = re.search(r'id="secret">(palier_[\w-]+)<', await answer.text())
    assert shown
    return shown[1]


async def test_a_key_is_shown_once_and_opens_the_door(
    client: Client, database: Database, now: datetime
) -> None:
    secret = await _made(client)
    page = await text_of(client, "/staff/api-tokens")
    assert secret not in page
    assert "Logiciel de gestion" in page
    assert "Envoyer des foyers" in page
    assert "Créée le 04/05/2026 par Nadia Benali" in page
    async with database.read() as session:
        token = await token_of(session, secret, now)
        assert token is not None
        assert token.scopes == ["households:write", "works:read"]
        assert token.site_ids is None
        assert token.expires_at == now + timedelta(days=365)
    assert "a créé la clé « Logiciel de gestion »" in await text_of(client, "/staff/audit")


async def test_a_key_of_one_site_without_an_end(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    secret = await _made(client, sites=str(neighbourhood.site_id), life="never")
    async with database.read() as session:
        token = await token_of(session, secret, now)
    assert token is not None
    assert (token.site_ids, token.expires_at) == ([neighbourhood.site_id], None)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Ce champ est vide"),
        ({"scopes": []}, "Cochez au moins un droit"),
        ({"scopes": ["tout"]}, "Ce choix n'existe pas"),
        ({"sites": []}, "Cochez au moins une résidence"),
        ({"sites": "999"}, "Ce choix n'existe pas"),
        ({"life": "1"}, "Ce choix n'existe pas"),
    ],
)
async def test_a_key_that_lacks_something_is_not_made(
    client: Client, database: Database, wrong: dict[str, object], sentence: str
) -> None:
    answer = await client.post("/staff/api-tokens", data=KEY | wrong)
    assert sentence in await refused(answer)
    async with database.read() as session:
        assert await list_tokens(session) == []


async def test_a_revoked_key_opens_nothing_any_more(
    client: Client, database: Database, now: datetime
) -> None:
    secret = await _made(client)
    async with database.read() as session:
        [token] = await list_tokens(session)
    answer = await client.post(f"/staff/api-tokens/{token.id}/revoke")
    page = readable(await answer.text())
    assert "La clé est révoquée" in page
    assert "Clés révoquées ou finies (1)" in page
    async with database.read() as session:
        assert await token_of(session, secret, now) is None
    assert "a révoqué la clé" in await text_of(client, "/staff/audit")
    again = await client.post(f"/staff/api-tokens/{token.id}/revoke")
    assert "était déjà révoquée" in readable(await again.text())


async def test_keys_and_webhooks_are_found_from_the_team(client: Client) -> None:
    page = await text_of(client, "/staff/colleagues")
    assert "/staff/api-tokens" in page
    assert "/staff/webhooks" in page
