"""Opening: a request begins with what the text, the register and the calendar already tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answer import Answer
from bot.actions.flows import words
from bot.actions.flows.first_words import better_day, tells_first
from bot.actions.flows.saying import flow_text
from bot.actions.message import Question
from bot.actions.speech import Speech
from bot.actions.topics.titles import title_of
from bot.actions.whereabouts import Whereabouts, whereabouts_of
from broadcaster import french
from broadcaster.answers.labels import label
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.next_requests import keep_for_next
from broadcaster.conversations.request_kinds import HOME, request_kinds
from broadcaster.conversations.requests import (
    TenantRequest,
    begin_request,
    link_thread,
)
from broadcaster.sending.models import Delivery
from broadcaster.sending.states import LEAVING
from broadcaster.works.calendar import milestones_for, not_cancelled
from broadcaster.works.groups import IN_FLAT
from broadcaster.works.models import Milestone

MOVE, CALL, VULNERABLE = "access_reschedule", "speak_to_human", "household_vulnerable"

STILL_TALKED_OF = timedelta(days=14)
"""How long a broadcast about an appointment is what « ce jour-là » means."""

NEVER_YET = frozenset({"better", "number"})
"""Answers no word of the first text tells: a day in it is the one that does not suit, unless
another is offered beside it (``first_words.better_day``)."""


def begins(question: Question) -> bool:
    """True when a question begins a request. Wanting a person does only when a call is wanted."""
    if question.topic == CALL:
        return words.wants_call(question.text)
    return question.topic in request_kinds()


@dataclass(frozen=True, slots=True)
class Opening:
    """Begins one correspondent's request."""

    who: Correspondent
    speech: Speech

    @property
    def session(self) -> AsyncSession:
        """The transaction it happens in."""
        return self.speech.session

    async def begin(self, topic: str, text: str, *, heard: str = "") -> list[Answer]:
        """Begin a request; what is said before its first question."""
        wanted, answers, appointment = await self._known(topic, text)
        request = await begin_request(
            self.session, self.who.id, topic,
            wanted=wanted, answers=answers, now=self.speech.now, heard=heard,
            said=text,
        )  # fmt: skip
        await mark_urgent(self.session, request, text, self.speech.now)
        return await self._said_first(topic, appointment)

    async def keep(self, topic: str, text: str) -> list[Answer] | None:
        """Keep a request for when the open one is done; None when there is no room for it."""
        wanted, answers, _appointment = await self._known(topic, text)
        request = await keep_for_next(
            self.session, self.who.id, topic,
            wanted=wanted, answers=answers, now=self.speech.now, said=text,
        )  # fmt: skip
        if request is None:
            return None
        await mark_urgent(self.session, request, text, self.speech.now)
        opening = await flow_text(self.speech, topic, "opening")
        later = await flow_text(
            self.speech, topic, "later", autre=label(topic, self.speech.language)
        )
        return [Answer(topic, " ".join(filter(None, (opening, later))))]

    async def _known(
        self, topic: str, text: str
    ) -> tuple[list[str], dict[str, str], Milestone | None]:
        """What must be known, what of it is, and the appointment meant if none was named."""
        where = await whereabouts_of(self.session, self.who)
        wanted = self._wanted(topic, where)
        if topic == VULNERABLE and words.of_neighbour(text):
            wanted = list(request_kinds()[topic].answers)  # the register knows another home
        answers = {name: text for name in wanted if self._is_told(name, text)}
        better = better_day(text) if "better" in wanted else None
        if better is not None:
            answers["better"] = better
        if topic != MOVE or "which" in answers:
            return wanted, answers, None
        appointment = await self._appointment(where)
        if appointment is not None:
            answers["which"] = _named(appointment)
        return wanted, answers, appointment

    async def move(
        self, appointment: Milestone | None, told: str, *, heard: str = ""
    ) -> TenantRequest:
        """Begin moving the appointment that a broadcast told of, or whatever it told."""
        where = await whereabouts_of(self.session, self.who)
        return await begin_request(
            self.session,
            self.who.id,
            MOVE,
            wanted=self._wanted(MOVE, where),
            answers={"which": _named(appointment) if appointment else told},
            now=self.speech.now,
            heard=heard,
        )

    def _wanted(self, topic: str, where: Whereabouts) -> list[str]:
        """What must be known: not the number of whoever texts, nor a home the register has."""
        needless = {HOME} if where.homes else set()
        if self.who.channel is AnswerChannel.SMS:
            needless.add("number")
        return [name for name in request_kinds()[topic].answers if name not in needless]

    def _is_told(self, name: str, text: str) -> bool:
        return name not in NEVER_YET and tells_first(name, text)

    async def _appointment(self, where: Whereabouts) -> Milestone | None:
        """What the last broadcast was about, else the only thing that comes to the flat."""
        told = await self._told_lately()
        if told is not None:
            return told
        if where.home is None:
            return None
        found = await milestones_for(self.session, where.home, IN_FLAT)
        ahead = [one for one in not_cancelled(found) if one.ends_at > self.speech.now]
        return ahead[0] if len(ahead) == 1 else None

    async def _told_lately(self) -> Milestone | None:
        since = self.speech.now - STILL_TALKED_OF
        milestone_id = await self.session.scalar(
            select(Delivery.milestone_id)
            .where(Delivery.to_number == self.who.address, Delivery.broadcast_id.is_not(None))
            .where(Delivery.state.not_in(LEAVING), Delivery.left_at > since)
            .order_by(Delivery.left_at.desc())
            .limit(1)
        )
        milestone = await self.session.get(Milestone, milestone_id or 0)
        if milestone is None or milestone.kind not in IN_FLAT:
            return None
        return milestone if milestone.ends_at > self.speech.now else None

    async def _said_first(self, topic: str, appointment: Milestone | None) -> list[Answer]:
        """What is owed before the first question: the next step that must not wait."""
        if appointment is not None:
            when = self.speech.dates.span(appointment.starts_at, appointment.ends_at)
            title = title_of(appointment, self.speech.language)
            values = {"rendezvous": f"{title}, {when}"}
            return [Answer(topic, await flow_text(self.speech, topic, "known", **values))]
        text = await flow_text(self.speech, topic, "opening")
        return [Answer(topic, text)] if text else []


async def mark_urgent(
    session: AsyncSession, request: TenantRequest, text: str, now: datetime
) -> None:
    """Let staff see at once that somebody depends on a machine, before all is answered."""
    if request.topic == VULNERABLE and not request.urgent and words.is_urgent(text):
        request.urgent = True
        await link_thread(session, request, now)


def _named(milestone: Milestone) -> str:
    """An appointment as staff read it."""
    return f"{milestone.title}, {french.span(milestone.starts_at, milestone.ends_at)}"
