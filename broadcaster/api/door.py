"""The door: who calls, whether they may, what they ask, and the one transaction it is done in."""

import re
from dataclasses import dataclass

from aiohttp import web
from multidict import MultiMapping
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.api.idempotency import (
    LONGEST_KEY,
    Repeatable,
    earlier_answer,
    keep_answer,
    request_digest,
)
from broadcaster.api.keys import CLOCK, CONFIG, DATABASE, PACE, STRANGERS
from broadcaster.api.operations import AnyOperation, Call, Caller
from broadcaster.api.pace import Pace
from broadcaster.api.problems import FindingAt, ProblemError, misread, say
from broadcaster.api.shapes import Nothing, Shape
from broadcaster.requests import client_address
from broadcaster.staff.api_tokens import USE_NOTED_EVERY, ApiToken, note_use, token_of

_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")
_BEARER = re.compile(r"Bearer +(\S+)", re.IGNORECASE)
CHALLENGE = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Door:
    """The handler of one operation."""

    operation: AnyOperation

    async def handle(self, request: web.Request) -> web.Response:
        """Let in who may, read what they ask, do it, answer."""
        caller = await _caller(request)
        if not caller.may(self.operation.scope):
            raise ProblemError(403, "no_scope", scope=self.operation.scope)
        query = read_query(self.operation.query, request.query)
        if not self.operation.writes:
            async with request.app[DATABASE].read() as session:
                call = _call(request, session, caller)
                return self._answer(await self.operation.handler(call, query, Nothing()))
        raw = await request.read()
        body = read_body(self.operation.body, request, raw)
        repeatable = self._repeatable(request, caller, raw)
        async with request.app[DATABASE].write() as session:
            call = _call(request, session, caller)
            return await self._do(call, query, body, repeatable)

    async def _do(
        self, call: Call, query: Shape, body: Shape, repeatable: Repeatable | None
    ) -> web.Response:
        if repeatable is None:
            return self._answer(await self.operation.handler(call, query, body))
        known = await earlier_answer(call.session, repeatable, call.now)
        if known is not None:
            return _json(known.body, known.status)
        answer = await self.operation.handler(call, query, body)
        text = answer.model_dump_json()
        await keep_answer(call.session, repeatable, self.operation.status, text)
        return _json(text, self.operation.status)

    def _answer(self, answer: Shape) -> web.Response:
        if self.operation.status == 204:
            return web.Response(status=204)
        return _json(answer.model_dump_json(), self.operation.status)

    def _repeatable(self, request: web.Request, caller: Caller, raw: bytes) -> Repeatable | None:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method != "POST":
            return None
        if not _KEY.fullmatch(key):
            raise ProblemError(400, "bad_idempotency")
        return Repeatable(caller.token_id, key, request_digest(request.path_qs, raw))


def _json(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, content_type="application/json")


def _call(request: web.Request, session: AsyncSession, caller: Caller) -> Call:
    config = request.app[CONFIG]
    return Call(
        session=session,
        caller=caller,
        now=request.app[CLOCK](),
        path=request.match_info,
        courtesy=config.courtesy,
        addresses=config.addresses,
    )


async def _caller(request: web.Request) -> Caller:
    """Whoever calls; raise a 401 or 429 problem."""
    given = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    now, address = request.app[CLOCK](), client_address(request)
    strangers = request.app[STRANGERS]
    _slow_down(strangers, address, request)
    token = None
    if given is not None:
        async with request.app[DATABASE].read() as session:
            token = await token_of(session, given[1], now)
    if token is None:
        strangers.count(address, now)
        raise ProblemError(401, "bad_key" if given else "no_key", headers=CHALLENGE)
    _slow_down(request.app[PACE], str(token.id), request)
    request.app[PACE].count(str(token.id), now)
    await _note(request, token)
    return Caller.of(token)


def _slow_down(pace: Pace, caller: str, request: web.Request) -> None:
    seconds = pace.wait(caller, request.app[CLOCK]())
    if seconds:
        headers = {"Retry-After": str(seconds)}
        raise ProblemError(429, "too_fast", headers=headers, seconds=seconds, most=pace.most)


async def _note(request: web.Request, token: ApiToken) -> None:
    now = request.app[CLOCK]()
    if token.last_used_at is None or token.last_used_at <= now - USE_NOTED_EVERY:
        async with request.app[DATABASE].write() as session:
            await note_use(session, token.id, now)


def read_query[Query: Shape](shape: type[Query], given: MultiMapping[str]) -> Query:
    """The query of a request; raise a 422 problem."""
    twice = sorted({name for name in given if len(given.getall(name)) > 1})
    if twice:
        findings = [FindingAt(f"?{name}", say("fault.twice")) for name in twice]
        raise ProblemError(422, "misread", findings)
    try:
        return shape.model_validate(dict(given))
    except ValidationError as error:
        raise misread(error, "?") from error


def read_body[Body: Shape](shape: type[Body], request: web.Request, raw: bytes) -> Body:
    """The body of a request; raise a 400, 415 or 422 problem."""
    if issubclass(shape, Nothing):
        return shape()
    if request.content_type != "application/json":
        raise ProblemError(415, "not_json_type")
    try:
        return shape.model_validate_json(raw)
    except ValidationError as error:
        raise misread(error) from error
