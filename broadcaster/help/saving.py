"""Saving: facts of the offer and notes of a site, each confirmed by whoever wrote it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.help.models import OfferFact, SiteNote

type Words = OfferFact | SiteNote


async def save_fact(
    session: AsyncSession, site_id: int, key: str, value: str, *, by: str, now: datetime
) -> bool:
    """Write a fact of the offer, confirmed now; True when its words changed."""
    return await _save(session, OfferFact, site_id, key, value, by=by, now=now)


async def save_note(
    session: AsyncSession, site_id: int, key: str, value: str, *, by: str, now: datetime
) -> bool:
    """Write a note on daily life, confirmed now; True when its words changed."""
    return await _save(session, SiteNote, site_id, key, value, by=by, now=now)


async def _save(
    session: AsyncSession,
    model: type[OfferFact] | type[SiteNote],
    site_id: int,
    key: str,
    value: str,
    *,
    by: str,
    now: datetime,
) -> bool:
    found: Words | None = await session.scalar(
        select(model).where(model.site_id == site_id, model.key == key)
    )
    if found is None:
        found = model(site_id=site_id, key=key, value="")
        session.add(found)
    changed = found.value != value.strip()
    found.value = value.strip()
    found.confirm(by, now)
    await session.flush()
    return changed
