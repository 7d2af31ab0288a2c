"""Throughput: the whole ledger beside bare POSTs to the same provider, in the same run."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from sqlalchemy import func, select
from twilio.rest import Client

from benchmarks.provider import ACCOUNT, SENDER, path, running_provider
from benchmarks.report import Figure
from benchmarks.stage import ALWAYS, BODY, fresh_url, number, opened, promise
from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier, Limits
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gateways.gateway import Accepted, Found, Gateway, SmsRequest
from broadcaster.sending.gateways.http_client import Limits as HttpLimits
from broadcaster.sending.gateways.http_client import SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from broadcaster.sending.models import Delivery, DeliveryState

CALLS = 20
"""Calls under way at once, ours and the bare ones alike."""

NOWHERE = "http://127.0.0.1:9"
"""Where callbacks would go: the provider of a benchmark makes none."""

LOOK_EVERY = 0.005
"""Seconds between looks for the last outcomes, once the last message was accepted."""


class Watched(Gateway):
    """The gateway, and the news that it has sent them all: looks at the ledger cost time."""

    def __init__(self, gateway: TwilioGateway, count: int) -> None:
        self._gateway = gateway
        self._left = count
        self.all_sent = asyncio.Event()

    async def send(self, request: SmsRequest) -> Accepted:
        """Hand it on."""
        accepted = await self._gateway.send(request)
        self._left -= 1
        if not self._left:
            self.all_sent.set()
        return accepted

    async def sent_to(self, number: str) -> list[Found]:
        """Hand it on."""
        return await self._gateway.sent_to(number)

    async def fetch(self, sid: str) -> Found | None:
        """Hand it on."""
        return await self._gateway.fetch(sid)


@dataclass(frozen=True, slots=True)
class Load:
    """How many messages are sent in a measure."""

    messages: int = 5000
    synchronous: int = 300  # by the synchronous client, which is slow
    slow: int = 2000  # to a provider that takes 100 ms


async def bare(url: str, count: int) -> float:
    """Messages a second by aiohttp alone: what no ledger can beat."""
    waiting = iter(range(count))
    headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, "token")}

    async def hand(session: aiohttp.ClientSession) -> None:
        for n in waiting:
            form = {"To": number(n), "From": SENDER, "Body": BODY, "StatusCallback": NOWHERE}
            async with session.post(url + path(), data=form, headers=headers) as answer:
                await answer.json()

    connector = aiohttp.TCPConnector(limit=CALLS)
    async with aiohttp.ClientSession(connector=connector) as session:
        started = time.perf_counter()
        await asyncio.gather(*(hand(session) for _hand in range(CALLS)))
        return count / (time.perf_counter() - started)


def synchronous(url: str, count: int) -> float:
    """Messages a second by the stock ``twilio`` client in a loop."""
    client = Client(ACCOUNT, "token")
    client.api.base_url = url
    started = time.perf_counter()
    for n in range(count):
        client.messages.create(to=number(n), from_=SENDER, body=BODY, status_callback=NOWHERE)
    return count / (time.perf_counter() - started)


async def ledger(database: Database, url: str, count: int) -> float:
    """Messages a second through the whole ledger: claim, gate, attempt, call, outcome."""
    await promise(database, count, utc_now())
    async with SharedHttpClient(HttpLimits(connections=CALLS)) as http:
        gateway = Watched(TwilioGateway(ACCOUNT, "token", NOWHERE, http, url), count)
        courier = Courier(database, gateway, utc_now, ALWAYS, Limits(calls=CALLS))
        engine = LocalEngine(courier)
        started = time.perf_counter()
        running = asyncio.create_task(engine.run())
        await gateway.all_sent.wait()
        while await _is_any_left(database):  # noqa: ASYNC110 - rows have no event
            await asyncio.sleep(LOOK_EVERY)
        seconds = time.perf_counter() - started
        engine.stop()
        await running
    await _check_accepted(database, count)
    return count / seconds


async def _is_any_left(database: Database) -> bool:
    """A look that costs next to nothing, as it is made while the time is taken."""
    waiting = (DeliveryState.PENDING, DeliveryState.SENDING)
    async with database.read() as session:
        query = select(Delivery.id).where(Delivery.state.in_(waiting)).limit(1)
        return await session.scalar(query) is not None


async def _check_accepted(database: Database, count: int) -> None:
    async with database.read() as session:
        query = select(func.count()).where(Delivery.state == DeliveryState.ACCEPTED)
        accepted = await session.scalar(query)
    if accepted != count:
        message = f"{accepted} of {count} messages were accepted: the figures mean nothing"
        raise RuntimeError(message)


async def measure(folder: Path, server: str, load: Load) -> list[Figure]:
    """Every figure of this module; each ratio is of measures made one right after the other."""
    figures = []
    async with running_provider() as url:
        one_by_one = await asyncio.to_thread(synchronous, url, load.synchronous)
        for kind in ("sqlite", "postgresql"):
            async with opened(fresh_url(kind, folder, server)) as database:
                alone = await bare(url, load.messages)
                ours = await ledger(database, url, load.messages)
            figures += [
                Figure(f"{kind}: messages a second", ours, "/s"),
                Figure(f"{kind}: ledger / bare aiohttp", ours / alone, at_least=0.6),
                Figure(f"{kind}: ledger / synchronous client", ours / one_by_one, at_least=3),
            ]
        figures += [
            Figure("bare aiohttp, messages a second", alone, "/s"),
            Figure("synchronous client, messages a second", one_by_one, "/s"),
        ]
    return figures + await _slow(folder, server, load)


async def _slow(folder: Path, server: str, load: Load) -> list[Figure]:
    delay = 0.1
    ceiling = CALLS / delay
    figures = []
    async with running_provider(delay) as url:
        for kind in ("sqlite", "postgresql"):
            async with opened(fresh_url(kind, folder, server)) as database:
                ours = await ledger(database, url, load.slow)
            name = f"{kind}: share of the ceiling, provider of 100 ms"
            figures.append(Figure(name, ours / ceiling, at_least=0.9))
    return figures
