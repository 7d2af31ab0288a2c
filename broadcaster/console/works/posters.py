"""The hall poster: the next weeks of a staircase or a building, on one sheet of A4."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from broadcaster.console.forms import query_id
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE
from broadcaster.console.rendering import capitalize_first, page
from broadcaster.console.works.feeds import address_of, building_in_path, picture_of
from broadcaster.works.calendar import narrowest
from broadcaster.works.feeds import facts_of, feeds_of
from broadcaster.works.groups import MEETINGS
from broadcaster.works.ical import is_doubtful, name_of
from broadcaster.works.models import (
    FeedAudience,
    Milestone,
    MilestoneState,
    PlannedCut,
    Scoped,
)

routes = web.RouteTableDef()

WEEKS: Final = ("2", "4", "8")
USUAL: Final = "4"
FITS: Final = 8
"""Lines of the size that can be read from two metres; the rest is left to the telephone."""

OVER: Final = (MilestoneState.DONE, MilestoneState.CANCELLED)

Fact = Milestone | PlannedCut


@dataclass(frozen=True, slots=True)
class PosterLine:
    """One thing to know."""

    fact: Fact
    title: str
    is_doubtful: bool  # said so on the sheet
    has_begun: bool


def poster_lines(
    facts: Iterable[Fact], staircase_id: int | None, until: datetime, now: datetime
) -> list[PosterLine]:
    """What is to be said until a moment, in order of time; of a staircase, what holds there.

    Like the assistant: the dates of a staircase replace those of its building, of each kind.
    """
    here = [fact for fact in facts if _reaches(fact, staircase_id)]
    steps = [fact for fact in here if isinstance(fact, Milestone)]
    if staircase_id is not None:
        beside = [step for step in steps if step.kind in MEETINGS]
        steps = [*narrowest([step for step in steps if step not in beside]), *beside]
    cuts = [fact for fact in here if isinstance(fact, PlannedCut) and not fact.cancelled]
    meant: list[Fact] = [*(step for step in steps if step.state not in OVER), *cuts]
    coming = [fact for fact in meant if fact.starts_at < until and fact.ends_at > now]
    coming.sort(key=lambda fact: (fact.starts_at, fact.ends_at, fact.id))
    return [_line(fact, now) for fact in coming]


def _line(fact: Fact, now: datetime) -> PosterLine:
    # A sheet hangs for weeks: what is only planned is said to be so, also when it was checked.
    is_only_planned = isinstance(fact, Milestone) and fact.state is MilestoneState.PLANNED
    is_said = is_only_planned or is_doubtful(fact, now)
    return PosterLine(fact, capitalize_first(name_of(fact)), is_said, now >= fact.starts_at)


def _reaches(fact: Scoped, staircase_id: int | None) -> bool:
    return staircase_id is None or fact.staircase_id in {None, staircase_id}


@routes.get("/works/buildings/{id}/poster")
async def show_poster(request: web.Request) -> web.Response:
    """A page that prints as one sheet, for a hall."""
    now, staircase_id = request.app[CLOCK](), query_id(request, "staircase")
    weeks = request.query.get("weeks", USUAL)
    weeks = weeks if weeks in WEEKS else USUAL
    async with request.app[DATABASE].read() as session:
        building = await building_in_path(request, session)
        staircase = next((one for one in building.staircases if one.id == staircase_id), None)
        if staircase_id is not None and staircase is None:
            raise web.HTTPNotFound
        feed = (await feeds_of(session, building.id)).get(FeedAudience.TENANTS)
        facts = await facts_of(session, building, now, flats=False)
    lines = poster_lines(facts, staircase_id, now + timedelta(weeks=int(weeks)), now)
    terms = request.app[CONFIG].terms
    return page(
        request,
        "works/poster.html",
        building=building,
        staircase=staircase,
        codes={one.id: one.code for one in building.staircases},
        weeks=weeks,
        all_weeks=WEEKS,
        lines=lines[:FITS],
        more=len(lines[FITS:]),
        number=terms.answered_at if terms else "",
        picture=picture_of(address_of(request, feed)),
    )
