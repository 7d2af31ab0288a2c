"""The inbox: a message in, answered or handed to a person, whatever happens in between."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from weakref import WeakValueDictionary

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.actions.answering import Answer, Answerer
from bot.actions.repeats import without_repeats
from bot.assistant.client import Assistant, AssistantUnavailableError
from bot.inbox.anger import is_angry
from bot.inbox.case import Case, load_case
from bot.inbox.clarifying import Asked, Chosen, asked_before, choice_of, tells_place_only
from bot.inbox.corrections import hear_correction
from bot.inbox.incoming import Incoming, Received
from bot.inbox.keywords import Keyword, find_keyword, may_be_of_a_request
from bot.inbox.limits import Limits
from bot.inbox.presence import hear_presence
from bot.inbox.presence_words import says_presence
from bot.inbox.reading import anger, ask_of_stop, reading_of
from bot.inbox.reflexes import Reflexes
from bot.inbox.settling import Handoff, Settlement, settle, settlement_of, system_text
from bot.inbox.silence import keep_for_holder, keep_for_later
from bot.inbox.silence_wishes import may_wish_silence
from bot.inbox.store import store_once
from bot.inbox.unasked import without_questions
from bot.inbox.unsure import keep_unsure
from bot.inbox.wordless import is_wordless, wordless_topic
from bot.nlu.danger import PREFIX
from bot.nlu.emergencies import detect_emergencies, judge
from broadcaster.answers.models import AnswerChannel
from broadcaster.clock import Clock
from broadcaster.conversations.clarifications import OTHER
from broadcaster.conversations.models import InboundMessage
from broadcaster.conversations.replies import Outbox
from broadcaster.conversations.threads import Reason
from broadcaster.database import Database

log = logging.getLogger(__name__)

NOT_A_QUESTION = frozenset({"out_of_scope", "service_anger", "service_greet", "service_thanks"})
"""Topics that are no second question beside an emergency."""


UNANSWERED = "unanswered"
"""``understood_as`` of a message that the assistant could not be asked."""

TO_A_PERSON = Handoff("out_of_scope", Reason.ASSISTANT_DOWN)
"""Why a person gets what the assistant could not be asked."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the inbox works with."""

    database: Database
    assistant: Assistant
    answerer: Answerer
    outbox: Outbox
    guess_language: Callable[[str], str]
    clock: Clock
    gas_number: str
    limits: Limits = field(default_factory=Limits)


class Inbox:
    """Takes messages from every door and settles each once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reflexes = Reflexes(parts.outbox, parts.gas_number)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def receive(self, incoming: Incoming) -> Received:
        """Store a message once; a repeat of the same id changes nothing."""
        async with self._parts.database.write() as session:
            return await store_once(session, incoming)

    def answer_soon(self, inbound_id: int) -> asyncio.Task[None]:
        """Answer a stored message in the background, unless that is already under way."""
        if inbound_id not in self._under_way:
            task = asyncio.create_task(self._answer(inbound_id), name=f"answer {inbound_id}")
            self._under_way[inbound_id] = task
            task.add_done_callback(lambda _task: self._under_way.pop(inbound_id, None))
        return self._under_way[inbound_id]

    async def _answer(self, inbound_id: int) -> None:
        try:
            await self.handle(inbound_id)
        except OperationalError:
            # The database is away: the message stays stored and is tried again.
            log.exception("message %s could not be answered yet", inbound_id)
        except Exception:
            # The edge of a background task. Trying again would fail again: a person takes it.
            log.exception("message %s could not be answered", inbound_id)
            await self.give_to_person(inbound_id, silently=True)

    async def drain(self) -> None:
        """Wait until no answer is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way.values())

    async def handle(self, inbound_id: int, *, late: bool = False) -> list[str]:
        """Settle a stored message; give the texts answered. Messages of one person in turn."""
        async with self._parts.database.read() as session:
            writer = select(InboundMessage.correspondent_id).where(InboundMessage.id == inbound_id)
            correspondent_id = await session.scalar(writer)
        if correspondent_id is None:
            return []
        async with self._turns.setdefault(correspondent_id, asyncio.Lock()):
            case = await self._case(inbound_id)
            return [] if case is None else await self._settle(case, late=late)

    async def _case(self, inbound_id: int) -> Case | None:
        async with self._parts.database.write_late() as session:
            parts = self._parts
            with session.no_autoflush:  # a language that was learned is written at the end
                return await load_case(
                    session, inbound_id, parts.guess_language, parts.clock(), parts.limits
                )

    async def _settle(self, case: Case, *, late: bool) -> list[str]:
        keyword = find_keyword(case.body)
        if keyword is not None and not _leaves_request(case, keyword):
            async with self._parts.database.write() as session:
                return await self._reflexes.keyword(session, case, keyword, self._parts.clock())
        emergencies = await self._emergencies(case)
        if emergencies:
            return await self._emergency(case, emergencies)
        if case.held or case.spent:
            return await self._keep(case)
        try:
            settlement = await self._understood(case, late=late)
        except AssistantUnavailableError:
            if late:
                raise
            return await self._wait(case)
        return await self._write(case, settlement)

    async def _emergencies(self, case: Case) -> Sequence[str]:
        """The dangers of a text, as guard and classifier judge together.

        Where the assistant will be silent, the classifier is asked all the same.
        """
        if not case.held and not case.spent and not detect_emergencies(case.body):
            return ()  # the assistant is asked anyway
        danger = await self._parts.assistant.danger(case.token, case.channel, case.body)
        return judge(case.body, danger)

    async def _keep(self, case: Case) -> list[str]:
        """Keep a message for a person, who has the thread in hand or will have."""
        parts, now = self._parts, self._parts.clock()
        async with parts.database.write() as session:
            kept = await keep_for_holder(session, parts.outbox, case, now, parts.limits)
            if kept is None:
                kept = await keep_for_later(session, parts.outbox, case, now)
            return kept

    async def _understood(self, case: Case, *, late: bool = False) -> Settlement:
        if case.asks_language:
            return await self._reflexes.language(self._parts.database, case)
        presence = await self._presence(case)
        if presence is not None:
            return presence
        topic = wordless_topic(case.body)
        if case.after_menu:
            topic = self._reflexes.menu_topic(case.body) or topic
        if topic is not None:
            return reading_of(case, [await self._answer_about(case, topic, case.body)], None)
        if is_wordless(case.body):
            return await self._reflexes.nothing_said(self._parts.database, case)
        async with self._parts.database.read() as session:
            asked = await asked_before(session, case, self._parts.clock())
            opening = await system_text(session, "late", case) if late else None
        taken = choice_of(case.body, asked.topics) if asked else None
        if asked and taken:
            return await self._chosen(case, asked, taken)
        put_right = await hear_correction(
            self._parts.database, case, asked, self._ask, self._parts.clock()
        )
        if put_right is not None:
            return put_right
        answers = await self._ask(case)
        if asked and tells_place_only(answers):
            answers = await self._asked_before_place(case, asked)
        if any(answer.topic.startswith(PREFIX) for answer in answers):
            answers = await self._without_questions(case, answers)
        await keep_unsure(self._parts.database, case, answers, self._parts.clock())
        settlement = reading_of(case, answers, asked, opening)
        return await self._stop_asked(case, settlement)

    async def _stop_asked(self, case: Case, settlement: Settlement) -> Settlement:
        """The same, with STOP offered to whoever may want no more messages."""
        if case.channel is not AnswerChannel.SMS or not may_wish_silence(case.body):
            return settlement
        async with self._parts.database.read() as session:
            return ask_of_stop(settlement, await system_text(session, "stop_asked", case))

    async def _answer_about(self, case: Case, topic: str, text: str) -> Answer:
        now = self._parts.clock()
        return await self._parts.answerer.answer(topic, case.correspondent_id, text, now)

    async def _asked_before_place(self, case: Case, asked: Asked) -> list[Answer]:
        """What a message in doubt may have asked, answered for the place told since."""
        topics = [topic for topic in asked.topics if topic != OTHER]
        answers = [await self._answer_about(case, topic, asked.body) for topic in topics]
        return without_repeats([one for one in answers if not one.handoff] or answers)

    async def _chosen(self, case: Case, asked: Asked, taken: Sequence[str]) -> Settlement:
        """Answer the message that was asked about, by what its writer says it is about."""
        chosen = Chosen(asked.inbound_id, taken)
        if OTHER in taken:
            async with self._parts.database.read() as session:
                text = await system_text(session, "other_chosen", case)
            return Settlement([text], OTHER, Handoff(OTHER, Reason.STILL_UNCLEAR), chosen=chosen)
        answers = [await self._answer_about(case, topic, asked.body) for topic in taken]
        return replace(settlement_of(answers), chosen=chosen)

    async def _presence(self, case: Case) -> Settlement | None:
        if says_presence(case.body) is None:
            return None
        async with self._parts.database.write() as session:
            return await hear_presence(session, case, self._parts.clock())

    async def _ask(self, case: Case) -> list[Answer]:
        form = case.request.as_json() if case.request else None
        return await self._parts.assistant.ask(
            case.token, case.channel, case.body, message=str(case.inbound_id), form=form
        )

    async def _emergency(self, case: Case, emergencies: Sequence[str]) -> list[str]:
        """Reply for safety first; then answer the works question, if the text has one too."""
        async with self._parts.database.write() as session:
            safety = await self._reflexes.emergency(session, case, emergencies, self._parts.clock())
        if case.held or case.spent or not self._reflexes.may_follow_up(emergencies):
            return safety
        if case.request is not None:
            return safety  # nothing is asked on, and the text is no answer to what was
        try:
            answers = await self._without_questions(case, await self._ask(case))
        except AssistantUnavailableError:
            return safety  # a person has the thread already
        also = [
            answer
            for answer in answers
            if not answer.topic.startswith(PREFIX)
            and answer.topic not in NOT_A_QUESTION
            and answer.handoff is None
        ]
        async with self._parts.database.write() as session:
            return safety + await self._reflexes.also_answer(
                session, case, also, self._parts.clock()
            )

    async def _without_questions(self, case: Case, answers: Sequence[Answer]) -> list[Answer]:
        async with self._parts.database.write() as session:
            return await without_questions(session, case, answers, self._parts.clock())

    async def _wait(self, case: Case) -> list[str]:
        if is_angry(case.body):
            return await self._write(case, anger())
        async with self._parts.database.write() as session:
            return await self._reflexes.menu(session, case, self._parts.clock())

    async def _write(self, case: Case, settlement: Settlement) -> list[str]:
        parts, now = self._parts, self._parts.clock()
        async with parts.database.write() as session:
            # Somebody may have taken the thread while the assistant was thinking.
            kept = await keep_for_holder(session, parts.outbox, case, now, parts.limits)
            if kept is not None:
                return kept
            return await settle(session, parts.outbox, case, settlement, now)

    async def give_to_person(self, inbound_id: int, *, silently: bool = False) -> list[str]:
        """Settle a message without the assistant; the tenant is told, unless ``silently``."""
        case = await self._case(inbound_id)
        if case is None:
            return []
        if case.held or case.spent:
            return await self._keep(case)
        async with self._parts.database.read() as session:
            texts = [] if silently else [await system_text(session, "handoff", case)]
        return await self._write(case, Settlement(texts, UNANSWERED, TO_A_PERSON))


def _leaves_request(case: Case, keyword: Keyword) -> bool:
    """True where a keyword ends our questions and not our messages, which no chat can end."""
    if case.request is None or case.held or case.spent or keyword is not Keyword.STOP:
        return False
    return case.channel is not AnswerChannel.SMS or may_be_of_a_request(case.body)
