"""The whole of a local Twilio, put together: what every handler is given."""

import asyncio
import random
from dataclasses import dataclass, replace
from datetime import datetime

from aiohttp import web

from broadcaster.clock import Clock
from broadcaster.local_twilio.carrier import Carrier
from broadcaster.local_twilio.config import LocalTwilioConfig
from broadcaster.local_twilio.faults import FaultDesk
from broadcaster.local_twilio.feed import Feed
from broadcaster.local_twilio.journal import Journal
from broadcaster.local_twilio.messages import Direction, HandOver, Message, Status, new_sid
from broadcaster.local_twilio.pace import Pace
from broadcaster.local_twilio.store import MessageStore
from broadcaster.local_twilio.webhooks import Webhooks

GLANCE_SECONDS = 0.02
"""How often silence looks up to see whether the client is still there."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A local Twilio at work."""

    config: LocalTwilioConfig
    store: MessageStore
    faults: FaultDesk
    carrier: Carrier
    webhooks: Webhooks
    feed: Feed
    clock: Clock
    chance: random.Random

    def accept(
        self,
        *,
        sender: str,
        to: str,
        body: str,
        status_callback: str | None = None,
        validity_period: int | None = None,
    ) -> Message:
        """Take a message from the account: keep it and send it on its way."""
        message = self._new(Direction.OUTBOUND, sender, to, body, Status.QUEUED, self.clock())
        asked = replace(message, status_callback=status_callback, validity_period=validity_period)
        return self._take(asked)

    def text_us(self, phone: str, body: str) -> Message:
        """Make a phone text the account's number."""
        now, ours = self.clock(), self.config.our_number
        message = self._new(Direction.INBOUND, phone, ours, body, Status.RECEIVED, now)
        self.faults.hear(phone, body)
        return self._take(replace(message, sent_at=now, hand_over=HandOver.WAITING))

    def numbers(self) -> set[str]:
        """The phones that have written or been written to."""
        return set(self.store.last_of_phones())

    async def be_slow(self) -> None:
        """Wait as long as the faults in force ask for, in real time."""
        await asyncio.sleep(self.faults.faults.slow_ms / 1000)

    async def be_silent(self, request: web.Request) -> None:
        """Say nothing until the client has hung up, or this server ends."""
        # aiohttp tells of a hang-up by no event.
        while request.transport is not None and not self.feed.is_closed:  # noqa: ASYNC110
            await asyncio.sleep(GLANCE_SECONDS)

    def _new(
        self, direction: Direction, sender: str, to: str, body: str, status: Status, now: datetime
    ) -> Message:
        whole = mend_surrogates(body)
        return Message(new_sid(), direction, sender, to, whole, status, now, now)

    def _take(self, message: Message) -> Message:
        self.store.put(message)
        self.carrier.carry(message)
        return message

    async def close(self) -> None:
        """Stop what is under way and let go of files and connections."""
        await self.carrier.close()
        await self.webhooks.close()
        self.store.close()


DESK = web.AppKey("DESK", Desk)


def open_desk(config: LocalTwilioConfig, pace: Pace, clock: Clock) -> Desk:
    """Put a local Twilio together, with what its journal remembers."""
    feed, faults = Feed(), FaultDesk()
    journal = Journal(config.journal_path) if config.journal_path is not None else None
    store = MessageStore(feed, journal)
    webhooks = Webhooks(config, pace)
    carrier = Carrier(store, faults, webhooks, pace, clock)
    return Desk(config, store, faults, carrier, webhooks, feed, clock, pace.chance)


def mend_surrogates(text: str) -> str:
    """Half an emoji, which JSON can hold and UTF-8 cannot, becomes the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
