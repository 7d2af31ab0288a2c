"""Alerts: what staff must know now, in sentences, until somebody has seen to it.

A kind is a word of ``alerts.yml``; its sentence is filled from the alert's detail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import insert_unless_there
from broadcaster.staff.models import Alert
from broadcaster.wording import Wording

_say = Wording("broadcaster.staff", "alerts.yml")

MOST_SHOWN = 50

OF_DANGER = ("thread_emergency",)
"""Kinds that tell of somebody in danger: nothing newer pushes them down."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One alert, ready to be read."""

    id: int
    at: datetime
    sentence: str
    subject: str  # "broadcast 12"
    is_danger: bool = False


async def raise_alert(
    session: AsyncSession,
    key: str,
    kind: str,
    subject: str,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    """Tell staff something once: a second alert with the same key is a no-op.

    Raises KeyError when ``alerts.yml`` has no sentence for it, or the detail lacks a word.
    """
    _say(kind, **detail)
    row = {"key": key[:80], "at": now, "kind": kind, "subject": subject, "detail": dict(detail)}
    await session.execute(insert_unless_there(session, Alert).values(**row))


async def open_alerts(session: AsyncSession) -> list[Shown]:
    """What nobody has seen to yet: danger first, then the newest."""
    found = await session.scalars(
        select(Alert)
        .where(Alert.seen_at.is_(None))
        .order_by(Alert.kind.in_(OF_DANGER).desc(), Alert.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        Shown(row.id, row.at, _sentence(row), row.subject, row.kind in OF_DANGER) for row in found
    ]


def _sentence(row: Alert) -> str:
    try:
        return _say(row.kind, **row.detail)
    except KeyError:
        # One older than today's wording is still shown: it must not break every page.
        return row.kind


async def see(session: AsyncSession, alert_id: int, user_id: int, now: datetime) -> bool:
    """Note that somebody has seen to an alert; False when that was done already."""
    seen = await session.scalars(
        update(Alert)
        .where(Alert.id == alert_id, Alert.seen_at.is_(None))
        .values(seen_at=now, seen_by_id=user_id)
        .returning(Alert.id)
    )
    return seen.first() is not None


async def settle_alerts(session: AsyncSession, subject: str, user_id: int, now: datetime) -> None:
    """Take the alerts about something away: somebody did what they ask for."""
    await session.execute(
        update(Alert)
        .where(Alert.subject == subject, Alert.seen_at.is_(None))
        .values(seen_at=now, seen_by_id=user_id)
    )
