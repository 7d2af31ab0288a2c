"""Whereabouts: where a correspondent lives, by the register or by what they told us."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.asked import Need
from bot.actions.places import Told
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Correspondent
from broadcaster.register.homes import (
    Home,
    find_address,
    find_place,
    fold_code,
    home_of_building,
    home_of_staircase,
    homes_of,
)
from broadcaster.register.models import Site
from broadcaster.works.calendar import staircases_differ


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The homes a correspondent may be asking for."""

    homes: Sequence[Home]
    # True: the register has the number. False: a stranger, who gets no flat's facts.
    registered: bool

    @property
    def home(self) -> Home | None:
        """The only home, None when there is none or a choice."""
        return self.homes[0] if len(self.homes) == 1 else None


async def whereabouts_of(session: AsyncSession, who: Correspondent) -> Whereabouts:
    """Look a correspondent up: the register first, then what they told us."""
    if who.channel is AnswerChannel.SMS:
        homes = await homes_of(session, who.address)
        if homes:
            return Whereabouts(_remembered(homes, who), registered=True)
    return Whereabouts(await _told_before(session, who), registered=False)


async def places_meant(
    session: AsyncSession, told: Told, where: Whereabouts, *, bare_counts: bool
) -> list[Home]:
    """The places a text may mean: among the own homes of a known number, else among all."""
    if told.is_empty and not told.flat:
        return await _at_address(session, told, where)
    if where.registered:
        return [home for home in where.homes if _fits(home, told)]
    known = where.home.building if where.home else None
    building, staircase = told.building, told.staircase
    if building is None and told.address:
        return await _at_address(session, told, where)
    if building is None and staircase is None:
        return await _by_bare_code(session, told.bare if bare_counts else None, known)
    building = building or (told.bare if bare_counts else None) or known
    staircase = staircase or (told.bare if bare_counts and told.building else None)
    return await find_place(session, building, staircase)


def remember_place(who: Correspondent, home: Home) -> None:
    """Keep what a correspondent said of their place."""
    who.building_id, who.staircase_id = home.building_id, home.staircase_id
    who.asked_place_at = None


async def site_home(session: AsyncSession) -> Home | None:
    """The only site as a place; None where there are several, or none."""
    sites = list(await session.scalars(select(Site.id).limit(2)))
    if len(sites) != 1:
        return None
    return Home(sites[0], None, None, None, None, None, None)


async def is_known_enough(session: AsyncSession, home: Home | None, need: Need) -> bool:
    """True when a topic can be answered truly for what is known of the place."""
    if need is Need.NOTHING:
        return True
    if home is None:
        return False
    if need is Need.SITE or home.staircase_id is not None:
        return True
    return home.building_id is not None and not await staircases_differ(session, home)


def is_within(own: Home, named: Home) -> bool:
    """True for one's own home in the staircase that is named, or in the building alone."""
    if named.staircase_id is not None:
        return own.staircase_id == named.staircase_id
    return own.building_id == named.building_id


async def _told_before(session: AsyncSession, who: Correspondent) -> list[Home]:
    if who.staircase_id is not None:
        return [await home_of_staircase(session, who.staircase_id)]
    if who.building_id is not None:
        return [await home_of_building(session, who.building_id)]
    return []


async def _at_address(session: AsyncSession, told: Told, where: Whereabouts) -> list[Home]:
    """A stranger's place by the building's address in the register, and the staircase if told.

    A known number keeps the home the register has.
    """
    if where.registered or told.address is None:
        return []
    return await find_address(session, told.address, told.staircase)


async def _by_bare_code(session: AsyncSession, bare: str | None, known: str | None) -> list[Home]:
    """A code alone is a staircase of the known building, or else a building."""
    if bare is None:
        return []
    within = await find_place(session, known, bare) if known else []
    return within or await find_place(session, bare, None)


def _remembered(homes: Sequence[Home], who: Correspondent) -> list[Home]:
    """Of several homes, those at the place the correspondent chose."""
    chosen = [
        home
        for home in homes
        if (who.staircase_id is None or home.staircase_id == who.staircase_id)
        and (who.building_id is None or home.building_id == who.building_id)
    ]
    return chosen or list(homes)


def _fits(home: Home, told: Told) -> bool:
    joined = fold_code(f"{home.building or ''}{home.staircase or ''}")
    bare = (home.building, home.staircase, home.flat, joined)
    return (
        _same(home.building, told.building)
        and _same(home.staircase, told.staircase)
        and _same(home.flat, told.flat)
        and (told.bare is None or any(_same(code, told.bare) for code in bare if code))
    )


def _same(code: str | None, said: str | None) -> bool:
    return said is None or (code is not None and fold_code(code) == fold_code(said))
