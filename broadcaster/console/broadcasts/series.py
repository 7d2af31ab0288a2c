"""Series: broadcasts that come every week, written, approved and stopped."""

from datetime import datetime, time
from typing import Final

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.drafts import LONGEST_TITLE, Draft
from broadcaster.campaigns.models import Broadcast, Series
from broadcaster.campaigns.refusals import CampaignRefusedError, NoSuchSeriesError
from broadcaster.campaigns.series import (
    Weekly,
    WeeklyDraft,
    approve_series,
    create_series,
    get_series,
    list_series,
    stop_series,
)
from broadcaster.console.broadcasts.choices import Choices, load_choices
from broadcaster.console.broadcasts.form import (
    read_audience,
    read_body,
    read_versions,
    refuse,
    version_languages,
)
from broadcaster.console.broadcasts.outlooks import outlook_of_draft
from broadcaster.console.broadcasts.standings import progress_of_each
from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.moments import BadMomentError, local_moment, parse_day, parse_hour
from broadcaster.console.reach import is_within, sites_of
from broadcaster.console.rendering import go_to, page

routes = web.RouteTableDef()

WEEKDAYS: Final = range(7)
END_OF_DAY: Final = time(23, 59)
OCCURRENCES_SHOWN: Final = 20


@routes.get("/series")
async def show_series(request: web.Request) -> web.Response:
    """Every series, those that still come first."""
    async with request.app[DATABASE].read() as session:
        found = await list_series(session)
    sites = sites_of(request)
    found = [one for one in found if is_within(sites, one.audience["site_id"])]
    return page(request, "broadcasts/series_list.html", found=found)


@routes.get("/series/new")
async def start_series(request: web.Request) -> web.Response:
    """An empty form: Friday morning."""
    return await _form_page(request, Form.of({"weekday": "4", "at": "10:00"}))


async def _form_page(request: web.Request, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        now = request.app[CLOCK]()
        choices = await load_choices(session, now, form.ids_if_any("flat"), sites_of(request))
    return page(
        request,
        "broadcasts/series_form.html",
        status=200 if form.is_valid else 400,
        form=form,
        choices=choices,
        weekdays=WEEKDAYS,
        version_languages=version_languages(form, choices.other_languages),
    )


@routes.post("/series/new")
async def write_series(request: web.Request) -> web.Response:
    """Keep a series, to be approved."""
    form, now = await read_form(request), request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        choices = await load_choices(session, now, form.ids_if_any("flat"), sites_of(request))
    wish = _read_wish(form, choices)
    if wish is None:
        return await _form_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            series = await create_series(session, wish, request[USER].id, now)
    except CampaignRefusedError as error:
        async with request.app[DATABASE].read() as session:
            await refuse(session, form, wish.draft, error)
        form.move_error("milestone", "body")  # a series is about none
        return await _form_page(request, form)
    raise go_to(f"/series/{series.id}", done="series_created")


def _read_wish(form: Form, choices: Choices) -> WeeklyDraft | None:
    title = form.text("title", most=LONGEST_TITLE)
    body, versions = read_body(form), read_versions(form, choices.other_languages)
    weekday = form.choice("weekday", [str(day) for day in WEEKDAYS])
    at, until = _read_hour(form), _read_until(form)
    audience = read_audience(form, choices)
    if audience is None or at is None or not form.is_valid:
        return None
    weekly = Weekly(int(weekday), at.hour, at.minute, until)
    return WeeklyDraft(title, body, audience, weekly, versions)


def _read_hour(form: Form) -> time | None:
    try:
        return parse_hour(form.value("at"))
    except BadMomentError as error:
        form.refuse("at", error.reason)
        return None


def _read_until(form: Form) -> datetime | None:
    """The end of the last day; None when there is none."""
    if not form.value("until").strip():
        return None
    try:
        return local_moment(parse_day(form.value("until")), END_OF_DAY)
    except BadMomentError as error:
        form.refuse("until", error.reason)
        return None


@routes.get("/series/{id}")
async def show_one_series(request: web.Request) -> web.Response:
    """One series: its text, when it comes next, and what it made."""
    return await _series_page(request, await _series_in_path(request), Form())


async def _series_in_path(request: web.Request) -> Series:
    series_id = path_id(request)
    try:
        async with request.app[DATABASE].read() as session:
            return await get_series(session, series_id)
    except NoSuchSeriesError as error:
        raise web.HTTPNotFound from error


async def _series_page(request: web.Request, series: Series, form: Form) -> web.Response:
    audience = Audience.from_json(series.audience)
    draft = Draft(series.title, series.body, audience, versions=series.versions)
    outlook = await outlook_of_draft(request, draft, series.next_at)
    async with request.app[DATABASE].read() as session:
        broadcasts = await _occurrences(session, series.id)
        standings = await progress_of_each(session, broadcasts)
    return page(
        request,
        "broadcasts/series.html",
        status=200 if form.is_valid else 400,
        series=series,
        outlook=outlook,
        broadcasts=broadcasts,
        standings=standings,
        form=form,
    )


async def _occurrences(session: AsyncSession, series_id: int) -> list[Broadcast]:
    query = select(Broadcast).where(Broadcast.series_id == series_id)
    newest = query.order_by(Broadcast.id.desc()).limit(OCCURRENCES_SHOWN)
    return list(await session.scalars(newest))


@routes.post("/series/{id}/approve")
async def let_series_come(request: web.Request) -> web.Response:
    """Let a series come from now on."""
    series, policy = await _series_in_path(request), request.app[CONFIG].policy
    try:
        async with request.app[DATABASE].write() as session:
            user_id, now = request[USER].id, request.app[CLOCK]()
            await approve_series(session, series.id, user_id, now, policy)
    except CampaignRefusedError as error:
        return await _refused(request, series, error)
    raise go_to(f"/series/{series.id}", done="series_approved")


@routes.post("/series/{id}/stop")
async def end_series(request: web.Request) -> web.Response:
    """Let no more of it come."""
    series = await _series_in_path(request)
    try:
        async with request.app[DATABASE].write() as session:
            await stop_series(session, series.id, request[USER].id, request.app[CLOCK]())
    except CampaignRefusedError as error:
        return await _refused(request, series, error)
    raise go_to(f"/series/{series.id}", done="series_stopped")


async def _refused(
    request: web.Request, series: Series, error: CampaignRefusedError
) -> web.Response:
    form = Form()
    form.errors["series"] = str(error)
    return await _series_page(request, series, form)
