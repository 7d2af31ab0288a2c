"""One colleague, as an administrator sees them: roles, and ways to help or stop them."""

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.team.letters import address_of
from broadcaster.console.team.roles import grants_form, load_role_choices, read_grants
from broadcaster.console.words import say
from broadcaster.staff import accounts, audit, logins, resets, second_factors
from broadcaster.staff.models import StaffUser
from broadcaster.staff.roles import LastAdminError, change_roles, grants_of

routes = web.RouteTableDef()


@routes.get("/colleagues/{id}")
async def show_colleague(request: web.Request) -> web.Response:
    """Roles, second factor, logins, and how to stop them."""
    colleague = await _in_path(request)
    async with request.app[DATABASE].read() as session:
        grants = await grants_of(session, colleague.id)
    return await _colleague_page(request, colleague, grants_form(grants.all))


async def _in_path(request: web.Request) -> StaffUser:
    async with request.app[DATABASE].read() as session:
        colleague = await session.get(StaffUser, path_id(request))
    if colleague is None:
        raise web.HTTPNotFound
    return colleague


async def _somebody_else(request: web.Request, own_page: str) -> StaffUser:
    """The same; for oneself there is a page that asks for the password first."""
    colleague = await _in_path(request)
    if colleague.id == request[USER].id:
        raise go_to(own_page)
    return colleague


async def _colleague_page(request: web.Request, colleague: StaffUser, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        choices = await load_role_choices(session)
        grants = await grants_of(session, colleague.id)
        has_code = await second_factors.has_second_factor(session, colleague.id)
        open_logins = await logins.list_logins(session, colleague.id, request.app[CLOCK]())
    return page(
        request,
        "team/colleague.html",
        status=200 if form.is_valid else 400,
        colleague=colleague,
        choices=choices,
        roles=choices.in_words(grants.all),
        has_code=has_code,
        open_logins=open_logins,
        form=form,
    )


@routes.post("/colleagues/{id}/roles")
async def set_roles(request: web.Request) -> web.Response:
    """Give a colleague other roles; they count from their next page on."""
    colleague, form = await _in_path(request), await read_form(request)
    async with request.app[DATABASE].read() as session:
        choices = await load_role_choices(session)
    grants = read_grants(form, choices)
    if not form.is_valid:
        return await _colleague_page(request, colleague, form)
    by_id, now, words = request[USER].id, request.app[CLOCK](), choices.in_words(grants)
    try:
        async with request.app[DATABASE].write() as session:
            await change_roles(session, colleague.id, grants, words, by_id, now)
    except LastAdminError:
        form.errors["grant"] = say("field.last_admin")
        return await _colleague_page(request, colleague, form)
    raise go_to(_path(colleague), done="roles_changed")


def _path(colleague: StaffUser) -> str:
    return f"/colleagues/{colleague.id}"


@routes.post("/colleagues/{id}/disable")
async def disable_colleague(request: web.Request) -> web.Response:
    """Let a colleague come in no more; their logins end at once."""
    colleague, now = await _in_path(request), request.app[CLOCK]()
    try:
        async with request.app[DATABASE].write() as session:
            await accounts.disable(session, colleague.id, request[USER].id, now)
    except LastAdminError:
        form = Form()
        form.errors["disable"] = say("field.last_admin")
        return await _colleague_page(request, colleague, form)
    raise go_to(_path(colleague), done="account_disabled")


@routes.post("/colleagues/{id}/enable")
async def enable_colleague(request: web.Request) -> web.Response:
    """Let a colleague come in again."""
    colleague, now = await _in_path(request), request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        await accounts.enable(session, colleague.id, request[USER].id, now)
    raise go_to(_path(colleague), done="account_enabled")


@routes.post("/colleagues/{id}/reset-link")
async def make_reset_link(request: web.Request) -> web.Response:
    """A one-time link for a new password, shown once, to be handed over."""
    colleague, now = await _somebody_else(request, "/password"), request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        token = await resets.make_link(session, colleague.id, resets.HANDED, now)
        await _record(request, session, colleague, "reset_link_made")
    link = address_of(request, f"/reset/{token}")
    return page(request, "team/link.html", kind="reset", link=link, to=colleague.name, mailed=False)


@routes.post("/colleagues/{id}/second-factor/remove")
async def remove_their_factor(request: web.Request) -> web.Response:
    """Ask a colleague for no code any more: they lost the telephone and the recovery codes."""
    colleague = await _somebody_else(request, "/second-factor")
    async with request.app[DATABASE].write() as session:
        if await second_factors.remove(session, colleague.id):
            await _record(request, session, colleague, "second_factor_removed_by_admin")
    raise go_to(_path(colleague), done="second_factor_removed")


@routes.post("/colleagues/{id}/sessions/end")
async def end_their_logins(request: web.Request) -> web.Response:
    """Put an end to a colleague's logins, as when a telephone is lost."""
    colleague = await _in_path(request)
    async with request.app[DATABASE].write() as session:
        if await logins.end_all_logins(session, colleague.id):
            await _record(request, session, colleague, "logins_ended_by_admin")
    raise go_to(_path(colleague), done="logins_ended")


async def _record(
    request: web.Request, session: AsyncSession, colleague: StaffUser, action: str
) -> None:
    user, now, subject = request[USER], request.app[CLOCK](), f"staff_user {colleague.id}"
    await audit.record(session, user.id, action, subject, {"name": colleague.name}, now)
