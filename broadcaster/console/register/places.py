"""Places as staff keep them: one page a place, what lies within it, and one more of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.reach import need_site, sites_of
from broadcaster.console.register.place_forms import filled_place, read_place
from broadcaster.console.rendering import go_to, page
from broadcaster.register.editing import HouseholdFacts, ReferenceTakenError, add_household
from broadcaster.register.estate import (
    FIELDS,
    Counts,
    Level,
    Place,
    PlaceTakenError,
    Row,
    add_place,
    change_place,
    counts,
    name_of,
    place_of,
)
from broadcaster.register.models import Building, Flat, Household, Staircase
from broadcaster.tabular import natural

routes = web.RouteTableDef()

LEVELS = "|".join(Level)


@dataclass(frozen=True, slots=True)
class Within:
    """What lies in a place."""

    rows: Sequence[Row]  # one level below; none in a flat
    households: Mapping[int, Sequence[Household]]  # by flat
    counts: Mapping[int, Counts]  # by staircase


def place_path(level: Level, row_id: int) -> str:
    """The page of a place."""
    return f"/places/{level}/{row_id}"


async def _place(request: web.Request, session: AsyncSession) -> Place:
    """The place the address names; raise HTTPNotFound when it is none, or out of reach."""
    level = Level(request.match_info["level"])
    place = await place_of(session, level, path_id(request))
    if place is None:
        raise web.HTTPNotFound
    need_site(request, place.site_id)
    return place


@routes.get("/places/{level:" + LEVELS + "}/{id:\\d+}")
async def show_place(request: web.Request) -> web.Response:
    """One place."""
    async with request.app[DATABASE].read() as session:
        place = await _place(request, session)
    return await _place_page(request, filled_place(place.values), Form())


async def _place_page(request: web.Request, own: Form, new: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        place = await _place(request, session)
        within = await _within(session, place)
    return page(
        request,
        "register/place.html",
        status=200 if own.is_valid and new.is_valid else 400,
        place=place,
        inside=within,
        own=own,
        new=new,
        names=FIELDS,
        name_of=name_of,
        place_path=place_path,
    )


async def _within(session: AsyncSession, place: Place) -> Within:
    queries: Mapping[Level, Select[Building] | Select[Staircase] | Select[Flat]] = {
        Level.SITE: select(Building).where(Building.site_id == place.row.id),
        Level.BUILDING: select(Staircase).where(Staircase.building_id == place.row.id),
        Level.STAIRCASE: select(Flat).where(Flat.staircase_id == place.row.id),
    }
    query = queries.get(place.level)
    rows: list[Row] = list(await session.scalars(query)) if query is not None else []
    flats = [row.id for row in rows if isinstance(row, Flat)]
    flats += [place.row.id] if place.level is Level.FLAT else []
    living: dict[int, list[Household]] = {}
    lives = select(Household).where(Household.flat_id.in_(flats)).order_by(Household.name)
    for household in await session.scalars(lives):
        living.setdefault(household.flat_id, []).append(household)
    of_staircase = await counts(session) if place.level is Level.BUILDING else {}
    return Within(sorted(rows, key=lambda row: natural(name_of(row))), living, of_staircase)


@routes.post("/places/{level:" + LEVELS + "}/{id:\\d+}")
async def change(request: web.Request) -> web.Response:
    """Correct a place."""
    form = await read_form(request)
    level = Level(request.match_info["level"])
    values = read_place(form, level)
    if values is None:
        return await _place_page(request, form, Form())
    try:
        async with request.app[DATABASE].write() as session:
            place = await _place(request, session)
            now = request.app[CLOCK]()
            await change_place(session, place, values, request[USER].id, now)
    except PlaceTakenError:
        form.refuse(FIELDS[level][0], "place_taken")
        return await _place_page(request, form, Form())
    raise go_to(place_path(level, place.row.id), done="place_saved")


@routes.post("/places/{level:" + LEVELS + "}/{id:\\d+}/add")
async def add(request: web.Request) -> web.Response:
    """Add what lies within a place."""
    form = await read_form(request)
    async with request.app[DATABASE].read() as session:
        place = await _place(request, session)
    below = place.level.below
    if below is None:
        return await _add_household(request, place, form)
    values = read_place(form, below, prefix="new-")
    if values is None:
        return await _place_page(request, filled_place(place.values), form)
    try:
        async with request.app[DATABASE].write() as session:
            user, now = request[USER], request.app[CLOCK]()
            await add_place(session, below, place.row.id, values, user.id, now)
    except PlaceTakenError:
        form.refuse(f"new-{FIELDS[below][0]}", "place_taken")
        return await _place_page(request, filled_place(place.values), form)
    raise go_to(place_path(place.level, place.row.id), done="place_added")


async def _add_household(request: web.Request, place: Place, form: Form) -> web.Response:
    name, reference = form.text("new-name", most=120), form.text("new-reference", most=60)
    if not form.is_valid:
        return await _place_page(request, filled_place(place.values), form)
    facts = HouseholdFacts(name, reference, place.row.id)
    try:
        async with request.app[DATABASE].write() as session:
            user, now = request[USER], request.app[CLOCK]()
            household = await add_household(session, facts, user.id, now)
    except ReferenceTakenError:
        form.refuse("new-reference", "reference_taken")
        return await _place_page(request, filled_place(place.values), form)
    raise go_to(f"/households/{household.id}", done="household_added")


@routes.get("/places/new")
async def show_new_site(request: web.Request) -> web.Response:
    """The form of one more site."""
    return _site_page(request, Form())


def _site_page(request: web.Request, form: Form) -> web.Response:
    if sites_of(request) is not None:  # a new site would be out of their own reach
        raise web.HTTPForbidden
    status = 200 if form.is_valid else 400
    return page(
        request, "register/site_new.html", status=status, form=form, names=FIELDS[Level.SITE]
    )


@routes.post("/places/new")
async def add_site(request: web.Request) -> web.Response:
    """Add a site."""
    form = await read_form(request)
    values = read_place(form, Level.SITE)
    if values is None or sites_of(request) is not None:
        return _site_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            user, now = request[USER], request.app[CLOCK]()
            row = await add_place(session, Level.SITE, None, values, user.id, now)
    except PlaceTakenError:
        form.refuse("name", "place_taken")
        return _site_page(request, form)
    raise go_to(place_path(Level.SITE, row.id), done="place_added")
