"""Mailing: the e-mails of notices, handed over once their row is safe in the database."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.escalation.letters import Letter
from broadcaster.conversations.escalation.notices import EscalationNotice
from broadcaster.conversations.models import Thread, ThreadState
from broadcaster.database import Database
from broadcaster.errors import PalierError
from broadcaster.mail.mailer import Mailer
from broadcaster.staff.models import StaffUser

log = logging.getLogger(__name__)

TRIED_AGAIN_AFTER: Final = timedelta(minutes=5)
"""When another process takes up an e-mail that was not handed over."""

GIVEN_UP_AFTER: Final = timedelta(hours=12)
"""An e-mail that could not leave for so long tells nothing new."""

Writer = Callable[[AsyncSession, Thread, datetime], Awaitable[Letter]]


async def post_mails(database: Database, mailer: Mailer, write: Writer, now: datetime) -> None:
    """Hand over what waits. One that fails is tried again: two e-mails are better than none."""
    async with database.read() as session:
        found = list(await session.scalars(select(EscalationNotice.id).where(*_to_mail(now))))
    for notice_id in found:
        prepared = await _prepare(database, notice_id, write, now)
        if prepared is not None:
            await _post(database, mailer, notice_id, prepared, now)


def _to_mail(now: datetime) -> Sequence[ColumnElement[bool]]:
    tried = EscalationNotice.mail_tried_at
    return [
        EscalationNotice.delivery_id.is_(None),
        EscalationNotice.mailed_at.is_(None),
        EscalationNotice.at > now - GIVEN_UP_AFTER,
        or_(tried.is_(None), tried <= now - TRIED_AGAIN_AFTER),
    ]


async def _prepare(
    database: Database, notice_id: int, write: Writer, now: datetime
) -> tuple[str, Letter] | None:
    """Take an e-mail to be sent; None when another process did, or an answer came meanwhile."""
    async with database.write() as session:
        taken = await session.scalars(
            update(EscalationNotice)
            .where(EscalationNotice.id == notice_id, *_to_mail(now))
            .values(mail_tried_at=now)
            .returning(EscalationNotice.id)
        )
        if taken.first() is None:
            return None
        notice = await session.get_one(EscalationNotice, notice_id)
        thread = await session.get_one(Thread, notice.thread_id)
        if thread.state is not ThreadState.OPEN:
            return None
        user = await session.get_one(StaffUser, notice.user_id)
        return user.email, await write(session, thread, now)


async def _post(
    database: Database,
    mailer: Mailer,
    notice_id: int,
    prepared: tuple[str, Letter],
    now: datetime,
) -> None:
    to, letter = prepared
    try:
        await mailer.send(to, letter.subject, letter.body)
    except (PalierError, OSError):
        log.exception("notice %s could not be mailed yet", notice_id)
        return
    async with database.write() as session:
        await session.execute(
            update(EscalationNotice).where(EscalationNotice.id == notice_id).values(mailed_at=now)
        )
