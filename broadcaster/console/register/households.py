"""Households: searched as one types, and the tree of places they live in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import query_id
from broadcaster.console.keys import DATABASE, PAGES
from broadcaster.console.places import load_places
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import page
from broadcaster.register.estate import Counts, counts
from broadcaster.register.models import Building, Site, Staircase
from broadcaster.register.search import Results, Within, search

routes = web.RouteTableDef()

PAGE_SIZE = 30
LONGEST_SEARCH = 80
"""Characters read of what is searched."""

LAST_PAGE = 1000
"""Nobody turns that many pages: a larger number is a slip."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and what was found; no results when nothing was asked."""

    said: str
    site_id: int | None
    number: int  # of the page, from 0
    results: Results | None


@dataclass(frozen=True, slots=True)
class Tree:
    """The places within reach, with what lies in each."""

    sites: Sequence[Site]
    by_staircase: Mapping[int, Counts]

    def of_staircase(self, staircase: Staircase) -> Counts:
        """Flats and households of a staircase."""
        return self.by_staircase.get(staircase.id, Counts())

    def of_building(self, building: Building) -> Counts:
        """Those of a building."""
        return sum(map(self.of_staircase, building.staircases), Counts())

    def of_site(self, site: Site) -> Counts:
        """Those of a site."""
        return sum(map(self.of_building, site.buildings), Counts())


@routes.get("/households")
async def show_households(request: web.Request) -> web.Response:
    """The search, and the tree of places."""
    async with request.app[DATABASE].read() as session:
        found = await _search(request, session)
        tree = await load_tree(request, session)
    return page(request, "register/households.html", search=found, tree=tree)


@routes.get("/households/results")
async def show_results(request: web.Request) -> web.Response:
    """What a search finds, without the frame: fetched as one types."""
    async with request.app[DATABASE].read() as session:
        found = await _search(request, session)
    return request.app[PAGES].response("register/_results.html", {"search": found})


async def _search(request: web.Request, session: AsyncSession) -> Search:
    said = request.query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    site_id, number = query_id(request, "site"), query_id(request, "page") or 0
    number = min(number, LAST_PAGE)
    if not said and site_id is None:
        return Search(said, site_id, number, None)
    within = Within(sites=sites_of(request), site_id=site_id)
    found = await search(session, said, within, offset=number * PAGE_SIZE, limit=PAGE_SIZE)
    return Search(said, site_id, number, found)


async def load_tree(request: web.Request, session: AsyncSession) -> Tree:
    """The places within reach."""
    places = await load_places(session, sites=sites_of(request))
    return Tree(places.sites, await counts(session))
