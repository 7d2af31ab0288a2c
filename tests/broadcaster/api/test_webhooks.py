"""Webhooks that a landlord's system makes for itself."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from broadcaster.database import Database
from broadcaster.staff.api_tokens import list_tokens, revoke_token
from broadcaster.staff.audit import entries
from broadcaster.webhooks.addresses import AddressRules
from broadcaster.webhooks.courier import Courier
from broadcaster.webhooks.endpoints import MOST, last_messages, list_endpoints
from broadcaster.webhooks.models import MessageState
from tests.broadcaster.api.conftest import MakeKey
from tests.broadcaster.api.system import System
from tests.support.clock import MovableClock

HOOK = {"url": "http://127.0.0.1:1/palier", "events": ["delivery.failed"]}


@pytest.fixture
async def courier(database: Database, clock: MovableClock) -> AsyncIterator[Courier]:
    made = Courier(database, clock, AddressRules(loopback=True))
    yield made
    await made.close()


async def test_a_subscription_is_made_tried_and_taken_back(
    system: System, database: Database
) -> None:
    made = await system.post("/webhooks", HOOK)
    assert (made.status, made.body["secret"][:6]) == (201, "whsec_")
    [listed] = (await system.get("/webhooks")).body["items"]
    assert listed["id"] == made.body["id"]
    assert "secret" not in listed
    tried = await system.post(f"/webhooks/{made.body['id']}/test", None)
    assert tried.status == 202
    async with database.read() as session:
        [message] = await last_messages(session, made.body["id"], 10)
    assert (message.id, message.type) == (tried.body["message"], "webhook.test")
    removed = await system.call("DELETE", f"/webhooks/{made.body['id']}")
    assert removed.status == 204
    assert (await system.get("/webhooks")).body["items"] == []
    async with database.read() as session:
        log = [one.sentence for one in await entries(session, before_id=None, limit=10)]
    assert any("à la demande de la clé « Logiciel du bailleur »" in one for one in log)


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "http://exemple.fr/", "https://169.254.169.254/", "rien"]
)
async def test_an_address_inside_is_refused(system: System, url: str) -> None:
    refused = await system.post("/webhooks", HOOK | {"url": url})
    assert (refused.status, refused.pointers) == (422, ["/url"])


async def test_a_subscription_has_the_sites_of_its_key_and_is_that_key_s_own(
    system: System, make_key: MakeKey, estate: dict[str, int], database: Database
) -> None:
    of_lilas = System(system.client, await make_key(sites=[estate["Les Lilas"]]))
    made = await of_lilas.post("/webhooks", HOOK)
    async with database.read() as session:
        [row] = await list_endpoints(session)
    assert row.site_ids == [estate["Les Lilas"]]
    assert (await system.call("DELETE", f"/webhooks/{made.body['id']}")).status == 404


async def test_a_subscription_ends_with_its_key(
    system: System, database: Database, courier: Courier, now: datetime
) -> None:
    made = await system.post("/webhooks", HOOK)
    await system.post(f"/webhooks/{made.body['id']}/test", None)
    async with database.write() as session:
        [token] = await list_tokens(session)
        await revoke_token(session, token.id, token.created_by_id, now)
    assert await courier.look() == 0
    async with database.read() as session:
        [message] = await last_messages(session, made.body["id"], 10)
    assert message.state is MessageState.WAITING


async def test_there_are_not_endlessly_many(system: System) -> None:
    for _ in range(MOST):
        assert (await system.post("/webhooks", HOOK)).status == 201
    assert (await system.post("/webhooks", HOOK)).status == 409
