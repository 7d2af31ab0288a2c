"""Reflexes: what is answered without asking the assistant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answering import Answer
from bot.inbox.case import MENU, Case
from bot.inbox.keywords import Keyword
from bot.inbox.settling import (
    NO_FOLLOW_UP,
    Handoff,
    Settlement,
    settle,
    system_text,
    write_replies,
)
from bot.nlu.emergencies import case_of, language_of_danger
from broadcaster.answers.dates import FRENCH
from broadcaster.answers.emergencies import emergency_reply
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Correspondent, InboundMessage, InboundState
from broadcaster.conversations.replies import Outbox
from broadcaster.conversations.threads import Reason
from broadcaster.database import Database
from broadcaster.register.optouts import opt_in, opt_out
from broadcaster.sending.mailings import silence
from broadcaster.sending.texts.segments import measure

MENU_TOPICS = {"1": "works_start", "2": "cut_water", "3": "speak_to_human"}
"""What the digits of the fixed menu (``system.menu``) stand for."""

WRITTEN = frozenset({"fr", "en", "ar", "tr", "pt"})
"""Languages in which replies about danger are written."""

MENU_AGAIN_AFTER = timedelta(hours=1)
"""A person who writes on while the assistant is away gets the menu once in this time."""


class Reflexes:
    """Answers to keywords, emergencies, empty texts and while the assistant is away."""

    def __init__(self, outbox: Outbox, gas_number: str) -> None:
        self._outbox = outbox
        self._gas_number = gas_number

    async def keyword(
        self, session: AsyncSession, case: Case, keyword: Keyword, now: datetime
    ) -> list[str]:
        """Do what a keyword asks and say so. Only SMS can be stopped."""
        name = keyword.value
        if case.channel is AnswerChannel.SMS:
            await self._keep_silence_wish(session, case, keyword, now)
        elif keyword in (Keyword.STOP, Keyword.START):
            name = "chat_stop"  # nothing was stopped: it must not be said
        text = await system_text(session, name, case)
        handoff = Handoff("speak_to_human", Reason.ASKED_PERSON)
        settlement = Settlement(
            [] if case.spent else [text],
            understood_as=f"keyword:{keyword.value}",
            handoff=handoff if keyword is Keyword.CONTACT else None,
            keeps_question=True,
        )
        return await settle(session, self._outbox, case, settlement, now)

    async def _keep_silence_wish(
        self, session: AsyncSession, case: Case, keyword: Keyword, now: datetime
    ) -> None:
        who = await session.get_one(Correspondent, case.correspondent_id)
        if keyword is Keyword.STOP:
            await opt_out(session, who.address, source="keyword", now=now)
            await silence(session, who.address, now)
        elif keyword is Keyword.START:
            await opt_in(session, who.address)

    async def emergency(
        self, session: AsyncSession, case: Case, emergencies: Sequence[str], now: datetime
    ) -> list[str]:
        """The safety reply, before everything else, and an urgent thread.

        The first emergency is answered; the numbers for the others are added where they fit. It
        is said in the language of the text: somebody else may be holding the telephone.
        """
        told = case.told if case.told in WRITTEN else language_of_danger(case.body)
        # French words of danger prove nothing: they are what a foreigner knows of it.
        if told in WRITTEN and (told == case.told or told != FRENCH):
            case = replace(case, language=told)
        emergency, *beside = emergencies
        text = emergency_reply(
            case_of(emergency, case.body),
            case.language,
            gas_number=self._gas_number,
            beside=beside,
        )
        text = await self._signed(session, case, text, now)
        settlement = Settlement(
            [text],
            understood_as=emergency,
            handoff=Handoff(emergency, Reason.EMERGENCY, urgent=True),
            introduces=False,
        )
        return await settle(session, self._outbox, case, settlement, now)

    async def _signed(self, session: AsyncSession, case: Case, text: str, now: datetime) -> str:
        """The first thing a number ever hears says that it is automatic, where there is room.

        Never before the numbers to call, and never at the price of a second segment: then the
        next reply says it.
        """
        who = await session.get_one(Correspondent, case.correspondent_id)
        if who.introduced_at is not None:
            return text
        signed = f"{text} {await system_text(session, 'automatic', case)}"
        if measure(signed).segments > measure(text).segments:
            return text
        who.introduced_at = now
        return signed

    async def language(self, database: Database, case: Case) -> Settlement:
        """The answer to a wish for a language, in that language."""
        async with database.read() as session:
            text = await system_text(session, "language_set", case)
        return Settlement([text], understood_as="service_language", keeps_question=True)

    def may_follow_up(self, emergencies: Sequence[str]) -> bool:
        """True when the works question beside emergencies may be answered too."""
        return NO_FOLLOW_UP.isdisjoint(emergencies)

    async def also_answer(
        self, session: AsyncSession, case: Case, answers: Sequence[Answer], now: datetime
    ) -> list[str]:
        """Answer the works questions that came with an emergency."""
        settlement = Settlement([answer.text for answer in answers], understood_as="")
        return await write_replies(session, self._outbox, case, settlement, now)

    async def nothing_said(self, database: Database, case: Case) -> Settlement:
        """The answer to a text without a letter or digit: a sticker, three dots, nothing."""
        async with database.read() as session:
            text = await system_text(session, "empty", case)
        return Settlement([text], understood_as="empty", keeps_question=True)

    async def menu(self, session: AsyncSession, case: Case, now: datetime) -> list[str]:
        """The fixed menu while the assistant is away; the question waits."""
        repeated = await self._has_waiting(session, case, now)
        name = "question_waits" if repeated else "menu"
        settlement = Settlement(
            [await system_text(session, name, case)],
            understood_as=MENU,
            state=InboundState.WAITING,
            then=(InboundState.RECEIVED,),
        )
        return await settle(session, self._outbox, case, settlement, now)

    async def _has_waiting(self, session: AsyncSession, case: Case, now: datetime) -> bool:
        waiting = await session.scalar(
            select(func.count())
            .select_from(InboundMessage)
            .where(InboundMessage.correspondent_id == case.correspondent_id)
            .where(InboundMessage.state == InboundState.WAITING)
            .where(InboundMessage.received_at > now - MENU_AGAIN_AFTER)
        )
        return bool(waiting)

    def menu_topic(self, body: str) -> str | None:
        """The topic a digit of the menu stands for."""
        return MENU_TOPICS.get(body.strip(" .)"))
