"""The door for SMS: Twilio's inbound webhook, checked, stored once, answered at once."""

import asyncio
import logging
import re
from collections.abc import Collection
from typing import Protocol

from aiohttp import web

from bot.inbox.incoming import Incoming, Received
from broadcaster.answers.models import AnswerChannel
from broadcaster.clock import Clock
from broadcaster.sending.webhook import SignatureCheck

log = logging.getLogger(__name__)

ANSWERABLE = re.compile(r"\+[1-9]\d{6,14}")
"""A number in E.164. Names, short codes and « whatsapp:… » cannot be answered by SMS."""

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
"""Nothing for Twilio to do: our answer leaves by the ledger."""


class Inbox(Protocol):
    """What a door needs of the inbox."""

    async def receive(self, incoming: Incoming) -> Received:
        """Store a message once."""
        ...

    def answer_soon(self, inbound_id: int) -> "asyncio.Task[None]":
        """Answer a stored message in the background."""
        ...


class SmsWebhook:
    """Takes ``POST /twilio/inbound``."""

    def __init__(
        self, inbox: Inbox, check: SignatureCheck, clock: Clock, own_numbers: Collection[str] = ()
    ) -> None:
        self._inbox = inbox
        self._check = check
        self._clock = clock
        self._own_numbers = frozenset(own_numbers)

    async def handle(self, request: web.Request) -> web.Response:
        """Store the message and answer empty TwiML; the reply follows by the ledger.

        The same MessageSid may come twice (Twilio retries): the second is a no-op.
        """
        fields = await self._check.signed_fields(request)
        sid, number = fields.get("MessageSid", ""), fields.get("From", "")
        if not sid or not number:
            raise web.HTTPBadRequest(text="MessageSid and From are needed")
        if not ANSWERABLE.fullmatch(number) or number in self._own_numbers:
            # An operator's service text, or our own message come back: no tenant waits for it.
            log.info("a message from a sender that cannot be answered was left aside")
            return _nothing_to_do()
        received = await self._inbox.receive(
            Incoming(AnswerChannel.SMS, number, sid, fields.get("Body", ""), self._clock())
        )
        if received.is_new:
            self._inbox.answer_soon(received.inbound_id)
        return _nothing_to_do()


def _nothing_to_do() -> web.Response:
    return web.Response(text=EMPTY_TWIML, content_type="text/xml")
