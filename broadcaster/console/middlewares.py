"""What surrounds every page: the login, the roles, the same-origin rule, and pages for what went
wrong."""

from aiohttp import web
from aiohttp.typedefs import Handler

from broadcaster.console.forms import BadFieldError
from broadcaster.console.keys import ALERTS, CLOCK, COOKIE, DATABASE, USER
from broadcaster.console.permissions import rule_of
from broadcaster.console.reach import (
    GRANTS,
    ROW_SITES,
    SITES,
    RoleNeededError,
    need_one_site,
)
from broadcaster.console.refusals import who_may_page
from broadcaster.console.rendering import problem
from broadcaster.console.team.access import login_page_for
from broadcaster.console.whereabouts import alerts_within, sites_in_path
from broadcaster.requests import SAFE_METHODS, is_same_origin
from broadcaster.staff.alerts import open_alerts
from broadcaster.staff.logins import is_long_unseen, note_seen, user_of
from broadcaster.staff.roles import Capability, grants_of

EXPLAINED = {403: "forbidden", 404: "not_found", 405: "not_allowed", 413: "too_large"}
"""The statuses that have a page of their own in wording.yml."""


@web.middleware
async def explain_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a refusal into a page that says what happened and where to go."""
    try:
        return await handler(request)
    except BadFieldError as error:
        return problem(request, 400, "bad_field", str(error))
    except RoleNeededError as error:
        return await who_may_page(request, error)
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
    rule = rule_of(request)
    if rule is not None and rule.is_public:
        return await handler(request)
    token, now = request.cookies.get(COOKIE), request.app[CLOCK]()
    if token is None:
        raise login_page_for(request)
    async with request.app[DATABASE].read() as session:
        user = await user_of(session, token, now)
        if user is None:
            raise login_page_for(request)
        request[GRANTS] = await grants_of(session, user.id)
        seen = request[GRANTS].sites_for(Capability.SEE)
        request[ALERTS] = await alerts_within(session, await open_alerts(session), seen)
        is_unseen = await is_long_unseen(session, token, now)
    if is_unseen:
        async with request.app[DATABASE].write() as session:
            await note_seen(session, token, now)
    request[USER] = user
    return await handler(request)


@web.middleware
async def need_role(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what no role allows, and rows of sites out of reach (permissions.yml)."""
    rule = rule_of(request)
    if rule is None or rule.is_public:
        return await handler(request)
    grants = request[GRANTS]
    if not rule.allows(grants):
        raise RoleNeededError(rule.any_of, wide=rule.everywhere)
    request[SITES] = rule.sites_for(grants)
    is_limited = any(grants.sites_for(one) is not None for one in Capability)
    if is_limited and rule.any_of:
        async with request.app[DATABASE].read() as session:
            found = request[ROW_SITES] = await sites_in_path(session, request)
        if found:
            need_one_site(request, found)
    return await handler(request)


async def keep_private(request: web.Request, response: web.StreamResponse) -> None:
    """Forbid every cache to keep a page with personal data."""
    if request.match_info.route.name != "static":
        response.headers.setdefault("Cache-Control", "no-store")
