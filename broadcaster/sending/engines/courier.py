"""The courier: one batch from claim to outcome, whatever engine asks for it.

The claim is committed before the first call, the outcomes right after the last one. In between
a process may die: what it had claimed is found by ``abandon_lost`` and the reconciler.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.sending import ledger
from broadcaster.sending.gate.verdict import Rules
from broadcaster.sending.gateways.gateway import (
    Gateway,
    MisconfiguredError,
    OutcomeUnknownError,
    RefusedError,
    SmsRequest,
    ThrottledError,
    UnreachableError,
)
from broadcaster.sending.ledger.claims import CALL_WITHIN, Claim, Claims
from broadcaster.sending.ledger.outcomes import Outcome
from broadcaster.sending.models import AttemptOutcome, Lane
from broadcaster.sending.pace import sender_names
from broadcaster.sending.receipts import learn_from_error

log = logging.getLogger(__name__)

DATABASE_AWAY: Final = (DBAPIError, PoolTimeoutError, OSError)
"""What a loop that looks into the ledger outlives: the rows are there at the next look."""

WRITE_AGAIN: Final = (OperationalError, InterfaceError, PoolTimeoutError, OSError)
"""Failures of the connection or of the moment (a deadlock…): the same again may succeed."""

SENDERS_AGAIN: Final = timedelta(seconds=5)
"""How long the list of senders is taken for granted."""

Rest = Callable[[float], Awaitable[None]]
"""Waits some seconds; tests hand in one that takes no time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one process takes on at once."""

    batch: int = 500  # messages claimed in one transaction
    replies: int = 20  # the same, for answers to tenants: they are taken as they come
    calls: int = 20  # calls to the provider under way in a lane
    write_again: tuple[float, ...] = (0.1, 0.5, 1, 2, 5)  # seconds; the last one is repeated


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round of a lane did."""

    sent: int  # calls made
    judged: int  # messages looked at, those held or skipped included
    again_in: float | None = None  # seconds, when the pace says so


@dataclass(slots=True)
class Courier:
    """Carries what is due of a lane, batch by batch."""

    database: Database
    gateway: Gateway
    clock: Clock
    rules: Rules = field(default_factory=Rules)
    limits: Limits = field(default_factory=Limits)
    rest: Rest = asyncio.sleep
    _calls: dict[Lane, asyncio.Semaphore] = field(init=False)
    _looks: dict[Lane, asyncio.Lock] = field(init=False)
    _senders: list[str] = field(init=False, default_factory=list)
    _looked_at: datetime | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._calls = {lane: asyncio.Semaphore(self.limits.calls) for lane in Lane}
        self._looks = {lane: asyncio.Lock() for lane in Lane}

    async def carry(self, lane: Lane) -> Delivered:
        """Send one batch of each sender of a lane; raise SQLAlchemyError while nothing is claimed.

        Once calls were made, a database that is away is waited for: their outcomes are kept.
        """
        rounds = [await self._carry_for(lane, sender) for sender in await self._known_senders()]
        waits = [each.again_in for each in rounds if each.again_in is not None]
        return Delivered(
            sent=sum(each.sent for each in rounds),
            judged=sum(each.judged for each in rounds),
            again_in=min(waits, default=None),
        )

    async def _known_senders(self) -> list[str]:
        """The senders, looked up again now and then: they hardly ever change."""
        now = self.clock()
        if self._looked_at is None or not now - SENDERS_AGAIN < self._looked_at <= now:
            async with self.database.read() as session:
                self._senders = await sender_names(session)
            # Before there is one, the next look must see it at once.
            self._looked_at = now if self._senders else None
        return self._senders

    async def _carry_for(self, lane: Lane, sender: str) -> Delivered:
        # One after the other: who comes second finds nothing left, and does not write for it.
        async with self._looks[lane]:
            claims = await self._claim(lane, sender)
        if claims.taken:
            await self._settle(await self._call_all(lane, claims.taken))
        return Delivered(len(claims.taken), claims.judged, claims.again_in)

    async def _claim(self, lane: Lane, sender: str) -> Claims:
        """Claim what is due. Most looks find nothing: they take no turn to write."""
        async with self.database.read() as session:
            if not await ledger.is_due(session, lane, sender, self.clock()):
                return Claims()
        limit = self.limits.replies if lane is Lane.REPLY else self.limits.batch
        async with self.database.write() as session:
            return await ledger.claim_due(session, lane, sender, limit, self.clock(), self.rules)

    async def _call_all(self, lane: Lane, claims: list[Claim]) -> list[Outcome]:
        """Make the calls, those to one number one after the other.

        After an answer 429 no other call of the batch begins: what was not called goes back.
        """
        of_number: dict[str, deque[Claim]] = {}
        for claim in claims:
            of_number.setdefault(claim.to_number, deque()).append(claim)
        waiting, outcomes = iter(of_number.values()), list[Outcome]()
        too_fast = False

        async def caller() -> None:
            nonlocal too_fast
            for row in waiting:
                for claim in row:
                    async with self._calls[lane]:
                        outcome = _not_called(claim) if too_fast else await self._call(claim)
                    too_fast = too_fast or outcome.result is AttemptOutcome.THROTTLED
                    outcomes.append(outcome)

        async with asyncio.TaskGroup() as callers:
            for _caller in range(min(self.limits.calls, len(of_number))):
                callers.create_task(caller())
        return outcomes

    async def _call(self, claim: Claim) -> Outcome:
        if self.clock() - claim.claimed_at > CALL_WITHIN:
            # The machine slept, or the provider is slow: another process may soon take it over.
            return _not_called(claim)
        try:
            accepted = await self.gateway.send(_request(claim))
        except MisconfiguredError as error:
            return _refused(claim, AttemptOutcome.MISCONFIGURED, error)
        except RefusedError as error:
            return _refused(claim, AttemptOutcome.REFUSED, error)
        except UnreachableError:
            return Outcome(claim, AttemptOutcome.UNREACHABLE)
        except ThrottledError:
            return Outcome(claim, AttemptOutcome.THROTTLED, http_status=429)
        except OutcomeUnknownError as error:
            return Outcome(claim, AttemptOutcome.UNKNOWN, http_status=error.http_status)
        except Exception:
            # Whatever it is, the provider may have the message: that is what unknown says.
            log.exception("delivery %s: the call broke", claim.delivery_id)
            return Outcome(claim, AttemptOutcome.UNKNOWN)
        return Outcome(claim, AttemptOutcome.ACCEPTED, sid=accepted.sid, http_status=201)

    async def _settle(self, outcomes: list[Outcome]) -> None:
        """Write the outcomes down, however long the database is away."""
        waits = deque(self.limits.write_again)
        while True:
            try:
                await self._write(outcomes)
            except WRITE_AGAIN:
                log.exception("%d outcomes could not be written yet", len(outcomes))
                await self.rest(waits[0])
                if len(waits) > 1:
                    waits.popleft()
            except DBAPIError:
                await self._settle_each(outcomes)
                return
            else:
                return

    async def _settle_each(self, outcomes: list[Outcome]) -> None:
        """Write down what can be: one outcome the database refuses must not hold up the others.

        Its delivery stays as it is, is found lost, and the reconciler asks the provider.
        """
        if len(outcomes) > 1:
            for outcome in outcomes:
                await self._settle([outcome])
            return
        log.exception("delivery %s: its outcome is refused", outcomes[0].claim.delivery_id)

    async def _write(self, outcomes: list[Outcome]) -> None:
        now = self.clock()
        async with self.database.write() as session:
            await ledger.settle(session, outcomes, now)
            for outcome in outcomes:
                if outcome.error_code is not None:
                    await learn_from_error(
                        session, outcome.claim.to_number, outcome.error_code, now
                    )


def _request(claim: Claim) -> SmsRequest:
    return SmsRequest(
        claim.delivery_id, claim.sender, claim.to_number, claim.body, validity=claim.validity
    )


def _not_called(claim: Claim) -> Outcome:
    """Certainly not sent: it goes back to the queue."""
    return Outcome(claim, AttemptOutcome.UNREACHABLE)


def _refused(claim: Claim, result: AttemptOutcome, error: RefusedError) -> Outcome:
    return Outcome(claim, result, http_status=error.http_status, error_code=error.code)
