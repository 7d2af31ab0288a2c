"""Each hand that touched a household: edits, answers about offers, and imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.register.fiche import Fiche
from broadcaster.console.words import say
from broadcaster.register.importing.models import ImportTouch, RegisterImport
from broadcaster.staff.audit import entries_about
from broadcaster.staff.models import StaffUser

SHOWN = 50
"""How many hands a page tells of."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One hand."""

    at: datetime
    who: str | None  # None: Palier itself
    sentence: str


async def hands_on(
    session: AsyncSession, fiche: Fiche, *, since: int | None = None
) -> Sequence[Touch]:
    """Who touched a household, the newest first; ``since`` a version: only those after it."""
    subjects = [f"household {fiche.household.id}"]
    subjects += [f"contact {contact.id}" for contact in fiche.household.contacts]
    found = await entries_about(session, subjects, limit=SHOWN)
    touches = [Touch(one.at, one.who, one.sentence) for one in found]
    touches += await _imports(session, fiche.household.id)
    newest = sorted(touches, key=attrgetter("at"), reverse=True)[:SHOWN]
    return newest if since is None else newest[: max(1, fiche.household.version - since)]


async def _imports(session: AsyncSession, household_id: int) -> list[Touch]:
    rows = await session.execute(
        select(RegisterImport.done_at, StaffUser.name, RegisterImport.file_name, ImportTouch.before)
        .join(ImportTouch, ImportTouch.import_id == RegisterImport.id)
        .outerjoin(StaffUser, StaffUser.id == RegisterImport.user_id)
        .where(ImportTouch.household_id == household_id)
        .order_by(RegisterImport.id.desc())
        .limit(SHOWN)
    )
    return [
        Touch(
            at, who, say("fiche.imported" if before is None else "fiche.import_changed", file=file)
        )
        for at, who, file, before in rows
        if at is not None
    ]
