"""Files that leave the register: the list of households, and what is wrong in an import."""

import asyncio
import io
from collections.abc import Iterable, Sequence
from typing import Final

from aiohttp import web
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from broadcaster.clock import PARIS
from broadcaster.console.files import CSV, attachment, csv_file
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.reach import sites_of
from broadcaster.console.register.imports import import_in_path
from broadcaster.console.rendering import page
from broadcaster.console.words import say
from broadcaster.register.exporting import COLUMNS, register_rows
from broadcaster.register.importing.reports import unpacked
from broadcaster.staff import audit
from broadcaster.tabular.neutral import csv_bytes, neutral

routes = web.RouteTableDef()

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Final = ("csv", "xlsx")


@routes.get("/households/export")
async def show_export(request: web.Request) -> web.Response:
    """What the file has, and which kind of file."""
    return page(request, "register/export.html")


@routes.post("/households/export.{kind:csv|xlsx}")
async def give_register(request: web.Request) -> web.Response:
    """The households within reach as a file that can be imported again."""
    kind, user, now = request.match_info["kind"], request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        rows = await register_rows(session, sites_of(request))
    async with request.app[DATABASE].write() as session:
        households = len({row[COLUMNS.index("reference")] for row in rows})
        detail: dict[str, object] = {"households": households}
        await audit.record(session, user.id, "register_exported", "household", detail, now)
    titles = [say(f"export.{name}") for name in COLUMNS]
    write = csv_bytes if kind == "csv" else _written_xlsx
    content = await asyncio.to_thread(write, [titles, *rows])
    name = f"foyers-{now.astimezone(PARIS):%Y-%m-%d}.{kind}"
    return attachment(content, name, CSV if kind == "csv" else XLSX)


@routes.get("/imports/{id:\\d+}/findings.csv")
async def give_findings(request: web.Request) -> web.Response:
    """Everything that is wrong in a file, for whoever corrects it."""
    async with request.app[DATABASE].read() as session:
        kept = await import_in_path(request, session)
    if not kept.report:
        raise web.HTTPNotFound
    report = unpacked(kept.report)
    rows = [
        (str(one.row or ""), one.column or "", one.message)
        for one in [*report.findings, *report.remarks]
    ]
    titles = [say(f"finding.{name}") for name in ("row", "column", "message")]
    return csv_file(f"import-{kept.id}.csv", [titles, *rows])


def _written_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook whose cells are all text: telephones keep their 0."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(say("export.sheet"))
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=neutral(value))
            cell.number_format = "@"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
