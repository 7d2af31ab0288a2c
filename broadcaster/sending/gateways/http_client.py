"""The HTTP client the ``twilio`` library speaks through: bounded, timed, never repeating a POST.

The stock asynchronous client ignores its timeout and may post twice on a server error; Twilio
has no idempotency key, so a second POST is a second message.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Final, Self

from aiohttp import ClientSession, ClientTimeout, TCPConnector, encode_basic_auth
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from yarl import URL

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}

Fields = dict[str, object]
"""Query or form fields as the ``twilio`` library hands them over; a list is a repeated field."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one client may ask of the network."""

    connections: int = 20
    connect_seconds: float = 5
    total_seconds: float = 20


class SharedHttpClient(AsyncHttpClient):
    """Every request over one session with bounded connections. Close it when done.

    It logs nothing: the library's own request log holds telephone numbers.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        super().__init__(logging.getLogger(__name__), True, self.limits.total_seconds)
        self._usual_timeout = ClientTimeout(
            total=self.limits.total_seconds, sock_connect=self.limits.connect_seconds
        )
        self._session: ClientSession | None = None

    # The signature is the library's.
    async def request(  # type: ignore[override, unused-ignore]
        self,
        method: str,
        uri: str,
        params: Fields | None = None,
        data: Fields | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own parameter
        allow_redirects: bool = False,
    ) -> Response:
        """Make one request, once.

        Raises TimeoutError or aiohttp's ClientError; ClientConnectorError means that no
        connection was made, so nothing was sent.
        """
        async with self._opened().request(
            method.upper(),
            uri,
            params=_pairs(params),
            data=_form(data),
            headers=FORM | _headers(headers, auth),
            timeout=self._timeout(timeout),
            allow_redirects=allow_redirects,
        ) as answer:
            text = (await answer.read()).decode("utf-8", "replace")
            return Response(answer.status, text, answer.headers)

    def _opened(self) -> ClientSession:
        # Opened at the first request: a session belongs to the loop it is made in.
        if self._session is None or self._session.closed:
            connector = TCPConnector(limit=self.limits.connections)
            self._session = ClientSession(connector=connector)
        return self._session

    def _timeout(self, total: float | None) -> ClientTimeout:
        if not total or total == self.limits.total_seconds:
            return self._usual_timeout
        return ClientTimeout(total=total, sock_connect=self.limits.connect_seconds)

    async def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _headers(given: Mapping[str, str] | None, auth: tuple[str, str] | None) -> dict[str, str]:
    headers = dict(given or {})
    if auth is not None:
        headers["Authorization"] = _authorization(*auth)
    return headers


@lru_cache(maxsize=4)  # the same for every message
def _authorization(user: str, password: str) -> str:
    return encode_basic_auth(user, password)


def _form(fields: Mapping[str, object] | None) -> bytes | None:
    """The fields as a form's body, which is written as a query is (WHATWG URL, form encoding).

    By yarl, which aiohttp itself writes addresses with: the standard library's ``urlencode`` takes
    five times as long, and aiohttp's own form longer still; it is done for each message.
    """
    pairs = _pairs(fields)
    return URL.build(query=pairs).raw_query_string.encode("ascii") if pairs else None


def _pairs(fields: Mapping[str, object] | None) -> list[tuple[str, str]]:
    """Flatten fields: a list becomes the same field several times."""
    return [
        (name, str(item))
        for name, value in (fields or {}).items()
        for item in (value if isinstance(value, list | tuple) else [value])
    ]
