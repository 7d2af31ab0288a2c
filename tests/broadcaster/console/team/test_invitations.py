"""Invitations: a link that makes one account, with the roles that were ticked."""

import re
from datetime import datetime, timedelta

import pytest

from broadcaster.database import Database
from broadcaster.mail import MemoryMailer
from broadcaster.staff.accounts import find_by_email
from broadcaster.staff.models import Role
from broadcaster.staff.roles import Grant, grants_of
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite, readable, refused, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.support.clock import MovableClock

pytestmark = on_sqlite

SAMI = {"name": "Sami Cohen", "password": "encore une phrase"}


@pytest.fixture
def mailer() -> MemoryMailer:
    return MemoryMailer()


async def invited(client: Client, **fields: str | list[str]) -> str:
    """Invite Sami; give the path of the link that the page shows."""
    data = {"email": "Sami@exemple.fr", "grant": "editor"} | fields
    answer = await client.post("/staff/colleagues", data=data)
    found = re.search(
        r'value="http://palier\.exemple(/staff/invitations/[^"]+)"', await answer.text()
    )
    assert found
    return found[1]


async def test_a_colleague_takes_it_up_and_may_do_what_was_ticked(
    client: Client, other: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    limited = f"editor:{neighbourhood.site_id}"
    path = await invited(client, grant=["approver", limited])
    assert "sami@exemple.fr" in await (await other.get(path)).text()
    assert (await other.post(path, data=SAMI)).url.path == "/staff/"
    async with database.read() as session:
        sami = await find_by_email(session, "sami@exemple.fr")
        assert sami is not None
        given = (await grants_of(session, sami.id)).all
    assert given == {Grant(Role.APPROVER), Grant(Role.EDITOR, neighbourhood.site_id)}
    log = await text_of(client, "/staff/audit")
    assert "a invité sami@exemple.fr" in log
    assert "Sami Cohen</strong> a ouvert son compte, sur invitation" in log
    await other.post("/staff/logout")
    login = {"email": "sami@exemple.fr", "password": SAMI["password"]}
    assert (await other.post("/staff/login", data=login)).url.path == "/staff/"


async def test_the_link_is_mailed_where_there_is_a_mail_server(
    client: Client, mailer: MemoryMailer
) -> None:
    path = await invited(client)
    (letter,) = mailer.sent
    assert letter.to == "Sami@exemple.fr"
    assert f"http://palier.exemple{path}\n" in letter.body
    assert "Nadia Benali vous invite" in letter.body


async def test_a_mail_server_that_is_down_leaves_the_link_to_be_copied(
    client: Client, mailer: MemoryMailer
) -> None:
    mailer.is_broken = True
    data = {"email": "sami@exemple.fr", "grant": "viewer"}
    text = await (await client.post("/staff/colleagues", data=data)).text()
    assert "Copiez ce lien et donnez-le à" in text


async def test_a_link_makes_one_account(client: Client, other: Client) -> None:
    path = await invited(client)
    await other.post(path, data=SAMI)
    again = await other.post(path, data=SAMI)
    assert again.status == 410
    assert "Cette invitation ne sert plus" in await again.text()


async def test_it_lasts_seven_days(client: Client, other: Client, clock: MovableClock) -> None:
    path = await invited(client)
    clock.advance(timedelta(days=7) - timedelta(seconds=1))
    assert (await other.get(path)).status == 200
    clock.advance(timedelta(seconds=1))
    assert (await other.get(path)).status == 410
    assert (await other.post(path, data=SAMI)).status == 410


async def test_a_second_invitation_ends_the_first(client: Client, other: Client) -> None:
    first, second = await invited(client), await invited(client)
    assert (await other.get(first)).status == 410
    assert (await other.get(second)).status == 200


async def test_it_can_be_withdrawn(client: Client, other: Client) -> None:
    path = await invited(client)
    page = await text_of(client, "/staff/colleagues")
    action = re.search(r'action="(/staff/colleagues/invitations/\d+/withdraw)"', page)
    assert action
    assert "L'invitation est retirée" in readable(await (await client.post(action[1])).text())
    assert (await other.get(path)).status == 410
    assert "avait déjà servi" in readable(await (await client.post(action[1])).text())


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": Nadia.email.upper()}, "a déjà un compte"),
        ({"email": "sami"}, "pas complète"),
        ({"grant": []}, "au moins un rôle"),
        ({"grant": "editor:77"}, "au moins un rôle"),
    ],
    ids=["taken", "no address", "no role", "no such site"],
)
async def test_a_refused_invitation_says_why(
    client: Client, wrong: dict[str, str | list[str]], sentence: str
) -> None:
    data: dict[str, str | list[str]] = {"email": "sami@exemple.fr", "grant": "editor"}
    answer = await client.post("/staff/colleagues", data=data | wrong)
    assert sentence in await refused(answer)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "court"}, "au moins 12 caractères"),
        ({"name": "x" * 121}, "120 au plus"),
        ({"name": ""}, "Ce champ est vide"),
    ],
    ids=["short password", "long name", "no name"],
)
async def test_a_refused_account_leaves_the_link_usable(
    client: Client, other: Client, wrong: dict[str, str], sentence: str, now: datetime
) -> None:
    path = await invited(client)
    answer = await other.post(path, data={**SAMI, **wrong})
    assert sentence in await refused(answer)
    assert (await other.post(path, data=SAMI)).url.path == "/staff/"
