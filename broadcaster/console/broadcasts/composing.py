"""While a broadcast is written: what it comes to so far, and the list behind its figures."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from aiohttp import web
from multidict import MultiDict
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.audience.figures import figures_of
from broadcaster.campaigns.audience.listing import listed
from broadcaster.campaigns.models import Purpose
from broadcaster.campaigns.preview.preview import Preview, preview
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.console.broadcasts.choices import Choices, load_choices
from broadcaster.console.broadcasts.form import read_audience, read_draft
from broadcaster.console.forms import Form, query_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, PAGES
from broadcaster.console.reach import need_site
from broadcaster.console.rendering import page
from broadcaster.pages import HEADERS

routes = web.RouteTableDef()

PAGE_SIZE: Final = 100
UNTITLED: Final = "–"
"""Stands for a title that is not written yet: it changes nothing of what leaves."""

OF_AUDIENCE: Final = ("site", "building", "staircase", "flat", "language", "lacks_smartphone")


@dataclass(frozen=True, slots=True)
class Glance:
    """What a form comes to so far."""

    households: int | None = None  # of its audience; None: it is not clear who is meant
    unreachable: int = 0  # of these, those no SMS reaches
    preview: Preview | None = None  # of its text; None: there is none yet, or it is refused
    refusals: tuple[str, ...] = ()  # what is wrong so far
    query: str = ""  # of the address of the list

    @property
    def reachable(self) -> int:
        """Households an SMS reaches."""
        return (self.households or 0) - self.unreachable


async def glance_at(request: web.Request, form: Form) -> Glance:
    """Look at a form that may be half filled; nothing of it is kept."""
    copy = Form().over(form)
    if not copy.value("title").strip():
        copy.set("title", UNTITLED)
    now = request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        choices = await load_choices(session, now, copy.ids_if_any("flat"))
        if not copy.value("body").strip():
            return await _without_text(request, session, copy, choices)
        draft = read_draft(copy, choices, now)
        if draft is None:
            return Glance(refusals=tuple(copy.errors.values()))
        need_site(request, draft.audience.site_id)
        try:
            seen = await preview(session, draft, now, request.app[CONFIG].terms)
        except CampaignRefusedError as error:
            known = await _without_text(request, session, copy, choices)
            return Glance(known.households, known.unreachable, None, (str(error),), known.query)
    return Glance(seen.households, seen.unreachable_count, seen, (), list_query(copy))


async def _without_text(
    request: web.Request, session: AsyncSession, form: Form, choices: Choices
) -> Glance:
    audience = read_audience(form, choices)
    if audience is None or not form.is_valid:
        return Glance(refusals=tuple(form.errors.values()))
    need_site(request, audience.site_id)
    figures = await figures_of(session, audience, _purpose(form))
    return Glance(figures.households, figures.unreachable, query=list_query(form))


def _purpose(form: Form) -> Purpose:
    value = form.value("purpose")
    return Purpose(value) if value in set(Purpose) else Purpose.INFORMATION


def list_query(form: Form) -> str:
    """The query of the address of the list, for the audience a form means."""
    pairs = [(name, value) for name in OF_AUDIENCE for value in form.chosen(name)]
    return urlencode([*pairs, ("purpose", _purpose(form).value)])


@routes.post("/broadcasts/glance")
async def show_glance(request: web.Request) -> web.Response:
    """The piece of the form's page that tells what it comes to; asked for while one types."""
    glance = await glance_at(request, await read_form(request))
    text = request.app[PAGES].text("broadcasts/_glance.html", {"glance": glance})
    return web.Response(text=text, content_type="text/html", headers=HEADERS)


@routes.get("/audience")
async def show_audience(request: web.Request) -> web.Response:
    """Who is meant, a page at a time: who gets an SMS, and how else the others can be told."""
    form, number = Form(MultiDict(request.query)), query_id(request, "page") or 1
    async with request.app[DATABASE].read() as session:
        choices = await load_choices(session, request.app[CLOCK](), form.ids_if_any("flat"))
        audience = read_audience(form, choices)
        if audience is None or not form.is_valid:
            raise web.HTTPNotFound
        need_site(request, audience.site_id)
        return await _audience_page(request, session, form, audience, choices, number)


async def _audience_page(
    request: web.Request,
    session: AsyncSession,
    form: Form,
    audience: Audience,
    choices: Choices,
    number: int,
) -> web.Response:
    purpose, offset = _purpose(form), (number - 1) * PAGE_SIZE
    figures = await figures_of(session, audience, purpose)
    found = await listed(session, audience, purpose, offset=offset, limit=PAGE_SIZE)
    return page(
        request, "broadcasts/audience.html", audience=audience, places=choices.places,
        households=figures.households, found=found, number=number, query=list_query(form),
        unreachable=figures.unreachable,
        has_more=offset + len(found) < figures.households,
    )  # fmt: skip
