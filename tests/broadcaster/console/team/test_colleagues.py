"""Colleagues: one's own account, what an administrator gives, takes back and stops."""

from datetime import datetime

import pytest

from broadcaster.console.keys import COOKIE
from broadcaster.database import Database
from broadcaster.staff.logins import log_in
from broadcaster.staff.models import Role
from broadcaster.staff.roles import Grant, grants_of
from tests.broadcaster.console.conftest import PASSWORD, Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite, readable, refused, text_of
from tests.support.staff import colleague

pytestmark = on_sqlite


@pytest.fixture
async def karim(client: Client, database: Database, now: datetime) -> int:
    """A colleague who only reads."""
    async with database.write() as session:
        return (await colleague(session, "Karim", now, [Grant(Role.VIEWER)])).id


@pytest.fixture
async def his(other: Client, database: Database, now: datetime, karim: int) -> Client:
    """The browser in which Karim is logged in."""
    async with database.write() as session:
        token = await log_in(session, karim, now)
    other.session.cookie_jar.update_cookies({COOKIE: token})
    return other


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


async def test_another_role_counts_from_the_next_page_on(
    client: Client, his: Client, karim: int
) -> None:
    assert (await his.get("/staff/broadcasts/new")).status == 403
    answer = await client.post(f"/staff/colleagues/{karim}/roles", data={"grant": "editor"})
    assert "Les rôles sont enregistrés" in await answer.text()
    assert (await his.get("/staff/broadcasts/new")).status == 200
    log = await text_of(client, "/staff/audit?what=staff_user")
    assert "a changé les rôles de Karim : Rédaction." in log


@pytest.mark.parametrize(
    "grant", [None, "boss", "editor:99", "admin:1"], ids=["none", "unknown", "no site", "limited"]
)
async def test_roles_that_are_none_are_refused(
    client: Client, database: Database, karim: int, grant: str | None
) -> None:
    data = {"grant": grant} if grant else {}
    answer = await client.post(f"/staff/colleagues/{karim}/roles", data=data)
    assert "Cochez au moins un rôle" in await refused(answer)
    async with database.read() as session:
        assert (await grants_of(session, karim)).all == {Grant(Role.VIEWER)}


async def test_the_last_administrator_cannot_be_put_out(
    client: Client, nadia: Nadia, karim: int
) -> None:
    path = f"/staff/colleagues/{nadia.id}"
    demoted = await client.post(f"{path}/roles", data={"grant": "editor"})
    assert "Plus personne ne pourrait administrer" in await refused(demoted)
    disabled = await client.post(f"{path}/disable")
    assert "Plus personne ne pourrait administrer" in await refused(disabled)
    await client.post(f"/staff/colleagues/{karim}/roles", data={"grant": "admin"})
    await client.post(f"{path}/roles", data={"grant": "editor"})
    assert (await client.get(path)).status == 403


async def test_a_disabled_colleague_is_out_at_once(
    client: Client, his: Client, database: Database, karim: int, password_hash: str
) -> None:
    assert (await his.get("/staff/")).url.path == "/staff/"
    text = await (await client.post(f"/staff/colleagues/{karim}/disable")).text()
    assert "la personne est déconnectée" in text
    assert (await his.get("/staff/")).url.path == "/staff/login"
    await client.post(f"/staff/colleagues/{karim}/enable")
    log = await text_of(client, "/staff/audit")
    assert "a désactivé le compte de Karim" in log
    assert "a réactivé le compte de Karim" in log


async def test_a_disabled_account_is_answered_as_a_wrong_password(
    client: Client, other: Client, database: Database, nadia: Nadia, karim: int
) -> None:
    await client.post(f"/staff/colleagues/{karim}/roles", data={"grant": "admin"})
    await client.post(f"/staff/colleagues/{nadia.id}/disable")
    answer = await other.post("/staff/login", data={"email": nadia.email, "password": PASSWORD})
    assert answer.status == 400
    assert "n'est pas le bon" in readable(await answer.text())


async def test_an_administrator_ends_the_logins_of_a_lost_telephone(
    client: Client, his: Client, karim: int
) -> None:
    await his.get("/staff/")
    page = await text_of(client, f"/staff/colleagues/{karim}")
    assert "1 navigateur est connecté" in page
    await client.post(f"/staff/colleagues/{karim}/sessions/end")
    assert (await his.get("/staff/")).url.path == "/staff/login"
    assert "a mis fin aux connexions de Karim" in await text_of(client, "/staff/audit")


async def test_whoever_does_not_administer_sees_who_does_what_and_no_form(his: Client) -> None:
    text = await text_of(his, "/staff/colleagues")
    assert "Validation, Administration" in text
    assert "Inviter un collègue" not in text
