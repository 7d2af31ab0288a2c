"""The API as one application, to be mounted at ``/api/v1``."""

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler

from broadcaster.api import deliveries, households, threads, webhooks, works
from broadcaster.api.door import Door
from broadcaster.api.keys import CLOCK, CONFIG, DATABASE, PACE, PAGES, STRANGERS, ApiConfig
from broadcaster.api.operations import AnyOperation
from broadcaster.api.pace import Pace
from broadcaster.api.pages import add_pages
from broadcaster.api.problems import ProblemError
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.pages import Pages

NOUNS = (households, works, deliveries, threads, webhooks)
"""The modules that have operations."""

KINDS = {404: "not_found", 405: "not_allowed"}
"""The problems that the router finds."""


OPERATIONS: tuple[AnyOperation, ...] = tuple(
    operation for noun in NOUNS for operation in noun.operations
)
"""Everything the API does."""


def api_app(database: Database, clock: Clock, config: ApiConfig | None = None) -> web.Application:
    """The API, with its description and the page of it."""
    chosen = config or ApiConfig()
    app = web.Application(middlewares=[explain_problems])
    app[DATABASE], app[CLOCK], app[CONFIG] = database, clock, chosen
    app[PACE], app[STRANGERS] = Pace(chosen.calls_a_minute), Pace(chosen.strangers_a_minute)
    app[PAGES] = Pages("broadcaster.api")
    for operation in OPERATIONS:
        app.router.add_route(operation.method, operation.path, Door(operation).handle)
    add_pages(app, OPERATIONS)
    app.on_response_prepare.append(_keep_private)
    return app


@web.middleware
async def explain_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every refusal into a problem in JSON."""
    try:
        return await handler(request)
    except ProblemError as problem:
        return problem.response()
    except web.HTTPRequestEntityTooLarge:
        megabytes = max(1, request.client_max_size >> 20)
        return ProblemError(413, "too_large", megabytes=megabytes).response()
    except web.HTTPException as error:
        headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        kind = KINDS.get(error.status, "bad_request")
        return ProblemError(error.status, kind, headers=headers).response()
    except HttpProcessingError:
        return ProblemError(400, "bad_request").response()


async def _keep_private(request: web.Request, response: web.StreamResponse) -> None:
    """Forbid every cache to keep personal data, and every browser to guess what it is."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
