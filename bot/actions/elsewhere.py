"""Elsewhere: a registered number asks about another building, and maybe which staircase of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.actions import pending
from bot.actions.context.memory import TOPIC_HOLDS, last_place, remember_elsewhere, remember_topic
from bot.actions.places import Told
from bot.actions.speech import Speech
from bot.actions.wanted import Wanted
from bot.actions.whereabouts import Whereabouts, is_within
from broadcaster.conversations.models import Correspondent
from broadcaster.register.homes import Home, find_place, home_of_staircase
from broadcaster.register.models import Staircase


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What one correspondent asks of a place that is not their own, as anybody may know it."""

    who: Correspondent
    where: Whereabouts
    speech: Speech

    async def named(self, told: Told) -> list[Home]:
        """Another place that a registered number names."""
        if not self.where.registered or not (told.building or told.staircase):
            return []
        own = self.where.homes[0].building
        return await find_place(self.speech.session, told.building or own, told.staircase)

    def is_it(self, home: Home | None) -> bool:
        """True for a building where the correspondent, whose home is known, does not live."""
        if home is None or not self.where.homes:
            return False
        return home.building_id not in {own.building_id for own in self.where.homes}

    async def is_alike(self, wanted: Wanted, home: Home) -> bool:
        """True when the same is found for each staircase of a building: nobody need be asked."""
        session = self.speech.session
        inside = await session.scalars(
            select(Staircase.id).where(Staircase.building_id == home.building_id)
        )
        homes = [await home_of_staircase(session, one) for one in inside]
        of_all = await self.speech.find(wanted, home)
        return all([(await self.speech.find(wanted, one))[1] == of_all[1] for one in homes])

    async def ask(self, wanted: Wanted, home: Home) -> str:
        """Ask for the staircase of that building; what is asked of it waits."""
        now = self.speech.now
        remember_topic(self.who, wanted, home, now)
        remember_elsewhere(self.who, home)
        pending.ask_for(self.who, str(wanted), now)
        return await self.speech.system("ask_staircase_there", batiment=home.building or "")

    def is_awaited(self) -> bool:
        """True while the staircase of another building is asked for, since an earlier message."""
        at, now = self.who.asked_place_at, self.speech.now
        is_asked = at is not None and at != now and now - at <= TOPIC_HOLDS
        return is_asked and self.where.home is not None and self.who.last_building_id is not None

    async def heard(self, told: Told, *, may_tell: bool) -> tuple[Sequence[Wanted], Home | None]:
        """What waited for the staircase that is told now, or for yet another building.

        What is not told no longer waits.
        """
        if not self.is_awaited():
            return (), None
        there = await last_place(self.speech.session, self.who)
        waiting = [Wanted.from_text(one) for one in pending.take_waiting(self.who)]
        self.who.asked_place_at = None
        if not may_tell or there is None or not waiting:
            return (), None
        building = told.building or there.building
        found = await find_place(self.speech.session, building, told.staircase or told.bare)
        if len(found) != 1 or not (found[0].staircase_id or told.building):
            return (), None
        own = next((one for one in self.where.homes if is_within(one, found[0])), None)
        return waiting, own or found[0]
