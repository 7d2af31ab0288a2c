"""« Réponses prêtes »: the texts staff often send, written once, in the languages of tenants."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.dates import FRENCH, supported_languages
from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.places import load_places
from broadcaster.console.reach import need_site, sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.conversations.canned_answers import (
    PLACEHOLDERS,
    CannedAnswer,
    CannedPlaceholderError,
    canned_answers,
    check_placeholders,
)
from broadcaster.register.models import Site
from broadcaster.sending.texts.folding import fold_typography
from broadcaster.sending.texts.segments import measure
from broadcaster.staff import audit

routes = web.RouteTableDef()

LONGEST_TITLE: Final = 80
LONGEST_TEXT: Final = 800
"""Characters of a canned answer: it leaves room for a sentence of one's own in a reply."""


@dataclass(frozen=True, slots=True)
class Written:
    """A canned answer as it was typed, and right."""

    title: str
    body: str
    versions: dict[str, str]
    site_id: int | None


@routes.get("/canned-answers")
async def show_canned(request: web.Request) -> web.Response:
    """Every canned answer within reach, and the form of a new one."""
    return await _list_page(request, Form())


async def _list_page(request: web.Request, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        found = await canned_answers(session, sites_of(request))
        sites = await _sites(session, request)
    return page(
        request,
        "inbox/canned_answers.html",
        status=200 if form.is_valid else 400,
        canned=found,
        site_names={site.id: site.name for site in sites},
        segments=lambda text: measure(fold_typography(text)).segments,
        **_choices(form, sites),
    )


def _choices(form: Form, sites: Sequence[Site]) -> dict[str, object]:
    """What the form of a canned answer needs."""
    others = [code for code in supported_languages() if code != FRENCH]
    return {"form": form, "sites": sites, "languages": others, "words": PLACEHOLDERS}


@routes.post("/canned-answers")
async def add_canned(request: web.Request) -> web.Response:
    """Keep a new canned answer."""
    form, user, now = await read_form(request), request[USER], request.app[CLOCK]()
    written = await _read(request, form)
    if written is None:
        return await _list_page(request, form)
    async with request.app[DATABASE].write() as session:
        answer = CannedAnswer(changed_at=now, changed_by_id=user.id)
        session.add(answer)
        await _write(request, session, answer, written, "canned_added")
    raise go_to("/canned-answers", done="canned_saved")


@routes.get("/canned-answers/{id}")
async def show_one(request: web.Request) -> web.Response:
    """One canned answer, to be corrected."""
    async with request.app[DATABASE].read() as session:
        answer = await _in_path(request, session)
    return await _one_page(request, answer, _filled(answer))


async def _one_page(request: web.Request, answer: CannedAnswer, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        sites = await _sites(session, request)
    status, choices = 200 if form.is_valid else 400, _choices(form, sites)
    return page(request, "inbox/canned_answer.html", status=status, answer=answer, **choices)


@routes.post("/canned-answers/{id}")
async def change_canned(request: web.Request) -> web.Response:
    """Correct a canned answer."""
    form = await read_form(request)
    written = await _read(request, form)
    async with request.app[DATABASE].write() as session:
        answer = await _in_path(request, session)
        if written is not None:
            await _write(request, session, answer, written, "canned_changed")
    if written is None:
        return await _one_page(request, answer, form)
    raise go_to("/canned-answers", done="canned_saved")


@routes.post("/canned-answers/{id}/remove")
async def remove_canned(request: web.Request) -> web.Response:
    """Take a canned answer out. What was sent with it stays as it was sent."""
    async with request.app[DATABASE].write() as session:
        answer = await _in_path(request, session)
        await _log(request, session, answer, "canned_removed")
        await session.delete(answer)
    raise go_to("/canned-answers", done="canned_removed")


async def _read(request: web.Request, form: Form) -> Written | None:
    title, body = form.text("title", most=LONGEST_TITLE), _text(form, "body", required=True)
    codes = [code for code in supported_languages() if code != FRENCH]
    versions = {code: _text(form, f"version-{code}") for code in codes}
    async with request.app[DATABASE].read() as session:
        known = {site.id for site in await _sites(session, request)}
    site_id = form.id("site")
    if site_id is not None and site_id not in known:
        form.refuse("site", "choice")
    if not form.is_valid:
        return None
    return Written(title, body, {code: text for code, text in versions.items() if text}, site_id)


def _text(form: Form, name: str, *, required: bool = False) -> str:
    text = form.text(name, most=LONGEST_TEXT, required=required)
    try:
        check_placeholders(text)
    except CannedPlaceholderError as error:
        form.refuse(name, "canned_placeholder", word=error.word)
    return text


def _filled(answer: CannedAnswer) -> Form:
    values = {"title": answer.title, "body": answer.body, "site": str(answer.site_id or "")}
    return Form.of(values | {f"version-{code}": text for code, text in answer.versions.items()})


async def _write(
    request: web.Request,
    session: AsyncSession,
    answer: CannedAnswer,
    written: Written,
    action: str,
) -> None:
    answer.title, answer.body, answer.versions = written.title, written.body, written.versions
    answer.site_id, answer.changed_by_id = written.site_id, request[USER].id
    answer.changed_at = request.app[CLOCK]()
    await session.flush()
    await _log(request, session, answer, action)


async def _log(
    request: web.Request, session: AsyncSession, answer: CannedAnswer, action: str
) -> None:
    user, now, subject = request[USER], request.app[CLOCK](), f"canned_answer {answer.id}"
    await audit.record(session, user.id, action, subject, {"title": answer.title}, now)


async def _in_path(request: web.Request, session: AsyncSession) -> CannedAnswer:
    answer = await session.get(CannedAnswer, path_id(request))
    if answer is None:
        raise web.HTTPNotFound
    if answer.site_id is not None:
        need_site(request, answer.site_id)
    return answer


async def _sites(session: AsyncSession, request: web.Request) -> Sequence[Site]:
    """The sites within reach."""
    return (await load_places(session, sites=sites_of(request))).sites
