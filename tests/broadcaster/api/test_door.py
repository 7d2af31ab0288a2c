"""The door of the API: keys, rights, pace, bodies, and the same request sent twice."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from broadcaster.api.keys import ROOT, ApiConfig
from broadcaster.database import Database
from broadcaster.register.models import Household
from broadcaster.staff.api_tokens import ApiToken, Scope, list_tokens, revoke_token
from broadcaster.webhooks.addresses import AddressRules
from tests.broadcaster.api.conftest import MakeKey
from tests.broadcaster.api.system import Client, System, household
from tests.support.clock import MovableClock

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def config() -> ApiConfig:
    return ApiConfig(calls_a_minute=5, strangers_a_minute=3, addresses=AddressRules(loopback=True))


async def _token(database: Database) -> ApiToken:
    async with database.read() as session:
        return (await list_tokens(session))[0]


async def test_only_the_hash_of_a_key_is_kept(database: Database, system: System) -> None:
    token = await _token(database)
    assert system.key.startswith(token.start)
    assert system.key not in str(vars(token))


@on_sqlite
@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        pytest.param(None, "no_key", id="none"),
        pytest.param("Basic x", "no_key", id="another way"),
        pytest.param("Bearer palier_inconnu", "bad_key", id="unknown"),
    ],
)
async def test_a_stranger_is_told_how_to_get_in(
    client: Client, authorization: str | None, code: str
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = await client.get(f"{ROOT}/households", headers=headers)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.content_type == "application/problem+json"
    problem = await answer.json(content_type=None)
    assert problem["code"] == code
    assert "Clés de l'API" in problem["detail"]


async def test_a_key_ends_when_it_expires_or_is_revoked(
    client: Client, make_key: MakeKey, database: Database, clock: MovableClock, now: datetime
) -> None:
    system = System(client, await make_key(expires=now + timedelta(days=1)))
    assert (await system.get("/households")).status == 200
    clock.advance(timedelta(days=1))
    assert (await system.get("/households")).body["code"] == "bad_key"
    other = System(client, await make_key())
    token = await _token(database)
    async with database.write() as session:
        assert await revoke_token(session, token.id, token.created_by_id, now)
        assert not await revoke_token(session, token.id, token.created_by_id, now)
    assert (await other.get("/households")).status == 401


async def test_the_last_use_of_a_key_is_known(
    system: System, database: Database, now: datetime
) -> None:
    assert (await _token(database)).last_used_at is None
    await system.get("/households")
    assert (await _token(database)).last_used_at == now


@on_sqlite
async def test_a_key_may_do_only_what_it_has_the_right_to(
    client: Client, make_key: MakeKey
) -> None:
    reader = System(client, await make_key(Scope.HOUSEHOLDS_READ))
    refused = await reader.post("/households", {"households": [household()]})
    assert (refused.status, refused.body["code"]) == (403, "no_scope")
    assert "households:write" in refused.body["detail"]


@on_sqlite
async def test_too_many_calls_wait_and_say_how_long(system: System, clock: MovableClock) -> None:
    for _ in range(5):
        assert (await system.get("/households")).status == 200
    held = await system.get("/households")
    assert (held.status, held.headers["Retry-After"]) == (429, "60")
    clock.advance(timedelta(seconds=60))
    assert (await system.get("/households")).status == 200


@on_sqlite
async def test_guessing_keys_is_slowed_down(client: Client) -> None:
    guesser = System(client, "palier_faux")
    statuses = [(await guesser.get("/households")).status for _ in range(4)]
    assert statuses == [401, 401, 401, 429]


@on_sqlite
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        pytest.param(b"{", "application/json", 400, id="no json"),
        pytest.param(b"\xff\xfe", "application/json", 400, id="no text"),
        pytest.param(b'{"households": "\\ud800"}', "application/json", 400, id="half a sign"),
        pytest.param(b"[]", "application/json", 422, id="a list"),
        pytest.param(b"", "application/json", 400, id="nothing"),
        pytest.param(b"{}", "text/plain", 415, id="another type"),
        pytest.param(b" " * (1 << 20) + b"{}", "application/json", 413, id="too much"),
    ],
)
async def test_a_body_that_is_none_gets_a_problem_not_a_failure(
    system: System, body: bytes, kind: str, status: int
) -> None:
    answer = await system.client.post(
        f"{ROOT}/households",
        data=BytesIO(body),
        headers={"Authorization": f"Bearer {system.key}", "Content-Type": kind},
    )
    assert answer.status == status
    assert (await answer.json(content_type=None))["status"] == status


@pytest.mark.parametrize(
    "path",
    [
        "/households/%00",
        "/households/" + "x" * 300,
        "/threads/99999999999999999999",
        "/threads/un",
        "/nulle-part",
        "/works/E1?type=autre",
        "/households?limit=0",
        "/households?limit=5&limit=6",
        "/households?site=%00",
        "/households?cursor=-1",
        "/households?cursor=99999999999999999999",
        "/deliveries?since=0",
        "/deliveries?since=2026-05-12T09:00:00",
        "/deliveries?since=0001-01-01T00:00:00%2B14:00",
        "/deliveries?household=%00",
        "/deliveries?unknown=1",
    ],
)
async def test_nonsense_in_an_address_is_no_failure(system: System, path: str) -> None:
    answer = await system.get(path)
    assert answer.status in (200, 404, 422), path


@on_sqlite
async def test_another_method_is_named(system: System) -> None:
    answer = await system.call("DELETE", "/households")
    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


async def test_the_same_request_again_gets_the_same_answer(
    system: System, database: Database, clock: MovableClock
) -> None:
    body = {"households": [household()]}
    first = await system.post("/households", body, Idempotency_Key="n-1")
    again = await system.post("/households", body, Idempotency_Key="n-1")
    assert first.body["added"] == 1
    assert again.body == first.body
    other = await system.post("/households", {"households": []}, Idempotency_Key="n-1")
    assert other.status == 422
    clock.advance(timedelta(hours=24))
    later = await system.post("/households", body, Idempotency_Key="n-1")
    assert later.body["unchanged"] == 1
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Household)) == 3


async def test_a_key_used_for_something_else_is_refused(system: System) -> None:
    await system.post("/households", {"households": [household()]}, Idempotency_Key="n-1")
    other = {"households": [household("L13")]}
    refused = await system.post("/households", other, Idempotency_Key="n-1")
    assert (refused.status, refused.body["code"]) == (422, "key_reused")
    spaced = await system.post("/households", other, Idempotency_Key="n 1")
    assert (spaced.status, spaced.body["code"]) == (400, "bad_idempotency")


async def test_a_refused_push_may_be_mended_under_the_same_key(system: System) -> None:
    wrong = {"households": [household(department="France")]}
    assert (await system.post("/households", wrong, Idempotency_Key="n-1")).status == 422
    mended = {"households": [household()]}
    assert (await system.post("/households", mended, Idempotency_Key="n-1")).status == 200
