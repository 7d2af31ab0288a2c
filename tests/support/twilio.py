"""A local Twilio that runs for a test, and a stand-in for the service it calls."""

import random
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, encode_basic_auth, web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Middleware

from broadcaster.clock import Clock, utc_now
from broadcaster.local_twilio.app import (
    DESK,
    LocalTwilioConfig,
    Pace,
    PhoneEntry,
    local_twilio_app,
)
from broadcaster.local_twilio.desk import Desk
from broadcaster.sending.gateways.signature import is_signed

ACCOUNT_SID = "AC" + "0" * 31 + "1"
AUTH_TOKEN = "not-a-secret"
OUR_NUMBER = "+33199000100"
PHONE = "+33639980001"
NEIGHBOUR = "+33639980002"

AUTHORISED = {"Authorization": encode_basic_auth(ACCOUNT_SID, AUTH_TOKEN)}

PHONEBOOK = [
    PhoneEntry(PHONE, "Amina Exemple", "Bâtiment A, escalier 1, 12 · smartphone"),
    PhoneEntry(NEIGHBOUR, "Jean Modèle", "Bâtiment B, escalier 2, 34 · téléphone à touches"),
]


async def phonebook() -> list[PhoneEntry]:
    """Two made-up tenants."""
    return PHONEBOOK


@dataclass
class StandIn:
    """The service the local Twilio calls: keeps each call, and answers as it is told."""

    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answers: deque[int] = field(default_factory=deque)
    base: str = ""

    async def hear(self, request: web.Request) -> web.Response:
        """Keep a call that is rightly signed; answer 403 to any other."""
        fields = {name: str(value) for name, value in (await request.post()).items()}
        url = self.base + request.raw_path
        if not is_signed(AUTH_TOKEN, url, fields, request.headers.get("X-Twilio-Signature")):
            return web.Response(status=403)
        self.calls.append((request.path, fields))
        return web.Response(status=self.answers.popleft() if self.answers else 200)

    @property
    def statuses(self) -> list[str]:
        """The statuses that were reported, in the order they came."""
        return [fields["MessageStatus"] for _, fields in self.calls if "MessageStatus" in fields]


@dataclass
class Running:
    """A local Twilio on a free port."""

    url: str
    desk: Desk
    http: ClientSession

    @property
    def messages_url(self) -> str:
        """The address of the account's messages."""
        return f"{self.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"

    async def create(self, **form: str) -> tuple[int, dict[str, Any]]:
        """Post a message as the account would."""
        fields = {"To": PHONE, "From": OUR_NUMBER, "Body": "Bonjour"} | form
        async with self.http.post(self.messages_url, data=fields, headers=AUTHORISED) as answer:
            return answer.status, await answer.json()

    async def texts(self, phone: str = PHONE) -> list[dict[str, str]]:
        """What the phone shows, once everything under way has arrived."""
        await self.desk.carrier.settled()
        async with self.http.get(f"{self.url}/phones/{phone}/texts") as answer:
            shown: list[dict[str, str]] = await answer.json()
            return shown

    async def set_faults(self, **faults: object) -> None:
        """Ask for faults."""
        async with self.http.post(f"{self.url}/faults", json=faults) as answer:
            assert answer.status == 200, await answer.text()


@asynccontextmanager
async def running_stand_in() -> AsyncIterator[StandIn]:
    """A stand-in for our service on a free port."""
    stand_in = StandIn()
    app = web.Application()
    app.router.add_route("POST", "/{path:.*}", stand_in.hear)
    async with TestServer(app) as server:
        stand_in.base = f"http://127.0.0.1:{server.port}"
        yield stand_in


@asynccontextmanager
async def running_twilio(
    webhook_base: str,
    *,
    journal: Path | None = None,
    clock: Clock = utc_now,
    seed: int = 1,
    middlewares: Sequence[Middleware] = (),
) -> AsyncIterator[Running]:
    """A local Twilio on a free port, in which nothing takes any time."""
    config = LocalTwilioConfig(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        our_number=OUR_NUMBER,
        webhook_url=f"{webhook_base}/twilio/inbound",
        phonebook=phonebook,
        journal_path=journal,
    )
    app = local_twilio_app(config, pace=Pace(0, random.Random(seed)), clock=clock)
    app.middlewares.extend(middlewares)
    async with TestServer(app) as server, ClientSession() as http:
        yield Running(f"http://127.0.0.1:{server.port}", app[DESK], http)
