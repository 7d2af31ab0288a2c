"""Watching over what the assistant lacked: closed when it is there, then told to who asked."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.lacking import lacked_fact
from bot.actions.speech import speech_to
from bot.actions.wanted import Wanted
from broadcaster.answers.texts import say
from broadcaster.clock import Clock
from broadcaster.conversations.lacks.keeping import LackGoneError, askers_of, dismiss, fill
from broadcaster.conversations.lacks.models import Lack, LackAsker, LackState
from broadcaster.conversations.models import Author, Correspondent, Thread, ThreadState
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.register.homes import Home, home_of_building, home_of_flat, home_of_staircase
from broadcaster.register.models import Site
from broadcaster.register.optouts import opted_out
from broadcaster.sending.gate.hours import Timetable, next_opening
from broadcaster.works.scopes import Scope

log = logging.getLogger(__name__)

OF_THE_DAY = ("cut_", "works_today", "nuisance_noise", "access_worker_id")
"""Beginnings of the topics asked about now: a day later the answer would be to no question."""

ONE_DAY = timedelta(days=1)
OUTDATED = "outdated"
"""Why a lack was dismissed, or somebody not answered: the question is of another day."""

OPTED_OUT = "opted_out"

MOST_AT_ONCE = 500
"""Rows of each kind looked at in one round."""


@dataclass(frozen=True, slots=True)
class LackWatch:
    """Looks at what is lacking, again and again."""

    database: Database
    outbox: Outbox
    clock: Clock
    courtesy: Timetable

    async def look(self) -> None:
        """Close what is there now, then answer whom staff said to answer."""
        async with self.database.read() as session:
            query = select(Lack.id).where(Lack.state == LackState.OPEN)
            open_ids = list(await session.scalars(query.order_by(Lack.id).limit(MOST_AT_ONCE)))
        for lack_id in open_ids:
            await self._close_if_there(lack_id)
        async with self.database.read() as session:
            wanted = list(await session.scalars(_to_be_answered()))
        for asker_id in wanted:
            await self._answer(asker_id)

    async def _close_if_there(self, lack_id: int) -> None:
        now = self.clock()
        async with self.database.write() as session:
            lack = await session.get(Lack, lack_id)
            if lack is None or lack.state is not LackState.OPEN:
                return
            try:
                if is_outdated(lack.topic, lack.last_asked_at, now):
                    await dismiss(session, lack_id, OUTDATED, None, now)
                elif not await self._is_lacking(session, lack, now):
                    await fill(session, lack_id, now)
            except LackGoneError:
                log.info("lack %s was closed meanwhile", lack_id)

    async def _is_lacking(self, session: AsyncSession, lack: Lack, now: datetime) -> bool:
        """Ask again what was asked last. Nobody's question, or a place that is gone, stays."""
        for asker in (await askers_of(session, lack.id))[:1]:
            who = await session.get_one(Correspondent, asker.correspondent_id)
            home = await home_at(session, asker.home)
            speech = replace(await speech_to(session, who, now), asker_id=None)
            asked, finding = await speech.find(Wanted.from_text(asker.wanted), home)
            return lacked_fact(asked, finding) is not None
        return True

    async def _answer(self, asker_id: int) -> None:
        """Answer one who asked, once, at a decent hour; what is lacking again waits."""
        now = self.clock()
        async with self.database.write() as session:
            asker = await session.get_one(LackAsker, asker_id)
            lack = await session.get_one(Lack, asker.lack_id)
            home = await home_at(session, asker.home)
            if not await self._is_decent(session, home, now):
                return
            who = await session.get_one(Correspondent, asker.correspondent_id)
            asker.skipped = await _why_not(session, who, lack, asker, now)
            if asker.skipped is not None:
                return
            text = await self._text(session, who, asker, home, now)
            if text is None or not await _claim(session, asker_id, now):
                return
            await self.outbox.reply(
                session, who, text, now,
                author=Author.STAFF,
                staff_user_id=lack.answer_wanted_by_id,
                thread_id=await _open_thread_of(session, who.id),
            )  # fmt: skip

    async def _is_decent(self, session: AsyncSession, home: Home | None, now: datetime) -> bool:
        site = await session.get(Site, home.site_id) if home else None
        return next_opening(self.courtesy, site.department if site else "", now) is None

    async def _text(
        self,
        session: AsyncSession,
        who: Correspondent,
        asker: LackAsker,
        home: Home | None,
        now: datetime,
    ) -> str | None:
        speech = replace(await speech_to(session, who, now), asker_id=None)
        language = speech.language
        wanted = Wanted.from_text(asker.wanted)
        asked, finding = await speech.find(wanted, home)
        if lacked_fact(asked, finding) is not None:
            return None
        opening = await say(session, "system.answer_found", "default", language, who.channel)
        return f"{opening}\n{(await speech.answer(wanted, home)).text}"


def is_outdated(topic: str, asked_at: datetime, now: datetime) -> bool:
    """True when a question about the day itself is of another one."""
    return topic.startswith(OF_THE_DAY) and now - asked_at > ONE_DAY


async def home_at(session: AsyncSession, scope: str) -> Home | None:
    """The home that a scope as text leads to; None for nowhere, or a place that is gone."""
    path = Scope.read(scope).path if scope else ()
    ids = (*path, None, None, None, None)[:4]
    try:
        if ids[3] is not None:
            return await home_of_flat(session, ids[3])
        if ids[2] is not None:
            return await home_of_staircase(session, ids[2])
        if ids[1] is not None:
            return await home_of_building(session, ids[1])
    except LookupError:
        return None
    return Home(ids[0], None, None, None, None, None, None) if ids[0] is not None else None


def _to_be_answered() -> Select[int]:
    return (
        select(LackAsker.id)
        .join(Lack, Lack.id == LackAsker.lack_id)
        .where(Lack.state == LackState.FILLED, Lack.answer_wanted_at.is_not(None))
        .where(LackAsker.answered_at.is_(None), LackAsker.skipped.is_(None))
        .order_by(LackAsker.id)
        .limit(MOST_AT_ONCE)
    )


async def _why_not(
    session: AsyncSession, who: Correspondent, lack: Lack, asker: LackAsker, now: datetime
) -> str | None:
    if await opted_out(session, [who.address]):
        return OPTED_OUT
    return OUTDATED if is_outdated(lack.topic, asker.asked_at, now) else None


async def _claim(session: AsyncSession, asker_id: int, now: datetime) -> bool:
    """Take an asker to be answered: whoever comes second answers nobody."""
    taken = await session.execute(
        update(LackAsker)
        .where(LackAsker.id == asker_id, LackAsker.answered_at.is_(None))
        .values(answered_at=now)
        .returning(LackAsker.id)
    )
    return taken.first() is not None


async def _open_thread_of(session: AsyncSession, correspondent_id: int) -> int | None:
    return await session.scalar(
        select(Thread.id)
        .where(Thread.correspondent_id == correspondent_id, Thread.state != ThreadState.CLOSED)
        .order_by(Thread.id)
        .limit(1)
    )
