"""Importing a landlord's file: sent, its columns looked at, tried out, then done or given up."""

import asyncio

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.reach import sites_of
from broadcaster.console.register.import_work import check_file, import_file
from broadcaster.console.register.jobs import JOBS, Job
from broadcaster.console.register.uploads import (
    MAX_MEGABYTES,
    Upload,
    UploadTooBigError,
    read_upload,
)
from broadcaster.console.rendering import go_to, page
from broadcaster.register.importing.columns import IGNORED, guessed, remember, remembered
from broadcaster.register.importing.households import household_fields
from broadcaster.register.importing.keeping import UNFINISHED, receive, waiting_import
from broadcaster.register.importing.models import ImportState, RegisterImport
from broadcaster.register.importing.reports import unpacked
from broadcaster.register.importing.undoing import UndoRefusedError, last_import, undo
from broadcaster.staff.models import StaffUser
from broadcaster.tabular import Table, TableUnreadableError, read_bytes

routes = web.RouteTableDef()

SHOWN = 10
"""How many past imports are listed."""

FINDINGS_SHOWN = 300
"""How many findings a page shows; the file of findings has all of them."""


@routes.get("/imports")
async def show_imports(request: web.Request) -> web.Response:
    """The form of a new file, and the last imports."""
    return await _list_page(request, Form())


async def _list_page(request: web.Request, form: Form) -> web.Response:
    query = select(RegisterImport, StaffUser.name).outerjoin(
        StaffUser, StaffUser.id == RegisterImport.user_id
    )
    if sites_of(request) is not None:  # what others import is in sites out of reach
        query = query.where(RegisterImport.user_id == request[USER].id)
    async with request.app[DATABASE].read() as session:
        rows = await session.execute(query.order_by(RegisterImport.id.desc()).limit(SHOWN))
        found = [(kept, name) for kept, name in rows]
    return page(
        request,
        "register/imports.html",
        status=200 if form.is_valid else 400,
        imports=found,
        most=MAX_MEGABYTES,
        form=form,
    )


@routes.post("/imports")
async def upload(request: web.Request) -> web.Response:
    """Take a file in, and guess its columns."""
    form = Form()
    try:
        sent = await read_upload(request, "file")
        table = await asyncio.to_thread(_table, sent, form)
    except (UploadTooBigError, TableUnreadableError) as error:
        form.errors["file"] = str(error)
        return await _list_page(request, form)
    if table is None:
        return await _list_page(request, form)
    async with request.app[DATABASE].write() as session:
        user, now = request[USER], request.app[CLOCK]()
        kept = await receive(session, sent.name or "foyers", sent.content, user.id, now)
        kept.mapping = await remembered(session, table) or guessed(table)
    raise go_to(f"/imports/{kept.id}")


def _table(sent: Upload, form: Form) -> Table | None:
    if not sent.content:
        form.refuse("file", "file")
        return None
    return read_bytes(sent.content)


async def import_in_path(request: web.Request, session: AsyncSession) -> RegisterImport:
    """The import the address names; raise HTTPNotFound when it is none, or out of reach."""
    kept = await waiting_import(session, path_id(request))
    if kept is None:
        raise web.HTTPNotFound
    if sites_of(request) is not None and kept.user_id != request[USER].id:
        raise web.HTTPNotFound
    return kept


@routes.get("/imports/{id:\\d+}")
async def show_import(request: web.Request) -> web.Response:
    """One import, as far as it has come."""
    return await _import_page(request, None)


async def _import_page(request: web.Request, refusal: str | None) -> web.Response:
    # Looked at before the row: work that ends in between would leave a page of old news, with
    # nothing to say that it is to be loaded again.
    job = request.app[JOBS].of(path_id(request))
    is_running = job is not None and job.is_running
    async with request.app[DATABASE].read() as session:
        kept = await import_in_path(request, session)
        last = await last_import(session)
    return page(
        request,
        "register/import.html",
        status=409 if refusal else 200,
        kept=kept,
        job=job if is_running else None,
        refusal=refusal or (job.refusal if job else None),
        report=unpacked(kept.report) if kept.report else None,
        fields=household_fields(),
        shown=FINDINGS_SHOWN,
        can_undo=last is not None and last.id == kept.id,
    )


@routes.post("/imports/{id:\\d+}/columns")
async def choose_columns(request: web.Request) -> web.Response:
    """Keep which column is which, and try the file out."""
    form = await read_form(request)
    fields = {field.name for field in household_fields()} | {IGNORED}
    async with request.app[DATABASE].write() as session:
        kept = await import_in_path(request, session)
        _need_unfinished(kept)
        kept.mapping = {
            title: form.choice(f"column-{place}", fields) or IGNORED
            for place, title in enumerate(kept.mapping)
        }
        kept.state, kept.report, kept.plan_sha256 = ImportState.WAITING, None, None
        await remember(session, kept.mapping, request.app[CLOCK]())
    import_id, sites, database = kept.id, sites_of(request), request.app[DATABASE]
    request.app[JOBS].start(
        import_id, "checking", lambda job: check_file(database, import_id, sites, job)
    )
    raise go_to(f"/imports/{import_id}")


def _need_unfinished(kept: RegisterImport) -> None:
    """A page that was left open must not begin anew what is over."""
    if kept.state not in UNFINISHED:
        raise go_to(f"/imports/{kept.id}")


@routes.post("/imports/{id:\\d+}/import")
async def carry_out(request: web.Request) -> web.Response:
    """Do what was tried out."""
    async with request.app[DATABASE].read() as session:
        kept = await import_in_path(request, session)
    if kept.state is ImportState.CHECKED:
        import_id, user_id = kept.id, request[USER].id
        database, clock = request.app[DATABASE], request.app[CLOCK]

        async def work(job: Job) -> None:
            await import_file(database, import_id, user_id, clock, job)

        request.app[JOBS].start(import_id, "importing", work)
    raise go_to(f"/imports/{kept.id}")


@routes.post("/imports/{id:\\d+}/abandon")
async def abandon(request: web.Request) -> web.Response:
    """Give a file up: it is deleted."""
    async with request.app[DATABASE].write() as session:
        kept = await import_in_path(request, session)
        _need_unfinished(kept)
        await session.delete(kept)
    raise go_to("/imports", done="import_abandoned")


@routes.post("/imports/{id:\\d+}/undo")
async def take_back(request: web.Request) -> web.Response:
    """Take the last import back."""
    try:
        async with request.app[DATABASE].write() as session:
            kept = await import_in_path(request, session)
            await undo(session, kept.id, request[USER].id, request.app[CLOCK]())
    except UndoRefusedError as error:
        return await _import_page(request, str(error))
    raise go_to(f"/imports/{kept.id}", done="import_undone")
