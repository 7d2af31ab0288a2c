"""Who comes in: the first account, logging in and out, what a stranger sees."""

from datetime import datetime, timedelta

import pytest

from broadcaster.console.keys import COOKIE
from broadcaster.database import Database
from broadcaster.staff.accounts import ensure_setup_link
from tests.broadcaster.console.conftest import PASSWORD, Nadia
from tests.broadcaster.console.journeys import Client
from tests.support.clock import MovableClock

LOGIN = {"email": Nadia.email, "password": PASSWORD}


async def test_login_leads_back_to_the_page_that_was_asked_for(
    stranger: Client, nadia: Nadia
) -> None:
    asked = await stranger.get("/staff/audit?before=7")
    assert asked.url.path == "/staff/login"
    answer = await stranger.post(
        "/staff/login", data={**LOGIN, "next": asked.url.query["next"]}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/staff/audit?before=7"
    cookie = answer.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]
    assert (await stranger.get("/staff/audit")).url.path == "/staff/audit"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://ailleurs.exemple/", "//ailleurs.exemple/", "/staff\\@x", "/autre", "javascript:1"],
)
async def test_login_never_leads_elsewhere(stranger: Client, nadia: Nadia, elsewhere: str) -> None:
    answer = await stranger.post(
        "/staff/login", data={**LOGIN, "next": elsewhere}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/staff/"


async def test_the_email_is_taken_whatever_its_capitals(stranger: Client, nadia: Nadia) -> None:
    data = {**LOGIN, "email": " NADIA@Exemple.fr "}
    assert (await stranger.post("/staff/login", data=data)).url.path == "/staff/"


async def test_wrong_email_and_wrong_password_get_the_same_answer(
    stranger: Client, nadia: Nadia
) -> None:
    answers = [
        await stranger.post("/staff/login", data={"email": email, "password": password})
        for email, password in [(nadia.email, "faux"), ("inconnu@exemple.fr", PASSWORD)]
    ]
    texts = [(await answer.text()).replace("inconnu@exemple.fr", nadia.email) for answer in answers]
    assert [answer.status for answer in answers] == [400, 400]
    assert texts[0] == texts[1]
    assert "mot de passe n&#39;est pas le bon" in texts[0]


async def test_too_many_wrong_passwords_hold_back_even_the_right_one_for_a_while(
    stranger: Client, nadia: Nadia, clock: MovableClock
) -> None:
    for _ in range(8):
        await stranger.post("/staff/login", data={**LOGIN, "password": "faux"})
    assert (await stranger.post("/staff/login", data=LOGIN)).status == 429
    clock.advance(timedelta(minutes=11))
    assert (await stranger.post("/staff/login", data=LOGIN)).url.path == "/staff/"


async def test_a_login_ends_after_twelve_hours(client: Client, clock: MovableClock) -> None:
    clock.advance(timedelta(hours=11, minutes=59))
    assert (await client.get("/staff/")).url.path == "/staff/"
    clock.advance(timedelta(minutes=1))
    assert (await client.get("/staff/")).url.path == "/staff/login"


async def test_logging_out_ends_the_login_itself(client: Client) -> None:
    token = next(iter(client.session.cookie_jar)).value
    await client.post("/staff/logout")
    client.session.cookie_jar.update_cookies({COOKIE: token})
    assert (await client.get("/staff/")).url.path == "/staff/login"


NEW = {"name": "Nadia Benali", "email": "nadia@exemple.fr", "password": PASSWORD}


async def _setup_path(database: Database, now: datetime) -> str:
    async with database.write() as session:
        link = await ensure_setup_link(session, "http://palier.exemple/", now)
    assert link is not None
    return link.removeprefix("http://palier.exemple")


async def test_the_first_account_is_made_by_the_link_once(
    stranger: Client, database: Database, now: datetime
) -> None:
    path = await _setup_path(database, now)
    assert (await stranger.get(path)).status == 200
    assert (await stranger.post(path, data=NEW)).url.path == "/staff/"
    again = await stranger.post(path, data={**NEW, "email": "autre@exemple.fr"})
    assert again.status == 410
    assert "Ce lien ne sert plus" in await again.text()
    assert (await stranger.get(path)).status == 410
    log = await (await stranger.get("/staff/audit")).text()
    assert "a créé le premier compte" in log
    assert "nadia@exemple.fr" in log


async def test_a_new_link_ends_the_older_one(
    stranger: Client, database: Database, now: datetime
) -> None:
    older, newer = await _setup_path(database, now), await _setup_path(database, now)
    assert (await stranger.get(older)).status == 410
    assert (await stranger.get(newer)).status == 200


async def test_no_link_is_made_once_there_is_an_account(
    database: Database, nadia: Nadia, now: datetime
) -> None:
    async with database.write() as session:
        assert await ensure_setup_link(session, "http://palier.exemple", now) is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "court"}, "au moins 12 caractères"),
        ({"password": "x" * 201}, "200 caractères au plus"),
        ({"email": "pas une adresse"}, "pas complète"),
        ({"name": ""}, "Ce champ est vide"),
        ({"name": "Na\x00dia"}, "caractère invisible"),
    ],
    ids=["short password", "long password", "no e-mail", "no name", "NUL in the name"],
)
async def test_a_refused_first_account_leaves_the_link_usable(
    stranger: Client, database: Database, now: datetime, wrong: dict[str, str], sentence: str
) -> None:
    path = await _setup_path(database, now)
    answer = await stranger.post(path, data={**NEW, **wrong})
    assert answer.status == 400
    assert sentence in await answer.text()
    assert (await stranger.post(path, data=NEW)).url.path == "/staff/"


@pytest.mark.parametrize("token", ["x", "%00", "é" * 500], ids=["short", "NUL", "long"])
async def test_a_made_up_link_opens_nothing(
    stranger: Client, database: Database, token: str
) -> None:
    assert (await stranger.get(f"/staff/setup/{token}")).status == 410
    assert (await stranger.post(f"/staff/setup/{token}", data=NEW)).status == 410


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://ailleurs.exemple"},
        {"Origin": "null"},
        {"Origin": "http://[mal"},
    ],
    ids=["cross-site", "same-site", "other origin", "opaque origin", "broken origin"],
)
async def test_a_change_asked_for_by_another_site_is_refused(
    client: Client, headers: dict[str, str]
) -> None:
    answer = await client.post("/staff/logout", headers=headers)
    assert answer.status == 403
    assert "Rien n&#39;a été changé" in await answer.text()
    assert (await client.get("/staff/")).url.path == "/staff/"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://OURS"}, {}],
    ids=["same-origin", "own origin", "no browser"],
)
async def test_our_own_pages_may_change_things(client: Client, headers: dict[str, str]) -> None:
    ours = client.make_url("/").authority
    own = {name: value.replace("OURS", ours) for name, value in headers.items()}
    answer = await client.post("/staff/logout", headers=own, allow_redirects=False)
    assert answer.status == 303
