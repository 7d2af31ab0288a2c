"""Failures at the edge of the service: said in a word, told to the log, nothing shown."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.http import HttpProcessingError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from broadcaster.database import DatabaseUnreachableError

log = logging.getLogger(__name__)


class BadRequestsUntold(logging.Filter):
    """Keeps out of the log what aiohttp tells of requests that are no HTTP at all.

    It would print them whole, with their cookies; the sender gets a 400 all the same.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """False for the failure to read a request."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, HttpProcessingError)


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

DATABASE_TROUBLE = (DatabaseUnreachableError, DBAPIError, PoolTimeoutError, OSError)
RETRY_AFTER = "30"


@web.middleware
async def say_unavailable(request: web.Request, handler: Handler) -> web.StreamResponse:
    """503 while the database is away, so that Twilio and people come again later."""
    try:
        return await handler(request)
    except DATABASE_TROUBLE as error:
        log.error("%s %s: %s", request.method, request.rel_url.path, type(error).__name__)
        return web.Response(
            status=503, text="try again in a moment", headers={"Retry-After": RETRY_AFTER}
        )
