"""The escalator: looks for tenants who wait too long, and tells colleagues once at each step."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.escalation.letters import Letter, letter_about
from broadcaster.conversations.escalation.mailing import post_mails
from broadcaster.conversations.escalation.notices import EscalationNotice
from broadcaster.conversations.escalation.patience import ON_DUTY, Patience
from broadcaster.conversations.models import Thread, ThreadState
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.mail.mailer import Mailer
from broadcaster.staff import audit
from broadcaster.staff.alerts import raise_alert
from broadcaster.staff.duty import on_duty, whole_team
from broadcaster.staff.models import StaffUser

log = logging.getLogger(__name__)

LATE_ALERT = "thread_late"
"""The kind of alert (``staff/alerts.yml``) of an ordinary thread that waits too long."""

FRESH = timedelta(days=30)
"""A wait that began before is nobody's emergency any more: the lists show it."""


@dataclass(slots=True)
class Unheard:
    """Whether the log says already that nobody can be told: once is enough, until somebody can."""

    said: bool = False

    def note(self, thread_id: int, *, heard: bool) -> None:
        """Note whether somebody was told of a thread."""
        if not heard and not self.said:
            log.warning(
                "thread %s waits, and nobody can be told: no colleague on duty gave a number "
                "(console, Mon compte), and e-mail is not set (PALIER_SMTP_URL). Such threads are "
                "in the console only; this is said once.",
                thread_id,
            )
        self.said = not heard


@dataclass(frozen=True, slots=True)
class Escalator:
    """Tells colleagues of threads without an answer. Any number of processes may look at once."""

    database: Database
    outbox: Outbox
    patience: Patience
    public_url: str  # of the service, without a slash at its end
    mailer: Mailer | None = None  # None: nobody can be told by e-mail
    unheard: Unheard = field(default_factory=Unheard)

    async def look(self, now: datetime) -> int:
        """Tell of every thread whose wait has come to a new step; give how many there were."""
        async with self.database.read() as session:
            waiting = await _waiting(session, now)
        due = [(one, step) for one in waiting if (step := self.patience.step_of(one, now))]
        told = [await self._escalate(one, step, now) for one, step in due]
        if self.mailer is not None:
            await post_mails(self.database, self.mailer, self._letter, now)
        return sum(told)

    async def _escalate(self, seen: Thread, step: int, now: datetime) -> bool:
        async with self.database.write() as session:
            thread = await _claim(session, seen, step)
            if thread is None:
                return False
            letter = await self._letter(session, thread, now)
            people = await (whole_team(session) if step > ON_DUTY else on_duty(session, now))
            reached = [one for one in people if await self._tell(session, one, letter, step, now)]
            await _note(session, thread, step, reached, now)
            self.unheard.note(thread.id, heard=bool(reached))
            return True

    async def _letter(self, session: AsyncSession, thread: Thread, now: datetime) -> Letter:
        waited = self.patience.waited(thread, now)
        return await letter_about(session, thread, waited, self.public_url)

    async def _tell(
        self, session: AsyncSession, user: StaffUser, letter: Letter, step: int, now: datetime
    ) -> bool:
        """Tell one colleague by SMS, else by e-mail; False when neither is possible."""
        notice = EscalationNotice(thread_id=letter.thread_id, user_id=user.id, step=step, at=now)
        if user.number:
            notice.delivery_id = await self.outbox.notify(session, user.number, letter.sms, now)
        elif self.mailer is None:
            return False
        session.add(notice)
        await session.flush()
        return True


async def _waiting(session: AsyncSession, now: datetime) -> Sequence[Thread]:
    """The threads in which a tenant waits for a person."""
    found = await session.scalars(
        select(Thread)
        .where(Thread.state == ThreadState.OPEN, Thread.unanswered_since > now - FRESH)
        .order_by(Thread.urgent.desc(), Thread.unanswered_since)
    )
    return list(found)


async def _claim(session: AsyncSession, seen: Thread, step: int) -> Thread | None:
    """Take a step of a wait: whoever comes second, or after an answer, tells nobody."""
    taken = await session.execute(
        update(Thread)
        .where(Thread.id == seen.id, Thread.escalation_step < step)
        .where(Thread.state == ThreadState.OPEN)
        .where(Thread.unanswered_since == seen.unanswered_since)
        .values(escalation_step=step)
        .returning(Thread.id)
    )
    return None if taken.first() is None else await session.get_one(Thread, seen.id)


async def _note(
    session: AsyncSession, thread: Thread, step: int, reached: Sequence[StaffUser], now: datetime
) -> None:
    """Write down who was told; the team sees an alert in any case."""
    subject, detail = f"thread {thread.id}", {"thread": thread.id}
    if not thread.urgent:
        since = (thread.unanswered_since or now).timestamp()
        key = f"{LATE_ALERT} {thread.id} {since:.0f}"
        await raise_alert(session, key, LATE_ALERT, subject, detail, now)
    if not reached:
        return
    names = ", ".join(user.name for user in reached)
    await audit.record(session, None, "thread_escalated", subject, detail | {"names": names}, now)
    log.info("thread %s: step %s told to %s colleagues", thread.id, step, len(reached))
