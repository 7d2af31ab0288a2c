"""Webhooks: which systems are told of events, whether they answer, and a test."""

from typing import Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.team.sites_field import (
    may_give_all,
    offered_sites,
    read_sites,
    within_reach,
)
from broadcaster.webhooks.addresses import LONGEST, AddressRefusedError, host_of
from broadcaster.webhooks.endpoints import (
    By,
    NewEndpoint,
    TooManyEndpointsError,
    add_endpoint,
    last_messages,
    list_endpoints,
    remove_endpoint,
    resume_endpoint,
    send_test,
)
from broadcaster.webhooks.models import Endpoint, Event

routes = web.RouteTableDef()

SHOWN: Final = 50
"""Messages that the page of an endpoint shows."""


@routes.get("/webhooks")
async def show_webhooks(request: web.Request) -> web.Response:
    """The systems that are told, and the form for one more."""
    return await _list_page(request, Form())


async def _list_page(request: web.Request, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        found = [
            (row, next(iter(await last_messages(session, row.id, 1)), None))
            for row in await list_endpoints(session)
            if within_reach(request, row.site_ids)
        ]
        sites = await offered_sites(request, session)
    return page(
        request,
        "team/webhooks.html",
        status=200 if form.is_valid else 400,
        found=found,
        host_of=host_of,
        sites=sites,
        all_too=may_give_all(request),
        events=list(Event),
        form=form,
    )


@routes.post("/webhooks")
async def add_webhook(request: web.Request) -> web.Response:
    """Tell a system of events from now on."""
    form = await read_form(request)
    new = await _read(request, form)
    if new is None:
        return await _list_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            row = await add_endpoint(session, new, _by(request), request.app[CLOCK]())
    except TooManyEndpointsError:
        form.refuse("url", "too_many_webhooks")
        return await _list_page(request, form)
    raise go_to(f"/webhooks/{row.id}", done="webhook_added")


async def _read(request: web.Request, form: Form) -> NewEndpoint | None:
    """What the form asks for; None when something is wrong."""
    url = form.text("url", most=LONGEST)
    ticked = form.chosen("events")
    events = [event for event in Event if event in ticked]
    if not events:
        form.refuse("events", "no_event_ticked")
    async with request.app[DATABASE].read() as session:
        offered = await offered_sites(request, session)
    sites = read_sites(form, offered, all_too=may_give_all(request))
    try:
        url = request.app[CONFIG].addresses.check(url)
    except AddressRefusedError as error:
        form.errors.setdefault("url", str(error))
    return NewEndpoint(url, events, sites) if form.is_valid else None


@routes.get("/webhooks/{id}")
async def show_webhook(request: web.Request) -> web.Response:
    """One system: what it is told, its secret, the last tries."""
    async with request.app[DATABASE].read() as session:
        row = await _endpoint(request, session)
        messages = await last_messages(session, row.id, SHOWN)
        sites = await offered_sites(request, session)
    return page(
        request,
        "team/webhook.html",
        endpoint=row,
        host=host_of(row.url),
        site_names={site.id: site.name for site in sites},
        messages=messages,
    )


@routes.post("/webhooks/{id}/test")
async def try_webhook(request: web.Request) -> web.Response:
    """Send a test."""
    async with request.app[DATABASE].write() as session:
        row = await _endpoint(request, session)
        await send_test(session, row, _by(request), request.app[CLOCK]())
    raise go_to(f"/webhooks/{row.id}", done="webhook_tested")


@routes.post("/webhooks/{id}/resume")
async def resume_webhook(request: web.Request) -> web.Response:
    """Tell it again, after it said that it was gone."""
    async with request.app[DATABASE].write() as session:
        row = await _endpoint(request, session)
        await resume_endpoint(session, row, _by(request), request.app[CLOCK]())
    raise go_to(f"/webhooks/{row.id}", done="webhook_resumed")


@routes.post("/webhooks/{id}/remove")
async def remove_webhook(request: web.Request) -> web.Response:
    """Tell it nothing any more."""
    async with request.app[DATABASE].write() as session:
        row = await _endpoint(request, session)
        await remove_endpoint(session, row, _by(request), request.app[CLOCK]())
    raise go_to("/webhooks", done="webhook_removed")


async def _endpoint(request: web.Request, session: AsyncSession) -> Endpoint:
    found = await session.get(Endpoint, path_id(request))
    if found is None or not within_reach(request, found.site_ids):
        raise web.HTTPNotFound
    return found


def _by(request: web.Request) -> By:
    return By(user_id=request[USER].id)
