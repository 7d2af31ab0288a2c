"""Letters: what a colleague is told of a thread: its reference and place, never who or what."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Correspondent, Thread
from broadcaster.conversations.requests import TenantRequest
from broadcaster.register.homes import Home, home_of_building, home_of_staircase, homes_of
from broadcaster.wording import Wording

_say = Wording("broadcaster.conversations.escalation", "wording.yml")

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said of one thread, by SMS and by e-mail."""

    thread_id: int
    sms: str
    subject: str
    body: str


async def letter_about(
    session: AsyncSession, thread: Thread, waited: timedelta, public_url: str
) -> Letter:
    """The letter about a thread that has waited so long."""
    words = {
        "reference": await _reference(session, thread),
        "place": await _place(session, thread),
        "hours": waited // HOUR,
        "minutes": waited // MINUTE,
        "address": f"{public_url}/staff/threads/{thread.id}",
    }
    kind = "urgent" if thread.urgent else "ordinary"
    return Letter(
        thread.id,
        sms=_say(f"sms.{kind}", **words),
        subject=_say(f"mail.{kind}.subject", **words),
        body=_say(f"mail.{kind}.body", **words),
    )


async def _reference(session: AsyncSession, thread: Thread) -> str:
    """The reference the tenant has, else the number of the thread."""
    found = await session.scalar(
        select(TenantRequest.reference)
        .where(TenantRequest.thread_id == thread.id)
        .order_by(TenantRequest.id.desc())
        .limit(1)
    )
    return found or str(thread.id)


async def _place(session: AsyncSession, thread: Thread) -> str:
    who = await session.get_one(Correspondent, thread.correspondent_id)
    home = await _home(session, who)
    if home is None:
        return _say("place.unknown")
    kind = "staircase" if home.staircase else "building"
    return _say(f"place.{kind}", building=home.building, staircase=home.staircase)


async def _home(session: AsyncSession, who: Correspondent) -> Home | None:
    if who.channel is AnswerChannel.SMS and (homes := await homes_of(session, who.address)):
        return homes[0]
    if who.staircase_id is not None:
        return await home_of_staircase(session, who.staircase_id)
    if who.building_id is not None:
        return await home_of_building(session, who.building_id)
    return None
