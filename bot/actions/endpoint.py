"""Rasa's action endpoint inside the service: ``POST /rasa/actions``."""

import hmac
import json
import logging
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any  # Rasa's action protocol is untyped JSON

from aiohttp import web

from bot.actions.answering import Answerer
from bot.actions.flows.talk import Talk
from bot.actions.replier import Replier, apology
from broadcaster.clock import Clock

if TYPE_CHECKING:
    from rasa_sdk.executor import ActionExecutor

log = logging.getLogger(__name__)

TOKEN_FIELD = "token"  # noqa: S105 - the name of the field, not a secret
"""Rasa sends the token of endpoints.yml as a header (``headers:``) or in the query (``token:``)."""


class ActionEndpoint:
    """Runs actions for the Rasa process, which proves itself with a shared token."""

    def __init__(self, answerer: Answerer, clock: Clock, token: str) -> None:
        """Take what answers and the shared token; raise ValueError when it is empty."""
        if not token:
            message = "the action endpoint needs a token"
            raise ValueError(message)
        self._answerer = answerer
        self._talk = Talk(answerer.database, Replier(answerer))
        self._clock = clock
        self._token = token.encode()

    @cached_property
    def executor(self) -> "ActionExecutor":
        """What runs the actions.

        Made when first asked for: rasa_sdk brings a whole web server along, and the service
        must listen before that is loaded.
        """
        from rasa_sdk.executor import ActionExecutor

        from bot.actions.action_answer import ActionAnswer
        from bot.actions.flows.rasa_actions import form_actions

        executor, talk = ActionExecutor(), self._talk
        executor.register_action(ActionAnswer(talk, self._answerer, self._clock))
        for action in form_actions(talk, self._answerer, self._clock):
            executor.register_action(action)
        return executor

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one action call. Whatever happens inside, the tenant gets an answer."""
        if not hmac.compare_digest(_given_token(request), self._token):
            return _refused("The token is missing or wrong.", 401)
        try:
            call = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            return _refused("The body is not JSON.", 400)
        if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
            return _refused("The body must be an action call with its tracker.", 400)
        return await self._run(call)

    async def _run(self, call: dict[str, Any]) -> web.Response:
        from rasa_sdk.interfaces import ActionNotFoundException

        try:
            result = await self.executor.run(call)
        except ActionNotFoundException as missing:
            return _refused(f"There is no action {missing.action_name!r}.", 404)
        except Exception:
            # The edge: an action that raises would leave the tenant without any answer.
            log.exception("an action failed")
            return web.json_response(_apologetic())
        return web.json_response(result.model_dump() if result else _empty())


def _given_token(request: web.Request) -> bytes:
    header = request.headers.get("Authorization", "")
    given = header.removeprefix("Bearer ") or request.query.get(TOKEN_FIELD, "")
    return given.encode("utf-8", "replace")


def _refused(why: str, status: int) -> web.Response:
    return web.json_response({"error": why}, status=status)


def _empty() -> dict[str, Any]:
    return {"events": [], "responses": []}


def _apologetic() -> dict[str, Any]:
    return {"events": [], "responses": [{"custom": asdict(apology())}]}
