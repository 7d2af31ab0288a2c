"""Requests of the demo's tenants, for the pages of the inbox to be looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.canned_answers import CannedAnswer
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.holds import HANDBACK_AFTER, take_thread
from broadcaster.conversations.models import Author, InboundMessage, Reply
from broadcaster.conversations.notes import write_note
from broadcaster.conversations.requests import begin_request, hand_over
from broadcaster.conversations.threads import Reason, close_thread, open_thread
from broadcaster.conversations.visits import note_visit
from broadcaster.database import Database
from broadcaster.register.models import Contact, NumberKind
from broadcaster.sending.models import Delivery
from broadcaster.staff.duty import enter_turn
from broadcaster.staff.models import StaffUser

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Desk:
    """The ids pages need."""

    thread: int
    emergency: int
    canned: int


async def fill_desk(database: Database, user_id: int, now: datetime) -> Desk:
    """Three open threads, a closed one, canned answers and a roster."""
    async with database.write() as session:
        told = select(Delivery.to_number).where(Delivery.broadcast_id.is_not(None))
        mobiles = (
            select(Contact.number)
            .where(Contact.kind == NumberKind.MOBILE)
            .order_by(Contact.number.in_(told).desc(), Contact.id)
        )
        numbers = list(dict.fromkeys(await session.scalars(mobiles)))
        thread = await _theft(session, numbers[0], user_id, now)
        emergency = await _says(
            session, numbers[1], "ça sent le gaz dans l'escalier", now, "emergency_gas", urgent=True
        )
        await _says(session, "web:scene-desk", "c koi le truc du toit", now - HOUR, "works_end")
        closed = await _says(session, numbers[2], "merci pour tout", now - 5 * HOUR, "works_end")
        await close_thread(session, closed, user_id, now)
        zoe = StaffUser(email="zoe@b.example", name="Zoé Roy", password_hash="x", created_at=now)
        session.add(zoe)
        await session.flush()
        await note_visit(session, thread, zoe.id, now, writing=True)
        await enter_turn(session, user_id, now - HOUR, now + 48 * HOUR, user_id, now)
        return Desk(thread, emergency, await _canned(session, user_id, now))


async def _says(
    session: AsyncSession,
    address: str,
    body: str,
    now: datetime,
    topic: str,
    *,
    urgent: bool = False,
) -> int:
    channel = AnswerChannel.SMS if address.startswith("+") else AnswerChannel.WEB
    reason = Reason.EMERGENCY if urgent else Reason.STILL_UNCLEAR
    who = await correspondent_of(session, channel, address, now)
    thread = await open_thread(session, who.id, topic=topic, reason=reason, urgent=urgent, now=now)
    message = InboundMessage(
        sid=f"SM{address}", correspondent_id=who.id, thread_id=thread.id, body=body,
        received_at=now, understood_as=topic, confidence=0.41,
    )  # fmt: skip
    session.add(message)
    await session.flush()
    return thread.id


async def _theft(session: AsyncSession, number: str, user_id: int, now: datetime) -> int:
    """A request with a conversation, a note, and the assistant silent."""
    who = await correspondent_of(session, AnswerChannel.SMS, number, now - 3 * HOUR)
    request = await begin_request(
        session, who.id, "report_theft", wanted=["what", "when", "police"],
        answers={"what": "mon vélo, dans le local à poussettes"}, now=now - 3 * HOUR,
    )  # fmt: skip
    await hand_over(session, request, now - 2 * HOUR)
    thread_id = request.thread_id or 0
    said = "Bonjour, on m'a volé mon vélo dans le local pendant les travaux, que faire ?"
    inbound = InboundMessage(
        sid="SMdesk", correspondent_id=who.id, thread_id=thread_id, body=said,
        received_at=now - 3 * HOUR, understood_as="report_theft", confidence=0.93,
    )  # fmt: skip
    answer = Reply(
        correspondent_id=who.id, thread_id=thread_id, author=Author.ASSISTANT,
        body="Une personne vous répond. Référence R-4F7K.",
        created_at=now - 3 * HOUR + MINUTE,
    )  # fmt: skip
    mine = Reply(
        correspondent_id=who.id, thread_id=thread_id, author=Author.STAFF, staff_user_id=user_id,
        body="Bonjour, avez-vous porté plainte ?", created_at=now - HOUR,
    )  # fmt: skip
    session.add_all([inbound, answer, mine])
    await take_thread(session, thread_id, user_id, now - HOUR, HANDBACK_AFTER)
    note = "Le gardien a vu la porte du local ouverte lundi. À rappeler avant vendredi."
    await write_note(session, thread_id, user_id, note, now - HOUR)
    return thread_id


async def _canned(session: AsyncSession, user_id: int, now: datetime) -> int:
    texts = [
        ("Nous passons voir", "Bonjour {nom}. Nous passons voir votre logement cette semaine."),
        ("Appelez sur place", "Bonjour {nom}. Pour cela, appelez {contact}."),
    ]
    for title, body in texts:
        answer = CannedAnswer(
            title=title, body=body, versions={"tr": "Merhaba {nom}."}, changed_at=now,
            changed_by_id=user_id,
        )  # fmt: skip
        session.add(answer)
    await session.flush()
    return answer.id
