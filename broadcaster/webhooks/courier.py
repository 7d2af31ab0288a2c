"""The courier: calls endpoints with what waits for them, signed, and tries again for a day."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.webhooks.addresses import (
    AddressRefusedError,
    AddressRules,
    ForbiddenAddressError,
    GuardedResolver,
    host_of,
)
from broadcaster.webhooks.endpoints import is_listening
from broadcaster.webhooks.models import Endpoint, MessageState, WebhookMessage
from broadcaster.webhooks.signing import headers

log = logging.getLogger(__name__)

WAITS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 60, 300, 1800, 7200, 18000, 28800, 28800)
)
"""After each failure how long until the next try: nine tries, the last after 23 h 36 min."""

TIMEOUT: Final = ClientTimeout(total=15, sock_connect=5)
"""Standard Webhooks: 15 to 30 seconds for an answer."""

AT_ONCE: Final = 20
"""Messages of one look; the next ones come with the next look."""

CLAIM: Final = timedelta(minutes=1)
"""How long a message that is being sent is nobody else's; longer than a call may take."""

GONE: Final = 410


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way."""

    id: str
    endpoint_id: int
    url: str
    secret: str
    body: bytes
    tries: int  # with this one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call came to."""

    status: int | None = None
    trouble: str | None = None  # "timeout", "unreachable", "forbidden"

    @property
    def is_done(self) -> bool:
        """True when the endpoint has it."""
        return self.status is not None and 200 <= self.status < 300


class Courier:
    """Sends what is due. Close it when done."""

    def __init__(self, database: Database, clock: Clock, rules: AddressRules) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._http: ClientSession | None = None

    async def look(self) -> int:
        """Send what is due now; give how many calls were made."""
        now = self._clock()
        async with self._database.read() as session:
            due = await _due(session, now)
        if not due:
            return 0
        async with self._database.write() as session:
            parcels = [one for one in await _claimed(session, due, now) if one is not None]
        outcomes = await asyncio.gather(*(self._send(one) for one in parcels))
        async with self._database.write() as session:
            for parcel, outcome in zip(parcels, outcomes, strict=True):
                await _note(session, parcel, outcome, self._clock())
        return len(parcels)

    async def _send(self, parcel: Parcel) -> Outcome:
        try:
            url = self._rules.check(parcel.url)
            signed = headers(parcel.secret, parcel.id, self._clock(), parcel.body)
            async with self._opened().post(
                url,
                data=parcel.body,
                headers={"Content-Type": "application/json", "User-Agent": "Palier", **signed},
                allow_redirects=False,  # it could lead where the address may not
            ) as answer:
                return Outcome(answer.status)
        except AddressRefusedError:
            return Outcome(trouble="forbidden")
        except TimeoutError:
            return Outcome(trouble="timeout")
        except (ClientError, OSError) as error:
            return Outcome(trouble=_word(error))

    def _opened(self) -> ClientSession:
        # Opened at the first call: a session belongs to the loop it is made in.
        if self._http is None or self._http.closed:
            connector = TCPConnector(
                limit=AT_ONCE, resolver=GuardedResolver(self._rules), use_dns_cache=False
            )
            self._http = ClientSession(connector=connector, timeout=TIMEOUT)
        return self._http

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()


def _word(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ForbiddenAddressError):
            return "forbidden"
        cause = cause.__cause__
    return "unreachable"


async def _due(session: AsyncSession, now: datetime) -> Sequence[str]:
    return list(
        await session.scalars(
            select(WebhookMessage.id)
            .join(Endpoint, Endpoint.id == WebhookMessage.endpoint_id)
            .where(is_listening(now))
            .where(WebhookMessage.state == MessageState.WAITING, WebhookMessage.due_at <= now)
            .order_by(WebhookMessage.due_at, WebhookMessage.id)
            .limit(AT_ONCE)
        )
    )


async def _claimed(session: AsyncSession, due: Sequence[str], now: datetime) -> list[Parcel | None]:
    return [await _claim(session, one, now) for one in due]


async def _claim(session: AsyncSession, message_id: str, now: datetime) -> Parcel | None:
    """Make a message ours for as long as a call may take; None when another process has it.

    A process that is killed in between leaves it due again: receivers know it by its id.
    """
    message = await session.scalar(
        update(WebhookMessage)
        .where(WebhookMessage.id == message_id, WebhookMessage.due_at <= now)
        .where(WebhookMessage.state == MessageState.WAITING)
        .values(due_at=now + CLAIM, tries=WebhookMessage.tries + 1, tried_at=now)
        .returning(WebhookMessage)
    )
    if message is None:
        return None
    endpoint = await session.get_one(Endpoint, message.endpoint_id)
    body = json.dumps(
        {"type": message.type, "timestamp": message.at.isoformat(), "data": message.data},
        ensure_ascii=False,
    )
    return Parcel(
        message.id, endpoint.id, endpoint.url, endpoint.secret, body.encode(), message.tries
    )


async def _note(session: AsyncSession, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
    wait = WAITS[parcel.tries - 1] if parcel.tries <= len(WAITS) else None
    is_over = wait is None or outcome.status == GONE
    state = MessageState.GIVEN_UP if is_over else MessageState.WAITING
    await session.execute(
        update(WebhookMessage)
        .where(WebhookMessage.id == parcel.id)
        .values(
            state=MessageState.DONE if outcome.is_done else state,
            due_at=now + (wait or timedelta()),
            status=outcome.status,
            trouble=outcome.trouble,
        )
    )
    if not outcome.is_done:
        told = outcome.status or outcome.trouble
        log.warning("webhook %s to %s: %s", parcel.id, host_of(parcel.url), told)
    if outcome.status == GONE:
        stop = update(Endpoint).where(Endpoint.id == parcel.endpoint_id)
        await session.execute(stop.values(stopped_at=now))
