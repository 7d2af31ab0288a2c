"""Who may do what: every route of the real console, for every role, and for nobody."""

from collections.abc import Iterable
from datetime import datetime

import pytest

from broadcaster.console.keys import COOKIE
from broadcaster.console.permissions import all_rules
from broadcaster.database import Database
from broadcaster.staff.logins import log_in
from broadcaster.staff.models import Role
from broadcaster.staff.roles import MAY, Grant
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite
from tests.support.staff import colleague

pytestmark = on_sqlite

FILLED = {
    "{id}": "987",
    "{token}": "x",
    "{moment}": "j1",
    "{topic}": "cut_water",
    "{part}": "vie",
    "{login}": "x",
    "{level}": "flat",
    "{kind}": "csv",
    "{contact}": "987",
    "{audience}": "tenants",
    "{name}": "reach",
    "{section}": "forms",
}


def routes_of(client: Client) -> set[tuple[str, str]]:
    """Method and path of every route, as the table writes them; HEAD goes with GET."""
    assert client.app is not None
    found = set()
    for route in client.app.router.routes():
        assert route.resource is not None
        path = route.resource.canonical.removeprefix("/staff") or "/"
        found.add((route.method, path))
    return {one for one in found if one[0] != "HEAD"}


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    assert "{" not in path
    return f"/staff{path}"


def matrix(client: Client) -> Iterable[tuple[str, str]]:
    return sorted(one for one in routes_of(client) if one[1] != "/static")


async def answer_to(client: Client, method: str, path: str, token: str | None) -> tuple[int, str]:
    """The status of a call, and where it sends."""
    client.session.cookie_jar.clear()
    if token:
        client.session.cookie_jar.update_cookies({COOKIE: token})
    answer = await client.request(method, filled(path), allow_redirects=False)
    return answer.status, answer.headers.get("Location", "")


def test_every_route_has_a_rule_and_every_rule_a_route(stranger: Client) -> None:
    assert routes_of(stranger) == set(all_rules())


async def test_nobody_who_is_logged_out_gets_further_than_the_login(
    stranger: Client, nadia: Nadia
) -> None:
    for method, path in matrix(stranger):
        status, where = await answer_to(stranger, method, path, None)
        is_turned_away = status == 303 and where.startswith("/staff/login")
        if all_rules()[method, path].is_public:
            assert status in (200, 303, 400, 404, 410), (method, path, status)
        else:
            assert is_turned_away, (method, path, status)


@pytest.mark.parametrize("role", [*Role, None], ids=str)
async def test_each_role_gets_exactly_what_the_table_says(
    stranger: Client, database: Database, nadia: Nadia, now: datetime, role: Role | None
) -> None:
    async with database.write() as session:
        user = await colleague(session, "Karim", now, [Grant(role)] if role else [])
    mine = MAY[role] if role else frozenset()
    for method, path in matrix(stranger):
        rule = all_rules()[method, path]
        if rule.is_public:
            continue
        async with database.write() as session:
            token = await log_in(session, user.id, now)
        status, where = await answer_to(stranger, method, path, token)
        may = not rule.any_of or bool(rule.any_of & mine)
        assert (status != 403) is may, (role, method, path, status)
        assert not where.startswith("/staff/login?next"), (role, method, path)
        assert status < 500, (role, method, path)


async def test_a_refusal_says_which_role_is_needed_and_who_has_it(
    stranger: Client, database: Database, nadia: Nadia, now: datetime
) -> None:
    async with database.write() as session:
        user = await colleague(session, "Karim", now, [Grant(Role.VIEWER)])
        token = await log_in(session, user.id, now)
    stranger.session.cookie_jar.update_cookies({COOKIE: token})
    answer = await stranger.get("/staff/broadcasts/new")
    text = await answer.text()
    assert answer.status == 403
    assert "Il faut le rôle <strong>Rédaction</strong>" in text
    assert "Peuvent le faire : Nadia Benali." in text
