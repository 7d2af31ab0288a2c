"""The audit log: who changed what and when, in sentences that staff can read.

An action is a word of ``audit.yml``; its sentence is filled from the entry's detail. The detail
is checked when the entry is written, so that every entry can be read for ever.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.staff.models import AuditEntry, StaffUser
from broadcaster.wording import Wording

_say = Wording("broadcaster.staff", "audit.yml")


class UnsayableEntryError(PalierError):
    """This entry has no sentence. Add one to staff/audit.yml, or what it needs to the detail."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log, ready to be read."""

    id: int
    at: datetime
    who: str | None  # None: Palier itself
    sentence: str
    subject: str  # "broadcast 12"


def sentence(action: str, detail: Mapping[str, object]) -> str:
    """The sentence of an action; raise UnsayableEntryError when it cannot be made."""
    try:
        return _say(action, **detail)
    except KeyError as error:
        message = f"no sentence for {action}: staff/audit.yml and the detail lack {error}"
        raise UnsayableEntryError(message) from error


async def record(
    session: AsyncSession,
    user_id: int | None,
    action: str,
    subject: str,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    """Write one entry in the caller's transaction.

    ``user_id`` is None when Palier itself acted. ``subject`` is a table's name and an id
    ("broadcast 12"). Values of ``detail`` must be JSON. Raises as ``sentence`` does.
    """
    sentence(action, detail)
    session.add(
        AuditEntry(at=now, user_id=user_id, action=action, subject=subject, detail=dict(detail))
    )
    await session.flush()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of the log are looked for; what is None leaves nothing out."""

    user_id: int | None = None
    by_palier: bool = False  # only what Palier did itself
    table: str | None = None  # what was changed: the first word of the subject
    since: datetime | None = None
    until: datetime | None = None  # up to this moment, which is left out

    @property
    def _start(self) -> str:
        return f"{self.table} "

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as conditions of a query."""
        found: list[ColumnElement[bool] | None] = [
            AuditEntry.user_id == self.user_id if self.user_id is not None else None,
            AuditEntry.user_id.is_(None) if self.by_palier else None,
            AuditEntry.subject.startswith(self._start, autoescape=True) if self.table else None,
            AuditEntry.at >= self.since if self.since else None,
            AuditEntry.at < self.until if self.until else None,
        ]
        return [one for one in found if one is not None]


EVERYTHING = Wanted()


async def entries(
    session: AsyncSession,
    *,
    before_id: int | None,
    limit: int,
    wanted: Wanted = EVERYTHING,
) -> list[Entry]:
    """The newest entries first, older than ``before_id`` when it is given."""
    query = (
        select(AuditEntry, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == AuditEntry.user_id)
        .where(*wanted.conditions)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    rows = await session.execute(query)
    return [_readable(entry, name) for entry, name in rows]


async def entries_about(
    session: AsyncSession, subjects: Collection[str], *, limit: int
) -> list[Entry]:
    """The newest entries about some things ("household 12"), the newest first."""
    rows = await session.execute(
        select(AuditEntry, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == AuditEntry.user_id)
        .where(AuditEntry.subject.in_(subjects))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [_readable(entry, name) for entry, name in rows]


def _readable(entry: AuditEntry, who: str | None) -> Entry:
    try:
        text = sentence(entry.action, entry.detail)
    except PalierError:
        # An entry older than today's wording is still shown, by its bare action.
        text = entry.action
    return Entry(entry.id, entry.at, who, text, entry.subject)
