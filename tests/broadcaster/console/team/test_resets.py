"""A forgotten password: the same page for everybody, a link for who has an account."""

import re
from datetime import datetime, timedelta

import pytest

from broadcaster.database import Database
from broadcaster.mail import MemoryMailer
from tests.broadcaster.console.conftest import PASSWORD, Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite, refused, text_of
from tests.support.clock import MovableClock
from tests.support.staff import colleague

pytestmark = on_sqlite

NEW = "une toute nouvelle phrase"


@pytest.fixture
def mailer() -> MemoryMailer:
    return MemoryMailer()


def link_in(body: str) -> str:
    found = re.search(r"http://palier\.exemple(/staff/reset/\S+)", body)
    assert found
    return found[1]


async def asked(client: Client, mailer: MemoryMailer) -> str:
    await client.post("/staff/forgotten", data={"email": Nadia.email})
    return link_in((await mailer.next()).body)


async def test_the_page_says_the_same_for_an_account_and_for_none(
    stranger: Client, nadia: Nadia, mailer: MemoryMailer
) -> None:
    answers = [
        await stranger.post("/staff/forgotten", data={"email": email})
        for email in ("inconnu@exemple.fr", nadia.email)
    ]
    pages = [await answer.text() for answer in answers]
    assert [answer.status for answer in answers] == [200, 200]
    assert pages[0] == pages[1]
    assert "Si cette adresse a un compte" in pages[0]
    assert (await mailer.next()).to == nadia.email
    await stranger.close()  # waits for what was still being seen to
    assert [letter.to for letter in mailer.sent] == [nadia.email]


async def test_the_link_gives_a_new_password_once_and_ends_every_login(
    client: Client, other: Client, mailer: MemoryMailer
) -> None:
    path = await asked(other, mailer)
    assert "Nadia Benali" in await (await other.get(path)).text()
    answer = await other.post(path, data={"password": NEW})
    assert answer.url.path == "/staff/login"
    assert "Votre mot de passe est enregistré" in await answer.text()
    assert (await client.get("/staff/")).url.path == "/staff/login"
    assert (await other.post(path, data={"password": NEW})).status == 410
    old = {"email": Nadia.email, "password": PASSWORD}
    assert (await other.post("/staff/login", data=old)).status == 400
    assert (await other.post("/staff/login", data={**old, "password": NEW})).status == 200
    assert "a choisi un nouveau mot de passe" in await text_of(other, "/staff/audit")


async def test_it_lasts_one_hour(
    stranger: Client, nadia: Nadia, mailer: MemoryMailer, clock: MovableClock
) -> None:
    path = await asked(stranger, mailer)
    clock.advance(timedelta(hours=1))
    assert (await stranger.get(path)).status == 410


async def test_a_refused_password_leaves_the_link_usable(
    stranger: Client, nadia: Nadia, mailer: MemoryMailer
) -> None:
    path = await asked(stranger, mailer)
    answer = await stranger.post(path, data={"password": "court"})
    assert "au moins 12 caractères" in await refused(answer)
    assert (await stranger.get(path)).status == 200


async def test_asking_again_and_again_is_held_back(stranger: Client, nadia: Nadia) -> None:
    for number in range(8):
        await stranger.post("/staff/forgotten", data={"email": f"a{number}@exemple.fr"})
    answer = await stranger.post("/staff/forgotten", data={"email": nadia.email})
    assert answer.status == 429


async def test_an_administrator_hands_a_link_over(
    client: Client, other: Client, database: Database, nadia: Nadia, now: datetime
) -> None:
    async with database.write() as session:
        karim = await colleague(session, "Karim", now)
    page = await client.post(f"/staff/colleagues/{karim.id}/reset-link")
    path = link_in(await page.text()).partition('"')[0]
    assert (await other.post(path, data={"password": NEW})).url.path == "/staff/login"
    login = {"email": karim.email, "password": NEW}
    assert (await other.post("/staff/login", data=login)).url.path == "/staff/"
    assert "a fait un lien pour un nouveau mot de passe" in await text_of(other, "/staff/audit")


async def test_nobody_hands_themselves_a_link_without_the_password(
    client: Client, nadia: Nadia
) -> None:
    page = await client.post(f"/staff/colleagues/{nadia.id}/reset-link")
    assert page.url.path == "/staff/password"
    page = await client.post(f"/staff/colleagues/{nadia.id}/second-factor/remove")
    assert page.url.path == "/staff/second-factor"


class TestWithoutMailServer:
    """Nothing can be mailed: the page says whom to ask."""

    @pytest.fixture
    def mailer(self) -> None:
        return None

    async def test_the_page_says_whom_to_ask(self, stranger: Client, nadia: Nadia) -> None:
        page = await text_of(stranger, "/staff/forgotten")
        assert "la personne qui administre les comptes" in page
        assert "<form" not in page
