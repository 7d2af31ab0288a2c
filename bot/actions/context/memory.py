"""Memory: what was last said to a correspondent, as long as it holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.context.followups import topics
from bot.actions.hints import SURE, works_named
from bot.actions.wanted import Wanted
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Correspondent
from broadcaster.register.homes import Home, home_of_building, home_of_staircase
from broadcaster.register.models import Contact
from broadcaster.sending.models import Delivery, DeliveryState, Lane
from broadcaster.works.models import Milestone
from broadcaster.works.telling import truth_of, window_of

TOPIC_HOLDS: Final = timedelta(days=1)
"""How long the last topic is what a follow-up is about."""

BROADCAST_HOLDS: Final = timedelta(days=1)
"""How long after its event a broadcast still is."""

BROADCAST: Final = "broadcast"
"""Kept in place of a topic: what was last answered was the broadcast."""

WORKS_DATE: Final = "works_progress"
"""The topic of works that are named and whose date is asked for."""

REACHED: Final = (DeliveryState.ACCEPTED, DeliveryState.SENT, DeliveryState.DELIVERED)
LATEST: Final = 5
"""Broadcasts looked at: an older one is over, or nobody remembers it."""


@dataclass(frozen=True, slots=True)
class LastTopic:
    """The last topic answered."""

    wanted: Wanted
    at: datetime
    home: Home | None  # where, if not at the correspondent's own home


@dataclass(frozen=True, slots=True)
class LastBroadcast:
    """The last broadcast about a milestone that reached the household."""

    milestone: Milestone
    told: str  # works.telling: what it told of the milestone
    at: datetime

    @property
    def still_true(self) -> bool:
        """True when the calendar says today what the broadcast told."""
        return self.told == truth_of(self.milestone)

    @property
    def window(self) -> tuple[datetime, datetime]:
        """The days it told, or those of today where it told none."""
        return window_of(self.told) or (self.milestone.starts_at, self.milestone.ends_at)


async def last_topic(session: AsyncSession, who: Correspondent, now: datetime) -> LastTopic | None:
    """What was last answered within a day; None for the broadcast or when it is forgotten."""
    if not recent_topic(who, now) or who.last_topic is None or who.last_topic_at is None:
        return None
    wanted = Wanted.from_text(who.last_topic)
    return LastTopic(wanted, who.last_topic_at, await last_place(session, who))


def recent_topic(who: Correspondent, now: datetime) -> str:
    """The name of what was last answered within a day, wherever; empty for nothing, or too old."""
    if not who.last_topic or who.last_topic_at is None or who.last_topic == BROADCAST:
        return ""
    is_recent = now - who.last_topic_at <= TOPIC_HOLDS
    return Wanted.from_text(who.last_topic).topic if is_recent else ""


async def last_broadcast(
    session: AsyncSession, who: Correspondent, now: datetime
) -> LastBroadcast | None:
    """The last broadcast to the households of a registered number, until its event is over."""
    if who.channel is not AnswerChannel.SMS:
        return None
    households = select(Contact.household_id).where(Contact.number == who.address)
    found = await session.execute(
        select(Delivery.told, Delivery.left_at, Milestone)
        .join(Milestone, Milestone.id == Delivery.milestone_id)
        .where(Delivery.household_id.in_(households))
        .where(Delivery.lane == Lane.BULK, Delivery.state.in_(REACHED))
        .where(Delivery.told.is_not(None), Delivery.left_at.is_not(None))
        .order_by(Delivery.left_at.desc())
        .limit(LATEST)
    )
    for told, left_at, milestone in found:
        if told is None or left_at is None:
            continue  # the query leaves these out; its types do not
        last = LastBroadcast(milestone, told, left_at)
        if now <= max(last.window[1], milestone.ends_at) + BROADCAST_HOLDS:
            return last
    return None


def remember_topic(
    who: Correspondent, wanted: Wanted, elsewhere: Home | None, now: datetime
) -> None:
    """Keep what was just answered, and where if not at home; forget what none goes on about.

    Of two questions in one text, the last one that takes time is kept: « où on se douche ? »
    does not end what was said of the bathroom. After what none goes on about (« enlever les
    rideaux pour les fenêtres ? »), the works it names are what « c'est quand déjà ? » means.
    """
    if wanted.topic not in topics()["inherited"] and works_named(wanted.hints):
        wanted = Wanted(WORKS_DATE, wanted.hints | {"when", SURE})
    kept = wanted.topic in topics()["inherited"]
    lasts = kept and wanted.topic not in topics()["timeless"]
    if not lasts and recent_topic(who, now) and who.last_topic_at == now:
        return
    who.last_topic = str(wanted) if kept else None
    who.last_topic_at = now if kept else None
    who.last_building_id = elsewhere.building_id if kept and elsewhere else None
    who.last_staircase_id = elsewhere.staircase_id if kept and elsewhere else None


def remember_elsewhere(who: Correspondent, home: Home) -> None:
    """Keep which other building is spoken of, whatever is asked of it."""
    who.last_building_id, who.last_staircase_id = home.building_id, home.staircase_id


def forget_elsewhere(who: Correspondent) -> None:
    """What is asked next is of one's own home: no other building is spoken of any more."""
    who.last_building_id = who.last_staircase_id = None


def remember_broadcast(who: Correspondent, now: datetime) -> None:
    """Keep that the broadcast was what was just answered about."""
    who.last_topic, who.last_topic_at = BROADCAST, now
    who.last_building_id = who.last_staircase_id = None


def was_broadcast(who: Correspondent) -> bool:
    """True when the last answer was about the broadcast."""
    return who.last_topic == BROADCAST


async def last_place(session: AsyncSession, who: Correspondent) -> Home | None:
    """The place that is spoken of and is not the correspondent's own; None for their own."""
    if who.last_staircase_id is not None:
        return await home_of_staircase(session, who.last_staircase_id)
    if who.last_building_id is not None:
        return await home_of_building(session, who.last_building_id)
    return None
