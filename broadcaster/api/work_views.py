"""Milestones and cuts as the API tells them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.api.operations import Call
from broadcaster.api.problems import ProblemError
from broadcaster.api.reach import works_within
from broadcaster.api.shapes import Site as SiteOut
from broadcaster.api.work_shapes import WorkOut
from broadcaster.register.models import Building, Flat, Site, Staircase
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut

Work = Milestone | PlannedCut
MODELS: Final[Mapping[str, type[Milestone] | type[PlannedCut]]] = {
    "milestone": Milestone,
    "cut": PlannedCut,
}
"""The table of each type."""


async def known_work(call: Call, kind: str) -> Work:
    """The milestone or cut the address names; raise a 404 problem."""
    if kind == "cut":
        return await _known(call, PlannedCut)
    return await _known(call, Milestone)


async def _known[Kind: (Milestone, PlannedCut)](call: Call, model: type[Kind]) -> Kind:
    wanted = select(model).where(works_within(call.caller, model))
    found = await call.session.scalar(wanted.where(model.reference == call.reference()))
    if found is None:
        raise ProblemError(404, "not_found")
    return found


async def told(session: AsyncSession, works: Sequence[Work]) -> list[WorkOut]:
    """Works as the API tells them, with the codes of their places."""
    sites = {one.id: one for one in await session.scalars(select(Site))}
    buildings = await _codes(session, Building, (one.building_id for one in works))
    staircases = await _codes(session, Staircase, (one.staircase_id for one in works))
    flats = await _codes(session, Flat, (one.flat_id for one in works))
    return [
        _work(
            one,
            sites[one.site_id],
            buildings.get(one.building_id),
            staircases.get(one.staircase_id),
            flats.get(one.flat_id),
        )
        for one in works
    ]


async def _codes(
    session: AsyncSession,
    model: type[Building] | type[Staircase] | type[Flat],
    ids: Iterable[int | None],
) -> dict[int | None, str]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    code = Flat.number if model is Flat else getattr(model, "code")  # noqa: B009
    rows = await session.execute(select(model.id, code).where(model.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def _work(
    work: Work, site: Site, building: str | None, staircase: str | None, flat: str | None
) -> WorkOut:
    milestone = work if isinstance(work, Milestone) else None
    return WorkOut(
        type="cut" if milestone is None else "milestone",
        reference=work.reference,
        site=SiteOut(code=site.code, name=site.name),
        building=building,
        staircase=staircase,
        flat=flat,
        kind=str(work.kind),
        title=milestone.title if milestone else None,
        detail=milestone.detail if milestone else None,
        starts_at=work.starts_at,
        ends_at=work.ends_at,
        state=milestone.state if milestone else None,
        cancelled=_is_cancelled(work),
        confirmed_at=work.confirmed_at,
        confirmed_by=work.confirmed_by,
    )


def _is_cancelled(work: Work) -> bool:
    if isinstance(work, PlannedCut):
        return work.cancelled
    return work.state is MilestoneState.CANCELLED
