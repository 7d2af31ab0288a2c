"""The calendars of buildings: their secret addresses, and what stands there."""

import hashlib
from typing import Final

import segno
from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from broadcaster.console.forms import path_id
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, ROOT, USER
from broadcaster.console.places import load_places
from broadcaster.console.reach import need_site, sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.register.models import Building
from broadcaster.staff import audit
from broadcaster.works.feeds import feed_of_token, feeds_of, renew_feed
from broadcaster.works.ical import MEDIA_TYPE, written
from broadcaster.works.models import CalendarFeed, FeedAudience

routes = web.RouteTableDef()

PUBLIC_NAME: Final = "feed"
"""The route that needs no login: its address is the secret."""

CACHE: Final = "private, max-age=900"
"""A program that asks every minute gets the same for a quarter of an hour."""


@routes.get("/calendars/{token}.ics", name=PUBLIC_NAME)
async def show_feed(request: web.Request) -> web.Response:
    """A building's calendar, for a program that subscribed to it."""
    now, base = request.app[CLOCK](), _base(request)
    async with request.app[DATABASE].read() as session:
        feed = await feed_of_token(session, request.match_info["token"], now)
    if feed is None:
        raise web.HTTPNotFound
    body = written(feed, now, f"{base}{ROOT}")
    response = web.Response(
        body=body, content_type=MEDIA_TYPE, charset="utf-8", headers={"Cache-Control": CACHE}
    )
    response.etag = hashlib.sha256(body).hexdigest()[:32]
    if request.if_none_match and response.etag in request.if_none_match:
        return web.Response(status=304, headers={"ETag": response.headers["ETag"]})
    return response


@routes.get("/works/buildings")
async def list_buildings(request: web.Request) -> web.Response:
    """Every building in reach."""
    sites = sites_of(request)
    async with request.app[DATABASE].read() as session:
        places = await load_places(session)
    buildings = [one for one in places.buildings if sites is None or one.site_id in sites]
    return page(request, "works/buildings.html", places=places, buildings=buildings)


@routes.get("/works/buildings/{id}")
async def show_building(request: web.Request) -> web.Response:
    """A building's calendar addresses and posters."""
    async with request.app[DATABASE].read() as session:
        building = await building_in_path(request, session)
        places = await load_places(session)
        feeds = await feeds_of(session, building.id)
    addresses = {audience: address_of(request, feeds.get(audience)) for audience in FeedAudience}
    return page(
        request,
        "works/building.html",
        building=building,
        name=places.building_name(building),
        audiences=list(FeedAudience),
        addresses=addresses,
        feeds=feeds,
        picture=picture_of(addresses[FeedAudience.TENANTS]),
    )


@routes.post("/works/buildings/{id}/feeds/{audience}")
async def renew(request: web.Request) -> web.Response:
    """Make an address, or replace it by a new one: who had the old one reads nothing more."""
    try:
        audience = FeedAudience(request.match_info["audience"])
    except ValueError:
        raise web.HTTPNotFound from None
    now = request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        building = await building_in_path(request, session)
        await renew_feed(session, building.id, audience, now)
        action, subject = f"feed_renewed_{audience}", f"building {building.id}"
        detail = {"building": building.code, "site": building.site.name}
        await audit.record(session, request[USER].id, action, subject, detail, now)
    raise go_to(f"/works/buildings/{building.id}", done="feed_renewed")


async def building_in_path(request: web.Request, session: AsyncSession) -> Building:
    """The building the address names, with its staircases; raise HTTPNotFound."""
    building = await session.scalar(
        select(Building)
        .where(Building.id == path_id(request))
        .options(selectinload(Building.site), selectinload(Building.staircases))
    )
    if building is None:
        raise web.HTTPNotFound
    need_site(request, building.site_id)
    return building


def address_of(request: web.Request, feed: CalendarFeed | None) -> str:
    """The whole address of a feed; "" when it has none yet."""
    base = _base(request)
    return f"{base}{ROOT}/calendars/{feed.token}.ics" if feed else ""


def picture_of(content: str) -> str:
    """A QR code as the address of a picture, dark on white in any mode; "" for nothing.

    Level M (ISO 18004): a poster in a hall gets scratched.
    """
    if not content:
        return ""
    code = segno.make(content, error="m", micro=False)
    return code.svg_data_uri(scale=8, border=4, light="#fff", dark="#000")


def _base(request: web.Request) -> str:
    return request.app[CONFIG].public_url.rstrip("/")
