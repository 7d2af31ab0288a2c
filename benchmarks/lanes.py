"""Lanes: how long an answer takes while a large broadcast goes out by the same sender."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from benchmarks.provider import ACCOUNT, SENDER, running_provider
from benchmarks.report import Figure
from benchmarks.stage import ALWAYS, fresh_url, opened, promise
from benchmarks.throughput import CALLS, NOWHERE
from bot.actions.answering import Answerer
from bot.assistant.client import Assistant, RasaAddress
from bot.channels.sms import SmsWebhook
from bot.inbox.inbox import Inbox, Parts
from broadcaster.clock import utc_now
from broadcaster.conversations.models import InboundMessage, Reply
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier, Limits
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gateways.http_client import Limits as HttpLimits
from broadcaster.sending.gateways.http_client import SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from broadcaster.sending.models import Attempt, AttemptOutcome
from broadcaster.sending.webhook import SignatureCheck

TOKEN = "token"  # noqa: S105 - the provider is our own process
PUBLIC_URL = "http://palier.example"
BULK = 20_000
TEXTS_A_SECOND = 10
GAS = "0 800 47 33 33"


class Service:
    """The inbound webhook and the engine of one process, without Rasa: a keyword needs none."""

    def __init__(self, database: Database, provider: str, http: SharedHttpClient) -> None:
        self.database = database
        gateway = TwilioGateway(ACCOUNT, TOKEN, NOWHERE, http, provider)
        self.engine = LocalEngine(Courier(database, gateway, utc_now, ALWAYS, Limits(calls=CALLS)))

    @asynccontextmanager
    async def listening(self, session: aiohttp.ClientSession) -> AsyncIterator[str]:
        """Serve the webhook; gives its address."""
        inbox = Inbox(
            Parts(
                database=self.database,
                assistant=Assistant(session, RasaAddress(NOWHERE, TOKEN)),
                answerer=Answerer(self.database, gas_number=GAS),
                outbox=Outbox(self.engine, SENDER),
                guess_language=lambda _text: "fr",
                clock=utc_now,
                gas_number=GAS,
            )
        )
        app = web.Application()
        webhook = SmsWebhook(inbox, SignatureCheck(TOKEN, PUBLIC_URL), utc_now)
        app.router.add_post("/twilio/inbound", webhook.handle)
        async with TestServer(app) as server:
            yield str(server.make_url("/twilio/inbound"))
            await inbox.drain()


async def _text(session: aiohttp.ClientSession, url: str, n: int) -> None:
    """A tenant asks for help, as Twilio would hand it over."""
    fields = {"MessageSid": f"SM{n:032x}", "From": f"+33639980{n % 1000:03d}", "Body": "AIDE"}
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC_URL}/twilio/inbound", fields)
    headers = {"X-Twilio-Signature": signature}
    async with session.post(url, data=fields, headers=headers) as answer:
        await answer.read()


async def waits(database: Database, provider: str, bulk: int, seconds: float) -> list[float]:
    """Seconds from each inbound text to its accepted answer while bulk goes out."""
    await promise(database, bulk, utc_now())
    async with (
        SharedHttpClient(HttpLimits(connections=2 * CALLS)) as http,
        aiohttp.ClientSession() as tenants,
    ):
        service = Service(database, provider, http)
        async with service.listening(tenants) as url:
            running = asyncio.create_task(service.engine.run())
            ends = time.perf_counter() + seconds
            n = 0
            while time.perf_counter() < ends:
                n += 1
                await _text(tenants, url, n)
                await asyncio.sleep(1 / TEXTS_A_SECOND)
            while len(found := await _answered(database)) < n:  # noqa: ASYNC110 - rows, no event
                await asyncio.sleep(0.05)
            service.engine.stop()
            await running
    return found


async def _answered(database: Database) -> list[float]:
    async with database.read() as session:
        rows = await session.execute(
            select(InboundMessage.received_at, Attempt.finished_at)
            .join(Reply, Reply.inbound_id == InboundMessage.id)
            .join(Attempt, Attempt.delivery_id == Reply.delivery_id)
            .where(Attempt.outcome == AttemptOutcome.ACCEPTED)
        )
        return [(ended - began).total_seconds() for began, ended in rows if ended is not None]


async def measure(folder: Path, server: str, seconds: float = 10) -> list[Figure]:
    """The slowest answers, on both databases."""
    figures = []
    async with running_provider() as provider:
        for kind in ("sqlite", "postgresql"):
            async with opened(fresh_url(kind, folder, server)) as database:
                found = await waits(database, provider, BULK, seconds)
            p95 = statistics.quantiles(found, n=20)[-1]
            name = f"{kind}: answer while {BULK:,} bulk go out, p95"
            figures.append(Figure(name, p95 * 1000, "ms", at_most=1000))
    return figures
