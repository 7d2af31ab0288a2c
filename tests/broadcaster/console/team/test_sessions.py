"""Logins: seen by their owner, told apart by browser, ended one by one."""

import re
from datetime import timedelta

import pytest

from broadcaster.console.team.browsers import short_name
from tests.broadcaster.console.conftest import PASSWORD, Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite, readable, text_of
from tests.support.clock import MovableClock

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
LOGIN = {"email": Nadia.email, "password": PASSWORD}


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (ANDROID, "Chrome, Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox, Windows",
        ),
        (f"{ANDROID} EdgA/126.0", "Edge, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
            "Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.5", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_has_a_short_name(user_agent: str, name: str) -> None:
    assert short_name(user_agent) == name


@on_sqlite
async def test_ones_logins_are_listed_and_one_is_ended(
    client: Client, other: Client, clock: MovableClock
) -> None:
    await other.post("/staff/login", data=LOGIN, headers={"User-Agent": ANDROID})
    clock.advance(timedelta(minutes=30))
    await other.get("/staff/")
    page = await text_of(client, "/staff/sessions")
    assert "Chrome, Android" in page
    assert "vu pour la dernière fois lundi 4 mai 2026 à 9 h 30" in page
    (action,) = re.findall(r'action="(/staff/sessions/\w{64}/end)"', page)
    answer = await client.post(action)
    assert "Ce navigateur est déconnecté" in await answer.text()
    assert (await other.get("/staff/")).url.path == "/staff/login"
    assert (await client.get("/staff/")).url.path == "/staff/"
    assert "déjà finie" in await (await client.post(action)).text()


@on_sqlite
async def test_all_others_are_ended_at_once(client: Client, other: Client) -> None:
    await other.post("/staff/login", data=LOGIN)
    await client.post("/staff/sessions/end-others")
    assert (await other.get("/staff/")).url.path == "/staff/login"
    assert "a mis fin à ses autres connexions" in await text_of(client, "/staff/audit")


@on_sqlite
async def test_nobody_ends_the_login_of_somebody_else(client: Client) -> None:
    answer = await client.post(f"/staff/sessions/{'0' * 64}/end")
    assert "déjà finie" in readable(await answer.text())
