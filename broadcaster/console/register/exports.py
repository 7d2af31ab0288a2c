"""Files that leave the register: the list of households, and what is wrong in an import."""

import asyncio
import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from aiohttp import web
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from broadcaster.clock import PARIS
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.reach import sites_of
from broadcaster.console.register.imports import import_in_path
from broadcaster.console.rendering import page
from broadcaster.console.words import say
from broadcaster.register.exporting import COLUMNS, register_rows
from broadcaster.register.importing.reports import unpacked
from broadcaster.staff import audit
from broadcaster.tabular.neutral import neutral

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
    write = written_csv if kind == "csv" else _written_xlsx
    content = await asyncio.to_thread(write, titles, rows)
    name = f"foyers-{now.astimezone(PARIS):%Y-%m-%d}.{kind}"
    return attachment(content, name, "text/csv" if kind == "csv" else XLSX)


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
    return attachment(written_csv(titles, rows), f"import-{kept.id}.csv", "text/csv")


def attachment(content: bytes, name: str, kind: str) -> web.Response:
    """A file to be kept."""
    return web.Response(
        body=content,
        content_type=kind,
        charset="utf-8" if kind == "text/csv" else None,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def written_csv(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV that a French spreadsheet opens with its accents, and without formulas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _written_xlsx(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook whose cells are all text: telephones keep their 0."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(say("export.sheet"))
    for row in (titles, *rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=neutral(value))
            cell.number_format = "@"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
