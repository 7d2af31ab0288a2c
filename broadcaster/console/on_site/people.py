"""Whom tenants can turn to: people on site and help points, as the assistant names them."""

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.on_site.people_forms import filled_person, read_person
from broadcaster.console.places import load_places
from broadcaster.console.reach import is_within, sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.help.models import HelpPoint
from broadcaster.staff import audit
from broadcaster.works.freshness import is_fresh
from broadcaster.works.models import SitePerson

routes = web.RouteTableDef()


@routes.get("/people")
async def show_people(request: web.Request) -> web.Response:
    """People on site and help points."""
    async with request.app[DATABASE].read() as session:
        people = list(await session.scalars(select(SitePerson).order_by(SitePerson.id)))
        points = list(await session.scalars(select(HelpPoint).order_by(HelpPoint.name)))
        places = await load_places(session, people)
    sites = sites_of(request)
    people = [one for one in people if is_within(sites, one.site_id)]
    points = [one for one in points if is_within(sites, one.site_id)]
    return page(
        request,
        "on_site/people.html",
        people=people,
        points=points,
        places=places,
        is_fresh=lambda fact: is_fresh(fact, request.app[CLOCK]()),
    )


@routes.get("/people/{id}")
async def show_person(request: web.Request) -> web.Response:
    """One person, whose number or hours may have changed."""
    async with request.app[DATABASE].read() as session:
        person = await _in_path(request, session)
    return await _person_page(request, person, filled_person(person))


async def _person_page(request: web.Request, person: SitePerson, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        places = await load_places(session, [person])
    status = 200 if form.is_valid else 400
    return page(
        request, "on_site/person.html", status=status, person=person, places=places, form=form
    )


@routes.post("/people/{id}")
async def change_person(request: web.Request) -> web.Response:
    """Correct a person; what was checked to be corrected is thereby confirmed."""
    form = await read_form(request)
    changes = read_person(form)
    async with request.app[DATABASE].write() as session:
        person = await _in_path(request, session)
        if changes is not None:
            person.name, person.number = changes.name, changes.number
            person.hours = changes.hours
            await _confirm(request, session, person, "person_changed")
    if changes is None:
        return await _person_page(request, person, form)
    raise go_to("/people", done="person_saved")


@routes.post("/people/{id}/confirm")
async def confirm_person(request: web.Request) -> web.Response:
    """Say that a person's number and hours are still true."""
    async with request.app[DATABASE].write() as session:
        person = await _in_path(request, session)
        await _confirm(request, session, person, "person_confirmed")
    raise go_to("/people", done="person_saved")


async def _confirm(
    request: web.Request, session: AsyncSession, person: SitePerson, action: str
) -> None:
    user, now = request[USER], request.app[CLOCK]()
    person.confirm(user.name, now)
    subject = f"site_person {person.id}"
    await audit.record(session, user.id, action, subject, {"name": person.name}, now)


async def _in_path(request: web.Request, session: AsyncSession) -> SitePerson:
    person = await session.get(SitePerson, path_id(request))
    if person is None:
        raise web.HTTPNotFound
    return person
