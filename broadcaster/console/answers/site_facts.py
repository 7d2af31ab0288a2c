"""The offer and daily life of a site: facts no calendar holds, edited and confirmed by staff."""

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.answers.site_facts_form import (
    OFFER,
    Part,
    filled_form,
    part_named,
    read_part,
)
from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.places import load_places
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.help.notes import site_notes
from broadcaster.help.offer import Outcome, offer_facts
from broadcaster.help.saving import save_fact, save_note
from broadcaster.register.models import Site
from broadcaster.staff import audit
from broadcaster.works.freshness import is_fresh

routes = web.RouteTableDef()


@routes.get("/sites")
async def show_sites(request: web.Request) -> web.Response:
    """The sites; straight to the only one."""
    async with request.app[DATABASE].read() as session:
        places = await load_places(session, sites=sites_of(request))
    if len(places.sites) == 1:
        raise go_to(f"/sites/{places.sites[0].id}")
    return page(request, "answers/sites.html", places=places)


@routes.get("/sites/{id}")
async def show_facts(request: web.Request) -> web.Response:
    """What is known of a site, when it was confirmed and by whom."""
    return await _facts_page(request, None)


async def _facts_page(request: web.Request, refused: Form | None) -> web.Response:
    async with request.app[DATABASE].read() as session:
        site = await _site_in_path(request, session)
        offer, notes = await offer_facts(session, site.id), await site_notes(session, site.id)
    form = filled_form(offer, notes)
    if refused is not None:
        form = refused.over(form)
    return page(
        request,
        "answers/site_facts.html",
        status=400 if refused else 200,
        site=site,
        offer=offer,
        notes=notes,
        form=form,
        outcomes=list(Outcome),
        parts_of_page=[part_named(name) for name in (OFFER, "vie")],
        is_fresh=lambda fact: is_fresh(fact, request.app[CLOCK]()),
    )


@routes.post("/sites/{id}/{part:offre|vie}")
async def save_facts(request: web.Request) -> web.Response:
    """Save what was changed, or confirm what is still true; each fact is confirmed on its own."""
    site_id, form = path_id(request), await read_form(request)
    part = part_named(request.match_info["part"])
    values = read_part(part, form)
    if not form.is_valid:
        return await _facts_page(request, form)
    async with request.app[DATABASE].write() as session:
        await _site_in_path(request, session)
        changed = await _save(request, session, site_id, part, values, form.value("confirm"))
        if changed:
            await _record(request, session, site_id, changed)
    raise go_to(f"/sites/{site_id}", done="site_facts_saved")


async def _save(
    request: web.Request,
    session: AsyncSession,
    site_id: int,
    part: Part,
    values: dict[str, str],
    confirmed: str,
) -> list[str]:
    """Write what differs and what is confirmed; give the labels of what was written."""
    is_offer = part.name == OFFER
    known = await (offer_facts if is_offer else site_notes)(session, site_id)
    before = {key: fact.value for key, fact in known.items()}
    due = [
        key
        for key, value in values.items()
        if value != before.get(key, "") or (value and confirmed in (key, "all"))
    ]
    user, now = request[USER], request.app[CLOCK]()
    save = save_fact if is_offer else save_note
    for key in due:
        await save(session, site_id, key, values[key], by=user.name, now=now)
    return [part.labels[key] for key in due]


async def _record(
    request: web.Request, session: AsyncSession, site_id: int, labels: list[str]
) -> None:
    user, now = request[USER], request.app[CLOCK]()
    detail = {"facts": ", ".join(labels)}
    await audit.record(session, user.id, "site_facts_saved", f"site {site_id}", detail, now)


async def _site_in_path(request: web.Request, session: AsyncSession) -> Site:
    site = await session.get(Site, path_id(request))
    if site is None:
        raise web.HTTPNotFound
    return site
