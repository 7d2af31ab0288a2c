"""Webhooks, as staff add, try and remove them."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from broadcaster.console.keys import ConsoleConfig
from broadcaster.database import Database
from broadcaster.webhooks.addresses import AddressRules
from broadcaster.webhooks.courier import Courier
from broadcaster.webhooks.endpoints import list_endpoints
from tests.broadcaster.console.journeys import Client, readable, refused, text_of
from tests.support.clock import MovableClock

RULES = AddressRules(loopback=True)
HOOK = {"url": "https://logiciel.exemple.fr/palier", "events": "delivery.failed", "sites": "all"}


@pytest.fixture
def config() -> ConsoleConfig:
    return ConsoleConfig(public_url="http://palier.exemple", addresses=RULES)


@pytest.fixture
async def courier(database: Database, clock: MovableClock) -> AsyncIterator[Courier]:
    made = Courier(database, clock, RULES)
    yield made
    await made.close()


@pytest.fixture
async def gone() -> AsyncIterator[str]:
    """The address of a system that says it is no more."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=410)

    app = web.Application()
    app.router.add_post("/", answer)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}/"


async def _added(client: Client, database: Database, **values: object) -> str:
    answer = await client.post("/staff/webhooks", data=HOOK | values)
    assert "Le logiciel est abonné" in readable(await answer.text())
    async with database.read() as session:
        [row] = await list_endpoints(session)
    return f"/staff/webhooks/{row.id}"


async def test_a_system_that_was_added_is_shown_with_its_secret(
    client: Client, database: Database
) -> None:
    path = await _added(client, database)
    page = await text_of(client, path)
    assert "whsec_" in page
    assert "Un message n'est pas arrivé" in page
    listed = await text_of(client, "/staff/webhooks")
    assert "logiciel.exemple.fr" in listed
    assert "whsec_" not in listed
    assert "a abonné logiciel.exemple.fr" in await text_of(client, "/staff/audit")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"url": "http://logiciel.exemple.fr/"}, "doit commencer par https://"),
        ({"url": "https://10.0.0.1/"}, "mène dans un réseau privé"),
        ({"url": "rien"}, "ne se lit pas"),
        ({"events": []}, "Cochez au moins un évènement"),
        ({"sites": []}, "Cochez au moins une résidence"),
    ],
)
async def test_what_cannot_be_called_is_refused_with_its_reason(
    client: Client, wrong: dict[str, object], sentence: str
) -> None:
    assert sentence in await refused(await client.post("/staff/webhooks", data=HOOK | wrong))


async def test_a_test_that_fails_says_so_and_when_the_next_try_is(
    client: Client, database: Database, courier: Courier
) -> None:
    path = await _added(client, database, url="http://127.0.0.1:1/")
    await client.post(f"{path}/test")
    assert "En route" in await text_of(client, path)
    await courier.look()
    page = await text_of(client, path)
    assert "À retenter" in page
    assert "Adresse injoignable, 1 essai, prochain lundi 4 mai 2026" in page


async def test_a_system_that_is_gone_can_be_resumed(
    client: Client, database: Database, courier: Courier, gone: str
) -> None:
    path = await _added(client, database, url=gone)
    await client.post(f"{path}/test")
    await courier.look()
    assert "Ce logiciel a répondu qu'il n'existe plus (410)" in await text_of(client, path)
    await client.post(f"{path}/resume")
    assert "n'existe plus" not in await text_of(client, path)


async def test_what_was_removed_is_told_nothing_more(
    client: Client, database: Database, courier: Courier
) -> None:
    path = await _added(client, database)
    await client.post(f"{path}/test")
    answer = await client.post(f"{path}/remove")
    assert "L'abonnement est retiré" in readable(await answer.text())
    assert await courier.look() == 0
    assert (await client.get(path)).status == 404
    assert "a retiré l'abonnement de logiciel.exemple.fr" in await text_of(client, "/staff/audit")
