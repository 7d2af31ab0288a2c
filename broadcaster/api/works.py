"""Works: milestones and cuts pushed by the landlord's system, and read back."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import or_, select

from broadcaster.api.consequences import following
from broadcaster.api.moves import move_work
from broadcaster.api.operations import AnyOperation, Call, Operation
from broadcaster.api.problems import FindingAt, say
from broadcaster.api.pushes import (
    Columns,
    first_words,
    out_of_reach,
    refuse,
    repeated,
    site_names,
    tidy,
    trial,
)
from broadcaster.api.reach import works_within
from broadcaster.api.shapes import DryRun, Nothing
from broadcaster.api.work_shapes import (
    CutIn,
    MilestoneIn,
    Moved,
    WindowIn,
    WorkOut,
    WorkPage,
    WorkQuery,
    WorksIn,
    WorksPushed,
    WorksQuery,
)
from broadcaster.api.work_views import MODELS, known_work, told
from broadcaster.bulk import among
from broadcaster.register.models import Site
from broadcaster.staff import audit
from broadcaster.staff.api_tokens import Scope
from broadcaster.tabular import ImportRefusedError, Row, Table, fold
from broadcaster.works.importing import import_works
from broadcaster.works.importing.words import PACKAGE, kind_labels
from broadcaster.works.models import Milestone, PlannedCut

_PATHS: Final = {
    "line": "type",
    **{name: name for name in ("reference", "site", "building", "staircase", "flat", "kind")},
    "title": "title",
    "detail": "detail",
    "start": "starts",
    "end": "ends",
    "state": "state",
    "confirmed_at": "confirmed_at",
    "confirmed_by": "confirmed_by",
}
_COLUMNS: Final = Columns("works", PACKAGE, "columns.yml", _PATHS)

WorkIn = MilestoneIn | CutIn


async def push_works(call: Call, query: DryRun, body: WorksIn) -> WorksPushed:
    """Add and update milestones and cuts, all or none, and do what follows from new dates."""
    items = body.works
    names = await site_names(call.session, call.caller)
    refuse(
        [
            *repeated([one.reference for one in items], "works"),
            *out_of_reach(call.caller, names, [one.site for one in items], "works"),
            *await _of_other_sites(call, items),
        ]
    )
    try:
        async with trial(call.session, dry_run=query.dry_run):
            report = await import_works(call.session, _table(items, names), call.now)
            await _note(call, len(items))
            consequences = await following(call)
    except ImportRefusedError as error:
        raise _COLUMNS.refusal(error) from error
    pushed = _COLUMNS.pushed(report, dry_run=query.dry_run)
    return WorksPushed(**pushed.model_dump() | {"warnings": pushed.warnings},
                       consequences=consequences)  # fmt: skip


async def _note(call: Call, rows: int) -> None:
    detail = {"rows": rows, "token": call.caller.name}
    subject = f"api_token {call.caller.token_id}"
    await audit.record(call.session, None, "works_pushed", subject, detail, call.now)


async def _of_other_sites(call: Call, items: Sequence[WorkIn]) -> list[FindingAt]:
    """A key of some sites cannot change a line of another one."""
    sites = call.caller.sites
    if sites is None:
        return []
    references = {tidy(one.reference) for one in items}
    foreign: set[tuple[str, str]] = set()
    for kind, model in MODELS.items():
        query = select(model.reference).where(
            among(call.session, model.reference, references), model.site_id.not_in(sites)
        )
        foreign |= {(kind, reference) for reference in await call.session.scalars(query)}
    return [
        FindingAt(f"/works/{position}/reference", say("fault.other_site"))
        for position, one in enumerate(items)
        if (one.type, tidy(one.reference)) in foreign
    ]


def _table(items: Sequence[WorkIn], names: Mapping[str, str]) -> Table:
    return _COLUMNS.table([_row(position, one, names) for position, one in enumerate(items)])


def _row(position: int, item: WorkIn, names: Mapping[str, str]) -> Row:
    values: dict[str, object] = {
        "line": _word("line", item.type),
        "reference": item.reference,
        "site": names.get(fold(item.site), item.site),
        "building": item.building,
        "staircase": item.staircase,
        "flat": item.flat,
        "start": item.starts.isoformat(),
        "end": item.ends.isoformat() if item.ends else None,
        "confirmed_at": item.confirmed_at.isoformat() if item.confirmed_at else None,
        "confirmed_by": item.confirmed_by,
    }
    return _COLUMNS.row(position, values | _particulars(item))


def _particulars(item: WorkIn) -> dict[str, object]:
    if isinstance(item, CutIn):
        cancelled = {None: None, True: "yes", False: "no"}[item.cancelled]
        state = _word("cut_cancelled", cancelled) if cancelled else None
        return {"kind": _word("cut", item.kind), "state": state}
    return {
        "kind": kind_labels()[item.kind],
        "title": item.title,
        "detail": item.detail,
        "state": _word("state", item.state) if item.state else None,
    }


def _word(group: str, code: str) -> str:
    return first_words(PACKAGE, "words.yml", group)[code]


async def list_works(call: Call, query: WorksQuery, _body: Nothing) -> WorkPage:
    """The milestones, or the cuts, of the key's sites."""
    found: list[Milestone] | list[PlannedCut]
    if query.type == "cut":
        found = await _found(call, query, PlannedCut)
    else:
        found = await _found(call, query, Milestone)
    shown = found[: query.limit]
    return WorkPage(
        items=await told(call.session, shown),
        next=str(shown[-1].id) if len(found) > query.limit else None,
    )


async def _found[Kind: (Milestone, PlannedCut)](
    call: Call, query: WorksQuery, model: type[Kind]
) -> list[Kind]:
    """One more than the page holds, if there is one."""
    wanted = select(model).where(works_within(call.caller, model), model.id > query.after)
    if query.site is not None:
        sites = select(Site.id).where(or_(Site.code == query.site, Site.name == query.site))
        wanted = wanted.where(model.site_id.in_(sites))
    return list(await call.session.scalars(wanted.order_by(model.id).limit(query.limit + 1)))


async def show_work(call: Call, query: WorkQuery, _body: Nothing) -> WorkOut:
    """One milestone or cut, by the landlord's reference."""
    return (await told(call.session, [await known_work(call, query.type)]))[0]


operations: tuple[AnyOperation, ...] = (
    Operation(
        "pushWorks", "POST", "/works", Scope.WORKS_WRITE,
        DryRun, WorksIn, WorksPushed, push_works, refuses=True,
    ),
    Operation(
        "listWorks", "GET", "/works", Scope.WORKS_READ,
        WorksQuery, Nothing, WorkPage, list_works,
    ),
    Operation(
        "showWork", "GET", "/works/{reference}", Scope.WORKS_READ,
        WorkQuery, Nothing, WorkOut, show_work,
    ),
    Operation(
        "moveMilestone", "POST", "/milestones/{reference}/move", Scope.WORKS_WRITE,
        DryRun, WindowIn, Moved, move_work("milestone"), refuses=True,
    ),
    Operation(
        "moveCut", "POST", "/cuts/{reference}/move", Scope.WORKS_WRITE,
        DryRun, WindowIn, Moved, move_work("cut"), refuses=True,
    ),
)  # fmt: skip
"""What can be done with the works calendar."""
