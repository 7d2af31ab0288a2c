"""The audit log: who changed what and when, looked through by page, and taken away as a file.

Whoever's roles are for some sites reads what they did themselves: an entry is of no site.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from aiohttp import web
from yarl import URL

from broadcaster.clock import PARIS
from broadcaster.console.forms import Form, query_id
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.moments import BadMomentError, local_moment, parse_day
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import page
from broadcaster.console.words import say
from broadcaster.staff import accounts, audit
from broadcaster.tabular.neutral import MARK, csv_lines

routes = web.RouteTableDef()

PAGE_SIZE = 50

A_CHUNK = 500
"""Lines of the file read at a time."""

PALIER = "palier"
"""« Palier » among the people of the filter: what it did by itself."""

TABLES: Final = (
    "staff_user", "invitation", "broadcast", "series", "milestone", "planned_cut", "thread",
    "answer", "site", "lack", "help_point", "site_person", "contact", "sample", "model",
)  # fmt: skip
"""What the log can be narrowed to: the tables that entries are about."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the form of the log asks for, and its fields to be shown again."""

    form: Form
    wanted: audit.Wanted

    @property
    def query(self) -> dict[str, str]:
        """The fields that are filled, for the addresses of other pages."""
        names = ("who", "what", "from", "until")
        return {name: self.form.value(name) for name in names if self.form.value(name)}

    def address(self, **more: object) -> str:
        """What to add to the address of the log, or of its file."""
        known = self.query | {name: str(value) for name, value in more.items()}
        return str(URL().with_query(known))


def read_search(request: web.Request) -> Search:
    """The search in an address; what is wrong in it is said beside its field."""
    form = Form.of(request.query)  # fields of an address are read as those of a form
    who = form.value("who")
    is_limited = sites_of(request) is not None
    wanted = audit.Wanted(
        user_id=request[USER].id if is_limited else None if who == PALIER else form.id("who"),
        by_palier=who == PALIER and not is_limited,
        table=form.choice("what", TABLES) if form.value("what") else None,
        since=_day(form, "from", 0),
        until=_day(form, "until", 1),
    )
    return Search(form, wanted)


def _day(form: Form, name: str, days_later: int) -> datetime | None:
    """The midnight before a day, or after it."""
    if not form.value(name).strip():
        return None
    try:
        day: date = parse_day(form.value(name)) + timedelta(days=days_later)
        return local_moment(day, time())
    except BadMomentError as error:
        form.refuse(name, error.reason)
        return None


@routes.get("/audit")
async def show_audit(request: web.Request) -> web.Response:
    """Who changed what and when, the newest first."""
    before, search = query_id(request, "before"), read_search(request)
    async with request.app[DATABASE].read() as session:
        found = await audit.entries(
            session, before_id=before, limit=PAGE_SIZE + 1, wanted=search.wanted
        )
        people = await accounts.list_accounts(session)
    shown, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    return page(
        request,
        "team/audit.html",
        status=200 if search.form.is_valid else 400,
        entries=shown,
        older=search.address(before=shown[-1].id) if more else None,
        search=search,
        people=[(str(one.id), one.name) for one in people],
        tables=TABLES,
        is_limited=sites_of(request) is not None,
        form=search.form,
    )


@routes.get("/audit.csv")
async def give_audit(request: web.Request) -> web.StreamResponse:
    """All that is looked for, as a file that a spreadsheet opens with its accents."""
    search, now = read_search(request), request.app[CLOCK]()
    if not search.form.is_valid:
        raise web.HTTPSeeOther(URL(request.path.removesuffix(".csv")).with_query(search.query))
    name = f"journal-{now.astimezone(PARIS):%Y-%m-%d}.csv"
    response = web.StreamResponse(headers=_headers(name))
    await response.prepare(request)
    head = [say(f"audit.column.{name}") for name in ("at", "who", "what", "subject")]
    await response.write((MARK + csv_lines([head])).encode())
    lines = await _write_lines(request, response, search.wanted)
    await response.write_eof()
    async with request.app[DATABASE].write() as session:
        user, detail = request[USER], {"lines": lines}
        await audit.record(session, user.id, "audit_exported", "audit_entry", detail, now)
    return response


def _headers(name: str) -> Mapping[str, str]:
    return {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }


async def _write_lines(
    request: web.Request, response: web.StreamResponse, wanted: audit.Wanted
) -> int:
    """Write every entry, the newest first; how many there were."""
    lines, before = 0, None
    while True:
        async with request.app[DATABASE].read() as session:
            found = await audit.entries(session, before_id=before, limit=A_CHUNK, wanted=wanted)
        if not found:
            return lines
        await response.write(csv_lines(map(_cells, found)).encode())
        lines, before = lines + len(found), found[-1].id


def _cells(entry: audit.Entry) -> list[str]:
    at = f"{entry.at.astimezone(PARIS):%d/%m/%Y %H:%M:%S}"
    return [at, entry.who or say("staff.palier"), entry.sentence, entry.subject]
