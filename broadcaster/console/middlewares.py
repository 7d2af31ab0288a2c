"""What surrounds every page: the login, the same-origin rule, and pages for what went wrong."""

from aiohttp import web
from aiohttp.typedefs import Handler

from broadcaster.console.forms import BadFieldError
from broadcaster.console.keys import ALERTS, CLOCK, COOKIE, DATABASE, USER
from broadcaster.console.rendering import problem
from broadcaster.console.team.access import login_page_for
from broadcaster.requests import SAFE_METHODS, is_same_origin
from broadcaster.staff.alerts import open_alerts
from broadcaster.staff.logins import user_of

PUBLIC = frozenset({"login", "setup", "static", "feed"})
"""The routes anybody may open, by name."""

EXPLAINED = {403: "forbidden", 404: "not_found", 405: "not_allowed", 413: "too_large"}
"""The statuses that have a page of their own in wording.yml."""


@web.middleware
async def explain_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a refusal into a page that says what happened and where to go."""
    try:
        return await handler(request)
    except BadFieldError as error:
        return problem(request, 400, "bad_field", str(error))
    except web.HTTPException as error:
        if error.status in EXPLAINED:
            return problem(request, error.status, EXPLAINED[error.status])
        raise


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a change asked for by another site's page (OWASP, "Cross-Site Request Forgery
    Prevention", Fetch Metadata)."""
    if request.method not in SAFE_METHODS and not is_same_origin(request):
        raise web.HTTPForbidden
    return await handler(request)


@web.middleware
async def need_login(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in who has a valid login, send everybody else to the login page."""
    if request.match_info.route.name in PUBLIC:
        return await handler(request)
    token = request.cookies.get(COOKIE)
    if token is None:
        raise login_page_for(request)
    async with request.app[DATABASE].read() as session:
        user = await user_of(session, token, request.app[CLOCK]())
        if user is None:
            raise login_page_for(request)
        request[ALERTS] = await open_alerts(session)
    request[USER] = user
    return await handler(request)


async def keep_private(request: web.Request, response: web.StreamResponse) -> None:
    """Forbid every cache to keep a page with personal data."""
    if request.match_info.route.name != "static":
        response.headers.setdefault("Cache-Control", "no-store")
