"""Afterwards: what a tenant says of a request that a person already has.

It can be withdrawn, corrected or added to, and asked about, by its reference or without.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answer import Answer
from bot.actions.dialogue import CUTS, INFORM_PLACE, NOT_UNDERSTOOD
from bot.actions.flows import remarks, words
from bot.actions.flows.details import COURTESIES, DETAILS
from bot.actions.flows.ending import MENDED, VULNERABLE
from bot.actions.flows.matters import CERTAIN, OF_TIME, PAID_FOR, PAYMENT
from bot.actions.flows.naming import only_names, things_named
from bot.actions.flows.opening import MOVE
from bot.actions.flows.saying import flow_text
from bot.actions.message import Message, Question
from bot.actions.registry import OUT_OF_SCOPE
from bot.actions.speech import Speech
from broadcaster.answers.emergencies import PREFIX
from broadcaster.conversations.models import Correspondent, Thread, ThreadState
from broadcaster.conversations.requests import (
    ADDED,
    LETTERS,
    RequestState,
    TenantRequest,
    last_handed_over,
    link_thread,
    withdraw_request,
)
from broadcaster.conversations.threads import Reason

ASKED_ABOUT: Final = timedelta(days=30)
"""How long « ma demande » is the last one; by its reference, any one is found."""

STILL_SPOKEN_OF: Final = timedelta(days=1)
"""How long « laissez tomber » and « je me suis trompé » are about the last request."""

JUST_NOW: Final = timedelta(hours=1)
"""The same for « en fait, c'était mardi », which may be about anything."""

SURE: Final = 0.6
"""How sure a topic must be for a text that looks like a correction to be about that instead."""

UNCLAIMED = frozenset({NOT_UNDERSTOOD, OUT_OF_SCOPE, INFORM_PLACE, "affirm", "deny"})
"""Topics that « non, c'était mardi, au troisième » is taken for."""

NOTHING_ELSE: Final = frozenset({NOT_UNDERSTOOD, OUT_OF_SCOPE, INFORM_PLACE})
"""Topics that a name, a flat, a detail are taken for."""

A_FEW: Final = 5
"""Words of the longest text that tells a detail whatever else it is taken for."""

FEWEST: Final = 3
"""Words of the longest text whose topic is chance: « depuis lundi », « les ouvriers »."""

A_REMARK: Final = 4
"""Words from which a text with a reference says something of its request."""

OF_A_DAY: Final = frozenset({"call_at", "better", "when", "since", "day"})
"""Answers that name a day."""

_REFERENCE: Final = re.compile(rf"\bR[ -]{{0,3}}([{LETTERS}]{{4}})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Afterwards:
    """One correspondent's message, held against the request that went to a person last."""

    who: Correspondent
    speech: Speech

    @property
    def session(self) -> AsyncSession:
        """The transaction it happens in."""
        return self.speech.session

    async def hear(self, message: Message) -> Answer | None:
        """Answer what is said of a request; None when the message is about something else."""
        request = await self._meant(message)
        if request is None:
            return None
        if self._withdraws(request, message):
            return await self._withdraw(request)
        if self._corrects(request, message) or self._adds(request, message):
            return await self._add(request, message.text)
        return await self._stand(request) if _asks_after(message.text) else None

    async def asked_after(self, message: Message) -> Answer | None:
        """Say where a request is, if just that is asked."""
        request = await self._meant(message) if _asks_after(message.text) else None
        return await self._stand(request) if request else None

    async def _meant(self, message: Message) -> TenantRequest | None:
        """The request of the reference, if it is this tenant's, or else their last one."""
        if any(one.topic.startswith(PREFIX) for one in message.questions):
            return None
        reference = reference_in(message.text)
        since = self.speech.now - ASKED_ABOUT
        return await last_handed_over(self.session, self.who.id, since, reference=reference)

    def _withdraws(self, request: TenantRequest, message: Message) -> bool:
        if request.state is RequestState.WITHDRAWN:
            return False
        named = reference_in(message.text) is not None
        if not (named or self._is_within(request, STILL_SPOKEN_OF)):
            return False
        parts = {message.text, *(one.text for one in message.questions)}
        parts = {_REFERENCE.sub("", part) for part in parts}
        suits = request.topic == MOVE and any(map(words.stays, parts))
        suits = suits or (request.topic in MENDED and words.settled(message.text))
        return suits or any(words.withdraws(part, is_named=named) for part in parts)

    def _corrects(self, request: TenantRequest, message: Message) -> bool:
        text = message.text
        if words.asks(text) or request.state is RequestState.WITHDRAWN:
            return False
        if reference_in(text) and not words.asks_status(text):
            return len(text.split()) >= A_REMARK
        if words.corrects(text):
            return self._is_within(request, STILL_SPOKEN_OF)
        if words.says_no_but(text) and len(text.split()) <= A_FEW:
            return self._is_still_spoken_of(request) and not _tells_else(message, request)
        if not words.may_correct(text) or not self._is_within(request, JUST_NOW):
            return False
        told = any(words.tells(name, text) for name in request.answers if name != ADDED)
        return told and not any(_is_another_matter(one, request) for one in message.questions)

    def _adds(self, request: TenantRequest, message: Message) -> bool:
        """True for what only goes on about the request: a name and a flat, « avant hier »."""
        if request.state is RequestState.WITHDRAWN or not self._is_within(request, JUST_NOW):
            return False
        if self.who.pending_topic is not None:
            return False
        if self._spoke_of_else(request) and not _is_of_its_things(message.text, request):
            return False
        return goes_on(message, request.kind.answers) or _is_of_it(message, request)

    def _is_still_spoken_of(self, request: TenantRequest) -> bool:
        """True where nothing else was spoken of since it went to a person, just now."""
        return self._is_within(request, JUST_NOW) and not self._spoke_of_else(request)

    def _spoke_of_else(self, request: TenantRequest) -> bool:
        """True when something else was answered since: « jeudi ? » may be about that."""
        since, closed = self.who.last_topic_at, request.closed_at
        return since is not None and closed is not None and since > closed

    def _is_within(self, request: TenantRequest, time: timedelta) -> bool:
        return request.closed_at is not None and self.speech.now - request.closed_at <= time

    async def _withdraw(self, request: TenantRequest) -> Answer:
        await withdraw_request(self.session, request)
        case = "withdrawn_urgent" if request.urgent else "withdrawn"
        handoff = Reason.NEEDS_PERSON if request.urgent else None
        return Answer(request.topic, await self._text(request, case), handoff)

    async def _add(self, request: TenantRequest, text: str) -> Answer:
        request.add(text, self.speech.now)
        await link_thread(self.session, request, self.speech.now)
        return Answer(request.topic, await self._text(request, "added"), Reason.NEEDS_PERSON)

    async def _stand(self, request: TenantRequest) -> Answer:
        """Say where a request is; whoever still waits is brought to a person's mind."""
        thread = await self.session.get(Thread, request.thread_id or 0)
        waits = thread is None or thread.state is not ThreadState.CLOSED
        if request.state is RequestState.WITHDRAWN:
            return Answer(request.topic, await self._text(request, "is_withdrawn"))
        if thread is not None and not waits:
            return Answer(
                request.topic, await self._text(request, "closed", since=thread.closed_at)
            )
        text = await self._text(request, "with_team", since=request.closed_at)
        return Answer(request.topic, text, Reason.NEEDS_PERSON)

    async def _text(self, request: TenantRequest, case: str, since: datetime | None = None) -> str:
        values = {"reference": request.reference}
        if since is not None:
            values["quand"] = self.speech.dates.day(since)
        return await flow_text(self.speech, request.topic, case, **values)


def reference_in(text: str) -> str | None:
    """The reference a text names, as it is kept: « r4f7k », « R 4F7K »."""
    found = _REFERENCE.search(text)
    return f"R-{found[1].upper()}" if found else None


def other_questions(message: Message) -> list[Question]:
    """What a message asks beside what it says of a request."""
    if len(message.questions) == 1:
        return []
    asked = (one for one in message.questions if words.asks(one.text))
    beside = (one for one in asked if not may_be_of_a_request(one.text))
    return [replace(one, choices=()) for one in beside]


def may_be_of_a_request(text: str) -> bool:
    """True for the words any of this needs: all other texts cost no look into the database."""
    cues = (
        words.withdraws, words.stays, words.may_correct, words.settled, words.says_no_but,
        _asks_after,
    )  # fmt: skip
    return any(cue(text) for cue in cues)


def may_go_on(message: Message) -> bool:
    """True for a statement that may go on about a request, whichever it is."""
    text = message.text
    if remarks.goes_on_first(text) or remarks.goes_on_of_somebody(text):
        return True
    return _wants_it_paid(message) or goes_on(message, DETAILS)


def goes_on(message: Message, answers: Iterable[str]) -> bool:
    """True for a statement that was taken for nothing else, or tells one of these answers.

    The latter only in few words: « avant hier » is taken for a cut, « la chambre » for furniture.
    """
    text = message.text
    if _asks_after(text) or words.asks(text) or words.inquires(text) or words.says_little(text):
        return False
    topics = {one.topic for one in message.questions}
    if topics <= NOTHING_ELSE:
        return True
    if len(text.split()) > A_FEW or any(one.confidence >= CERTAIN for one in message.questions):
        return False
    return not topics & COURTESIES and any(words.tells(name, text) for name in answers)


def _is_of_its_things(text: str, request: TenantRequest) -> bool:
    """« C'est la fenêtre de gauche », of a request about a window."""
    of_request = things_named(" ".join((request.said, *request.answers.values())))
    return only_names(text) and not of_request.isdisjoint(things_named(text))


def _is_of_it(message: Message, request: TenantRequest) -> bool:
    """True for what can only be of this request, whatever else it is taken for.

    « J'ai porté plainte » begins no second theft, « il est sourd » no second household.
    """
    text = message.text
    if _wants_it_paid(message):
        return request.topic in PAID_FOR
    if remarks.goes_on_of_somebody(text):
        return request.topic == VULNERABLE and not _names_lack(message)
    if not remarks.goes_on_first(text):
        return False
    return len(text.split()) <= FEWEST or not _tells_else(message, request)


def _wants_it_paid(message: Message) -> bool:
    """« Et je veux être remboursé », said of a day that was waited for nothing."""
    return len(message.questions) == 1 and message.questions[0].topic == PAYMENT


def _names_lack(message: Message) -> bool:
    return any(one.topic.startswith(CUTS) and one.confidence >= SURE for one in message.questions)


def _tells_else(message: Message, request: TenantRequest) -> bool:
    return any(_is_another_matter(one, request) for one in message.questions)


def _asks_after(text: str) -> bool:
    return reference_in(text) is not None or words.asks_status(text)


def _is_another_matter(question: Question, request: TenantRequest) -> bool:
    known = UNCLAIMED | {request.topic}
    if not OF_A_DAY.isdisjoint(request.answers):
        known |= OF_TIME  # « pardon, mardi 10 h » is the day of the call
    return question.topic not in known and question.confidence >= SURE
