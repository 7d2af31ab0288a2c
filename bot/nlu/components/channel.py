"""The door of Rasa's process: the service's texts in, the assistant's messages out."""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple  # Rasa's own channel interface is untyped

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.nlu.components.action_calls import kept_sessions
from bot.nlu.components.embedding import embedded_form, shared_embedder
from bot.nlu.components.entering import enter_form
from bot.nlu.emergencies import detect_emergencies
from bot.nlu.incoming import safe_text
from bot.nlu.normaliser import normalise
from bot.nlu.questions import readings

TOKEN_VARIABLE = "PALIER_RASA_TOKEN"  # noqa: S105 - the name of the variable, not a secret
CHANNELS = frozenset({"sms", "web"})
_LONGEST_SENDER = 100
_CANARY = "bonjour, c'est quand les travaux ?"
Handler = Callable[[UserMessage], Awaitable[Any]]


class Inbound(NamedTuple):
    """A checked request body."""

    sender: str
    channel: str
    text: str
    message: str | None = None  # its id: the same when a text is tried again
    form: dict[str, Any] | None = None  # the form the service says its sender is in


class PalierOutput(CollectingOutputChannel):
    """Collects the messages of one answer under the name of the tenant's channel."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:
        """Return ``sms`` or ``web``: Rasa asks the instance it was given."""
        return self._channel


class PalierInput(InputChannel):
    """``POST messages``, ``POST danger`` and ``GET ready``, for whoever holds the shared token."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._proven: str | None = None  # the model that has understood a text

    @classmethod
    def name(cls) -> str:
        """Return the path below ``/webhooks/``."""
        return "palier"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> PalierInput:
        """Read the token from the environment.

        Raises:
            RasaException: the variable is not set.
        """
        token = os.environ.get(TOKEN_VARIABLE, "")
        if not token:
            raise RasaException(f"Set {TOKEN_VARIABLE}: the service proves itself with it.")
        return cls(token)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("palier")

        @routes.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            return await self._messages(request, on_new_message)

        @routes.post("/danger")
        async def danger(request: Request) -> HTTPResponse:
            return await self._danger(request)

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            return await self._ready(request)

        async def close(*_server: object) -> None:
            await kept_sessions().close()

        routes.after_server_stop(close)
        return routes

    async def _messages(self, request: Request, handle: Handler) -> HTTPResponse:
        if not self._is_known(request):
            return response.json({"error": "The bearer token is missing or wrong."}, 401)
        inbound = _inbound(request)
        if isinstance(inbound, str):
            return response.json({"error": inbound}, 400)
        output = PalierOutput(inbound.channel)
        if inbound.form is not None:
            await enter_form(request.app.ctx.agent, inbound.sender, output, inbound.form)
        message = UserMessage(
            inbound.text, output, inbound.sender, input_channel=inbound.channel,
            message_id=inbound.message, metadata={},
        )  # fmt: skip
        await _warmed(inbound.text)
        # A tenant's text is handled to its end even when the service stops waiting for it.
        await asyncio.shield(handle(message))
        return response.json({"messages": [_answer(sent) for sent in output.messages]})

    async def _danger(self, request: Request) -> HTTPResponse:
        """Say whether a text speaks of danger; nothing of it is remembered."""
        if not self._is_known(request):
            return response.json({"error": "The bearer token is missing or wrong."}, 401)
        inbound = _inbound(request)
        if isinstance(inbound, str):
            return response.json({"error": inbound}, 400)
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return response.json({"error": "No model is loaded."}, 503)
        await _warmed(inbound.text)
        parsed = await agent.parse_message(inbound.text)
        return response.json({"danger": parsed.get("danger")})

    async def _ready(self, request: Request) -> HTTPResponse:
        """Say which model answers, once it has understood a text: the first one takes longest."""
        if not self._is_known(request):
            return response.json({"error": "The bearer token is missing or wrong."}, 401)
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return response.json({"error": "No model is loaded."}, 503)
        model = agent.processor.model_filename
        if self._proven != model:
            detect_emergencies(_CANARY)  # the words of danger are read when first looked at
            await agent.parse_message(_CANARY)
            self._proven = model
        return response.json({"model": model})

    def _is_known(self, request: Request) -> bool:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode())


async def _warmed(text: str) -> None:
    """Embed beside Rasa's thread what it is going to ask for: a crowd is answered sooner."""
    wanted = [embedded_form(part) for part in readings(normalise(text))]
    begun = shared_embedder().warm(wanted)
    await asyncio.gather(*map(asyncio.wrap_future, begun))


def _inbound(request: Request) -> Inbound | str:
    """Return the checked body, or the sentence that says what is wrong with it."""
    try:
        body = request.json
    except InvalidUsage:
        return "The body is not JSON."
    if not isinstance(body, dict):
        return "The body must be a JSON object."
    sender, channel, text = (body.get(name) for name in ("sender", "channel", "text"))
    if not isinstance(sender, str) or not 0 < len(sender) <= _LONGEST_SENDER:
        return f'"sender" must be a text of 1 to {_LONGEST_SENDER} characters.'
    if not isinstance(channel, str) or channel not in CHANNELS:
        return '"channel" must be "sms" or "web".'
    if not isinstance(text, str):
        return '"text" must be a text.'
    message, form = body.get("message"), body.get("form")
    if not isinstance(message, str | None) or not isinstance(form, dict | None):
        return '"message" must be a text and "form" an object, where they are given.'
    return Inbound(sender, channel, safe_text(text), message or None, form)


def _answer(sent: dict[str, Any]) -> dict[str, Any]:
    """Return one message of the answer without Rasa's own fields."""
    return {name: sent[name] for name in ("text", "custom") if name in sent}
