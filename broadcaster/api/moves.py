"""Moving one milestone or cut to other dates."""

from collections.abc import Awaitable, Callable
from datetime import date

from broadcaster.api.consequences import following
from broadcaster.api.operations import Call
from broadcaster.api.problems import FindingAt, ProblemError
from broadcaster.api.pushes import trial
from broadcaster.api.shapes import DryRun
from broadcaster.api.work_shapes import Moved, WindowIn
from broadcaster.api.work_views import Work, known_work, told
from broadcaster.french import span
from broadcaster.staff import audit
from broadcaster.tabular import CellReader, Finding, Row, Table, load_fields, match_columns
from broadcaster.works.importing.windows import Window, read_window
from broadcaster.works.importing.words import PACKAGE
from broadcaster.works.models import PlannedCut

_TITLES = {"line": "type", "kind": "nature", "start": "début", "end": "fin"}
_PATHS = {_TITLES["start"]: "/starts", _TITLES["end"]: "/ends"}


def move_work(kind: str) -> Callable[[Call, DryRun, WindowIn], Awaitable[Moved]]:
    """The operation that moves a milestone, or a cut."""

    async def move(call: Call, query: DryRun, body: WindowIn) -> Moved:
        """Move it, and do what follows; with ``dry_run`` only tell."""
        work = await known_work(call, kind)
        window = _window(body, is_cut=isinstance(work, PlannedCut))
        async with trial(call.session, dry_run=query.dry_run):
            await _move(call, work, window)
            moved = (await told(call.session, [work]))[0]
            consequences = await following(call)
        return Moved(dry_run=query.dry_run, work=moved, consequences=consequences)

    return move


async def _move(call: Call, work: Work, window: Window) -> None:
    work.starts_at, work.ends_at = window.starts_at, window.ends_at
    # Their own system says so: that confirms it.
    work.confirm(call.caller.name, call.now)
    detail = {
        "token": call.caller.name,
        "title": work.reference,
        "when": span(window.starts_at, window.ends_at),
    }
    subject = f"{work.__tablename__} {work.id}"
    await audit.record(call.session, None, "work_moved", subject, detail, call.now)


def _window(body: WindowIn, *, is_cut: bool) -> Window:
    """The window, read as an import reads it; raise a 422 problem."""
    cells = {_TITLES["start"]: _cell(body.starts), _TITLES["end"]: _cell(body.ends)}
    row = Row(1, dict.fromkeys(_TITLES.values(), "") | cells)
    layout = match_columns(
        Table(tuple(_TITLES.values()), (row,)), load_fields(PACKAGE, "columns.yml")
    )
    findings: list[Finding] = []
    window = read_window(CellReader(layout, row, findings), hours_needed=is_cut)
    if window is None:
        raise ProblemError(
            422,
            "refused",
            [FindingAt(_PATHS.get(one.column or "", ""), one.message) for one in findings],
        )
    return window


def _cell(written: date | None) -> str:
    return written.isoformat() if written else ""
