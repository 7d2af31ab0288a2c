"""The view: which period and place the reader of a report chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from broadcaster.console.forms import to_id
from broadcaster.console.keys import CLOCK, CONFIG
from broadcaster.console.reach import sites_of
from broadcaster.register.models import Site
from broadcaster.reports.scope import Scope, day_of
from broadcaster.sending.texts.tariff import Tariff

PERIODS: Final[Mapping[str, int | None]] = {"month": 30, "quarter": 91, "all": None}
"""Days of each period that is offered, today included; None: since the works began."""


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at."""

    scope: Scope
    period: str
    place: str  # "site-1", "building-3", or "" for everything within reach
    sites: tuple[Site, ...]  # those within reach, with their buildings
    tariff: Tariff | None  # None: prices are not told

    @property
    def address_query(self) -> str:
        """The end of an address that keeps this view; "" for the one that opens by itself."""
        chosen = {"period": self.period, "place": self.place}
        return "?" + urlencode(chosen) if chosen != {"period": "month", "place": ""} else ""


async def view_of(request: web.Request, session: AsyncSession) -> View:
    """Read the view from the address; raise HTTPNotFound for a place out of reach."""
    within = sites_of(request)
    query = select(Site).options(selectinload(Site.buildings)).order_by(Site.name, Site.id)
    if within is not None:
        query = query.where(Site.id.in_(within))
    sites = tuple(await session.scalars(query))
    period = request.query.get("period", "")
    period = period if period in PERIODS else "month"
    days, today = PERIODS[period], day_of(request.app[CLOCK]())
    place = request.query.get("place", "")
    site_ids, building_id = _chosen(place, sites) if place else (within, None)
    terms = request.app[CONFIG].terms
    return View(
        Scope(today - timedelta(days=days - 1) if days else None, today, site_ids, building_id),
        period,
        place,
        sites,
        terms.tariff if terms else None,
    )


def _chosen(place: str, sites: tuple[Site, ...]) -> tuple[frozenset[int], int | None]:
    kind, _, raw = place.partition("-")
    number = to_id(raw)
    if kind == "site" and number in {site.id for site in sites}:
        return frozenset({number}), None
    buildings = {one.id: one for site in sites for one in site.buildings}
    if kind == "building" and number in buildings:
        return frozenset({buildings[number].site_id}), number
    raise web.HTTPNotFound
