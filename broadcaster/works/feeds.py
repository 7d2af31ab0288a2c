"""Feeds: the secret address of a building's calendar, and the facts that stand in it.

Whoever has the address may read it: a calendar program cannot log in. What tenants read names no
flat and nobody; the address of staff tells more and is another one. A new address makes the old one
lead nowhere.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from broadcaster.register.models import Building, Flat, Staircase
from broadcaster.works.models import CalendarFeed, FeedAudience, Milestone, PlannedCut

TOKEN_BYTES: Final = 24
"""Nobody guesses 192 bits."""

LOOKS_BACK: Final = timedelta(days=60)
"""How long what is over stays in: programs drop by themselves what is no longer sent."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One building's calendar, for one audience."""

    building: Building  # with its site and its staircases
    audience: FeedAudience
    facts: list[Milestone | PlannedCut]  # in order of time
    flats: dict[int, Flat]  # those that facts name; none for tenants


async def renew_feed(
    session: AsyncSession, building_id: int, audience: FeedAudience, now: datetime
) -> CalendarFeed:
    """Give a building a new address for an audience; the old one ends."""
    feed = (await feeds_of(session, building_id)).get(audience)
    if feed is None:
        feed = CalendarFeed(building_id=building_id, audience=audience)
        session.add(feed)
    feed.token, feed.made_at = secrets.token_urlsafe(TOKEN_BYTES), now
    await session.flush()
    return feed


async def feeds_of(session: AsyncSession, building_id: int) -> dict[FeedAudience, CalendarFeed]:
    """The addresses a building has, by audience."""
    query = select(CalendarFeed).where(CalendarFeed.building_id == building_id)
    return {feed.audience: feed for feed in await session.scalars(query)}


async def feed_of_token(session: AsyncSession, token: str, now: datetime) -> Feed | None:
    """What stands at a secret address; None when it leads nowhere."""
    known = await session.scalar(select(CalendarFeed).where(CalendarFeed.token == token))
    if known is None:
        return None
    building = await session.get_one(
        Building,
        known.building_id,
        options=[selectinload(Building.site), selectinload(Building.staircases)],
    )
    is_staff = known.audience is FeedAudience.STAFF
    facts = await facts_of(session, building, now - LOOKS_BACK, flats=is_staff)
    named = {fact.flat_id for fact in facts if fact.flat_id is not None}
    flats = await session.scalars(select(Flat).where(Flat.id.in_(named)))
    return Feed(building, known.audience, facts, {flat.id: flat for flat in flats})


async def facts_of(
    session: AsyncSession, building: Building, since: datetime, *, flats: bool
) -> list[Milestone | PlannedCut]:
    """What is planned for a building, its staircases and its site, and not over before ``since``.

    ``flats``: also what holds for one flat alone, which is its household's own business.
    """
    staircases = select(Staircase.id).where(Staircase.building_id == building.id)
    found: list[Milestone | PlannedCut] = []
    for model in (Milestone, PlannedCut):
        query = (
            select(model)
            .where(model.site_id == building.site_id, model.ends_at > since)
            .where(or_(model.building_id.is_(None), model.building_id == building.id))
            .where(or_(model.staircase_id.is_(None), model.staircase_id.in_(staircases)))
        )
        found += await session.scalars(query if flats else query.where(model.flat_id.is_(None)))
    return sorted(found, key=lambda fact: (fact.starts_at, fact.ends_at, fact.id))
