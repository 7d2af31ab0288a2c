"""What staff do to the calendar: confirm a fact, change one, add one. The audit log has it all."""

from datetime import datetime
from uuid import uuid4

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.plans.following import follow_milestone
from broadcaster.console.places import load_places
from broadcaster.console.words import say
from broadcaster.console.works.fact_words import (
    Changes,
    Difference,
    Fact,
    changed_copy,
    differences,
    title_of,
)
from broadcaster.errors import PalierError
from broadcaster.french import span
from broadcaster.sending.gate.hours import Timetable
from broadcaster.staff import audit
from broadcaster.staff.models import StaffUser
from broadcaster.works.models import Milestone, PlannedCut


class ChangedMeanwhileError(PalierError):
    """Somebody saved another version meanwhile. Compare both and choose."""


async def held[Kind: (Milestone, PlannedCut)](
    session: AsyncSession, model: type[Kind], fact_id: int, version: int | None
) -> Kind:
    """The fact, which nobody else changes before this transaction ends.

    Raises HTTPNotFound; ChangedMeanwhileError when it is no longer at ``version`` (None: any).
    """
    fact = await session.get(model, fact_id, with_for_update=True)
    if fact is None:
        raise web.HTTPNotFound
    if version is not None and fact.version != version:
        raise ChangedMeanwhileError
    return fact


async def confirm(session: AsyncSession, fact: Fact, user: StaffUser, now: datetime) -> None:
    """Say that a milestone or a cut was checked and is still true."""
    fact.confirm(user.name, now)
    detail = {"title": title_of(fact), "when": span(fact.starts_at, fact.ends_at)}
    await _log(session, fact, "confirmed", detail, user, now)


async def change[Kind: (Milestone, PlannedCut)](
    session: AsyncSession,
    fact: Kind,
    changes: Changes[Kind],
    user: StaffUser,
    now: datetime,
    courtesy: Timetable,
) -> None:
    """Change a fact, and a milestone's messages with it; what changes nothing confirms it."""
    after = changed_copy(fact, changes)
    places = await load_places(session, [fact, after])
    told = [_sentence(one) for one in differences(fact, after, places)]
    if not told:
        await confirm(session, fact, user, now)
        return
    changes.put_into(fact)
    fact.confirm(user.name, now)
    fact.touch(now)
    await session.flush()
    detail = {"title": title_of(fact), "changes": ", ".join(told)}
    await _log(session, fact, "changed", detail, user, now)
    if isinstance(fact, Milestone):
        await follow_milestone(session, fact.id, now, courtesy)


async def add[Kind: (Milestone, PlannedCut)](
    session: AsyncSession, model: type[Kind], changes: Changes[Kind], user: StaffUser, now: datetime
) -> Kind:
    """Write a new fact, confirmed by whoever writes it.

    Its reference is one that no file has: an import leaves it alone.
    """
    fact = model(reference=f"console-{uuid4().hex[:12]}", changed_at=now)
    changes.put_into(fact)
    fact.confirm(user.name, now)
    session.add(fact)
    await session.flush()
    places = await load_places(session, [fact])
    detail = {
        "title": title_of(fact),
        "when": span(fact.starts_at, fact.ends_at),
        "place": places.name_of(fact),
    }
    await _log(session, fact, "added", detail, user, now)
    return fact


async def _log(
    session: AsyncSession,
    fact: Fact,
    done: str,
    detail: dict[str, str],
    user: StaffUser,
    now: datetime,
) -> None:
    noun = "cut" if isinstance(fact, PlannedCut) else "milestone"
    subject = f"{fact.__tablename__} {fact.id}"
    await audit.record(session, user.id, f"{noun}_{done}", subject, detail, now)


def _sentence(one: Difference) -> str:
    return say(f"change.{one.part}", before=one.before, after=one.after)
