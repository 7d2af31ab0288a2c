"""Keys of the API: made for a landlord's own systems, shown once, revoked."""

from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.staff_names import name_of
from broadcaster.console.team.sites_field import (
    may_give_all,
    offered_sites,
    read_sites,
    within_reach,
)
from broadcaster.staff.api_tokens import (
    ApiToken,
    NewToken,
    Scope,
    create_token,
    list_tokens,
    revoke_token,
)

routes = web.RouteTableDef()

LIVES: Final[dict[str, timedelta | None]] = {
    "90": timedelta(days=90),
    "365": timedelta(days=365),
    "730": timedelta(days=730),
    "never": None,
}
"""How long a key may be good for."""

USUAL: Final = {"life": "365"}


@routes.get("/api-tokens")
async def show_tokens(request: web.Request) -> web.Response:
    """The keys there are, and the form for one more."""
    return await _tokens_page(request, Form.of(USUAL))


async def _tokens_page(request: web.Request, form: Form, secret: str = "") -> web.Response:
    """``secret`` is the new key, shown here and nowhere else."""
    now = request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        tokens = [t for t in await list_tokens(session) if within_reach(request, t.site_ids)]
        makers = {one.id: await name_of(session, one.created_by_id) for one in tokens}
        sites = await offered_sites(request, session)
    return page(
        request,
        "team/api_tokens.html",
        status=200 if form.is_valid else 400,
        good=[one for one in tokens if one.is_valid(now)],
        over=[one for one in tokens if not one.is_valid(now)],
        makers=makers,
        sites=sites,
        site_names={site.id: site.name for site in sites},
        all_too=may_give_all(request),
        scopes=list(Scope),
        lives=list(LIVES),
        form=form,
        secret=secret,
    )


@routes.post("/api-tokens")
async def add_token(request: web.Request) -> web.Response:
    """Make a key and show it, once: the page is the answer to the form itself."""
    form, now = await read_form(request), request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        offered = await offered_sites(request, session)
    sites = read_sites(form, offered, all_too=may_give_all(request))
    new = NewToken(form.text("name", most=120), _scopes(form), sites, _end(form, now))
    if not form.is_valid:
        return await _tokens_page(request, form)
    async with request.app[DATABASE].write() as session:
        secret = await create_token(session, new, request[USER].id, now)
    return await _tokens_page(request, Form.of(USUAL), secret)


def _scopes(form: Form) -> list[Scope]:
    ticked = form.chosen("scopes")
    found = [scope for scope in Scope if scope in ticked]
    if len(found) < len(ticked):
        form.refuse("scopes", "choice")
    if not ticked:
        form.refuse("scopes", "no_scope_ticked")
    return found


def _end(form: Form, now: datetime) -> datetime | None:
    life = LIVES.get(form.choice("life", LIVES))
    return now + life if life else None


@routes.post("/api-tokens/{id}/revoke")
async def end_token(request: web.Request) -> web.Response:
    """Put an end to a key at once."""
    async with request.app[DATABASE].write() as session:
        token = await session.get(ApiToken, path_id(request))
        if token is None or not within_reach(request, token.site_ids):
            raise web.HTTPNotFound
        now = request.app[CLOCK]()
        done = await revoke_token(session, token.id, request[USER].id, now)
    raise go_to("/api-tokens", done="token_revoked" if done else "token_was_revoked")
