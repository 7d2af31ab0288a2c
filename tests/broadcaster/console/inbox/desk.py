"""What tests of the inbox put on the desk: threads, messages, colleagues."""

from datetime import datetime

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.conversations.threads import Reason, open_thread
from broadcaster.database import Database
from broadcaster.staff.models import Role, StaffUser
from broadcaster.staff.roles import Grant, give

MARTIN, YILMAZ, NGUYEN = "+33639980011", "+33639980021", "+33639980031"
STRANGER = "+33639989999"


async def asks(
    database: Database,
    number: str,
    body: str,
    now: datetime,
    *,
    urgent: bool = False,
    confidence: float | None = None,
) -> int:
    """Somebody writes what only a person can answer; give the id of their thread."""
    channel = AnswerChannel.SMS if number.startswith("+") else AnswerChannel.WEB
    reason = Reason.EMERGENCY if urgent else Reason.MISSING_FACT
    topic = "emergency_gas" if urgent else "works_end"
    async with database.write() as session:
        who = await correspondent_of(session, channel, number, now)
        thread = await open_thread(
            session, who.id, topic=topic, reason=reason, urgent=urgent, now=now
        )
        message = InboundMessage(
            sid=f"SM{number}{now.timestamp()}{body}"[:64], correspondent_id=who.id,
            thread_id=thread.id, body=body, received_at=now, understood_as=topic,
            confidence=confidence,
        )  # fmt: skip
        session.add(message)
    return thread.id


async def colleague(database: Database, now: datetime, name: str = "Zoé Roy") -> int:
    """Another member of staff, by id."""
    async with database.write() as session:
        email = f"{name.split()[0].lower()}@b.example"
        user = StaffUser(email=email, name=name, password_hash="x", created_at=now)
        session.add(user)
        await session.flush()
        await give(session, user.id, [Grant(Role.ON_DUTY)])
        return user.id
