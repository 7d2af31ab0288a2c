"""Saved texts: what staff start from, by kind of milestone and moment, changed and taken back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Moment
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.campaigns.texts import (
    ABOUT_MILESTONE,
    ALLOWED,
    Sample,
    fill_in,
    milestone_values,
    sample_of,
)
from broadcaster.campaigns.texts.own_texts import (
    FRENCH,
    MOST_SHOWN,
    Which,
    all_texts,
    check_saved,
    current_text,
    example,
    versions_of,
    write_text,
)
from broadcaster.campaigns.texts.saved_texts import moment_label, saved_texts
from broadcaster.console.broadcasts.choices import beside_french, register_languages
from broadcaster.console.forms import Form, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, ROOT, USER
from broadcaster.console.kinds import kind_label
from broadcaster.console.rendering import capitalize_first, go_back, page
from broadcaster.console.words import said, say
from broadcaster.staff import audit

routes = web.RouteTableDef()

LONGEST: Final = 1600
"""Characters of a text message at most."""

ADDRESS: Final = "/broadcasts/texts"


@dataclass(frozen=True, slots=True)
class Look:
    """A text as a tenant would read it, and what one message of it costs."""

    sample: Sample
    price: Decimal | None  # euros, for one telephone; None without a tariff


@routes.get(ADDRESS)
async def list_texts(request: web.Request) -> web.Response:
    """Every saved text, kind by kind."""
    async with request.app[DATABASE].read() as session:
        texts = await all_texts(session)
    shipped = {(one.kind, one.moment): one.body for one in saved_texts()}
    kinds = list(dict.fromkeys(text.kind for text in texts))
    return page(request, "broadcasts/saved.html", texts=texts, kinds=kinds, shipped=shipped)


@routes.get(ADDRESS + "/{kind}/{moment}")
async def show_text(request: web.Request) -> web.Response:
    """One text in one language, with its versions."""
    which = _which(request)
    async with request.app[DATABASE].read() as session:
        body = await current_text(session, which)
    return await _text_page(request, which, Form.of({"body": body}))


def _which(request: web.Request) -> Which:
    """The text the address names; raise HTTPNotFound."""
    kind, moment = request.match_info["kind"], request.match_info["moment"]
    language = request.query.get("language", FRENCH)
    is_known = any(one.kind == kind and one.moment == moment for one in saved_texts())
    if not is_known or said(f"language.{language}", "") == "":
        raise web.HTTPNotFound
    return Which(kind, Moment(moment), language)


async def _text_page(
    request: web.Request, which: Which, form: Form, look: Look | None = None
) -> web.Response:
    async with request.app[DATABASE].read() as session:
        versions = await versions_of(session, which)
        languages = [FRENCH, *beside_french(await register_languages(session))]
        current = await current_text(session, which)
    return page(
        request,
        "broadcasts/saved_text.html",
        status=200 if form.is_valid else 400,
        which=which,
        label=moment_label(which.moment),
        languages=list(dict.fromkeys([*languages, which.language])),
        current=current,
        versions=versions,
        is_cut_short=len(versions) >= MOST_SHOWN,
        look=look or _look(request, which, current),
        form=form,
    )


def _look(request: web.Request, which: Which, body: str) -> Look | None:
    """The text filled with an example; None for no text."""
    if not body.strip():
        return None
    title = capitalize_first(kind_label(which.kind))
    values = milestone_values(example(request.app[CLOCK](), title))
    homes = {name: say(f"example.{name}") for name in ALLOWED if name not in ABOUT_MILESTONE}
    sample = sample_of(fill_in(body, homes | values))
    terms = request.app[CONFIG].terms
    return Look(sample, terms.tariff.price("", sample.segments) if terms else None)


@routes.post(ADDRESS + "/{kind}/{moment}")
async def keep_text(request: web.Request) -> web.Response:
    """Show what a text becomes, or keep it: new plans and corrections use it from now on."""
    which, form, now = _which(request), await read_form(request), request.app[CLOCK]()
    body = form.text("body", most=LONGEST, required=which.language == FRENCH)
    if not form.is_valid:
        return await _text_page(request, which, form)
    try:
        if body:
            check_saved(which, body, now)
        if form.value("action") == "preview":
            return await _text_page(request, which, form, _look(request, which, body))
        await _write(request, which, body, "saved_text_changed")
    except CampaignRefusedError as error:
        form.errors["body"] = str(error)
        return await _text_page(request, which, form)
    raise _back_to(which)


@routes.post(ADDRESS + "/{kind}/{moment}/restore")
async def restore_text(request: web.Request) -> web.Response:
    """Take up an older version, or the shipped text; that is a version of its own."""
    which, form = _which(request), await read_form(request)
    wanted = form.id("version")
    async with request.app[DATABASE].read() as session:
        versions = {one.id: one for one in await versions_of(session, which)}
    if wanted is not None and wanted not in versions:
        raise web.HTTPNotFound
    older = versions[wanted].body if wanted is not None else None
    await _write(request, which, older or which.shipped, "saved_text_restored")
    raise _back_to(which)


async def _write(request: web.Request, which: Which, body: str, action: str) -> None:
    async with request.app[DATABASE].write() as session:
        if await write_text(session, which, body, request[USER].id, request.app[CLOCK]()):
            await _log(request, session, which, action)


async def _log(request: web.Request, session: AsyncSession, which: Which, action: str) -> None:
    detail = {
        "kind": kind_label(which.kind),
        "moment": moment_label(which.moment),
        "language": said(f"language.{which.language}", which.language),
    }
    subject = f"saved_text {which.kind}/{which.moment}"
    now = request.app[CLOCK]()
    await audit.record(session, request[USER].id, action, subject, detail, now)


def _back_to(which: Which) -> web.HTTPSeeOther:
    address = f"{ROOT}{ADDRESS}/{which.kind}/{which.moment}?language={which.language}"
    return go_back(address, done="saved_text_kept")
