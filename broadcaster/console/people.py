"""Whom tenants can turn to: people on site and help points, as the assistant names them."""

from aiohttp import web
from sqlalchemy import select

from broadcaster.console.keys import CLOCK, DATABASE
from broadcaster.console.places import load_places
from broadcaster.console.rendering import page
from broadcaster.help.models import HelpPoint
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
    return page(
        request,
        "people.html",
        people=people,
        points=points,
        places=places,
        is_fresh=lambda fact: is_fresh(fact, request.app[CLOCK]()),
    )
