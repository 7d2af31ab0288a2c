"""Invitations: sent by an administrator, taken up by a colleague who picks their own password."""

from aiohttp import web

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, ROOT, USER
from broadcaster.console.rendering import go_to, page, problem
from broadcaster.console.team.colleagues import colleagues_page
from broadcaster.console.team.coming_in import come_in
from broadcaster.console.team.letters import address_of, mail
from broadcaster.console.team.new_accounts import read_password
from broadcaster.console.team.roles import load_role_choices, read_grants
from broadcaster.staff import invitations
from broadcaster.staff.accounts import EmailTakenError
from broadcaster.staff.models import Invitation

routes = web.RouteTableDef()


@routes.post("/colleagues")
async def send_invitation(request: web.Request) -> web.Response:
    """Invite a colleague: the link is shown once, and mailed where a mail server is set."""
    form, user, now = await read_form(request), request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        choices = await load_role_choices(session)
    email, grants = form.email("email"), read_grants(form, choices)
    if not form.is_valid:
        return await colleagues_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            token = await invitations.invite(session, email, grants, user.id, now)
    except EmailTakenError:
        form.refuse("email", "email_taken")
        return await colleagues_page(request, form)
    link = address_of(request, f"/invitations/{token}")
    mailed = await mail(request, email, "invitation", name=user.name, link=link)
    return page(request, "team/link.html", kind="invitation", link=link, to=email, mailed=mailed)


@routes.post("/colleagues/invitations/{id}/withdraw")
async def take_back(request: web.Request) -> web.Response:
    """Put an end to an invitation nobody has taken up."""
    invitation_id, now = path_id(request), request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        gone = await invitations.withdraw(session, invitation_id, request[USER].id, now)
    raise go_to("/colleagues", done="invitation_withdrawn" if gone else "invitation_was_spent")


@routes.get("/invitations/{token}")
async def show_invitation(request: web.Request) -> web.Response:
    """The page by which an account is made."""
    invitation = await _in_path(request)
    if invitation is None:
        return problem(request, 410, "spent_invitation")
    return page(request, "team/invitation.html", invitation=invitation, form=Form())


async def _in_path(request: web.Request) -> Invitation | None:
    token, now = request.match_info["token"], request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        return await invitations.invitation_of(session, token, now)


@routes.post("/invitations/{token}")
async def accept_invitation(request: web.Request) -> web.Response:
    """Make the account and log it in."""
    invitation, form = await _in_path(request), await read_form(request)
    if invitation is None:  # looked up first: hashing is for who holds a good link
        return problem(request, 410, "spent_invitation")
    name = form.text("name", most=120)
    password_hash = await read_password(form, "password")
    if password_hash is None:
        return page(request, "team/invitation.html", status=400, invitation=invitation, form=form)
    token, now = request.match_info["token"], request.app[CLOCK]()
    try:
        async with request.app[DATABASE].write() as session:
            user = await invitations.take_up(session, token, name, password_hash, now)
    except (invitations.InvitationSpentError, EmailTakenError):
        return problem(request, 410, "spent_invitation")
    return await come_in(request, user, f"{ROOT}/")
