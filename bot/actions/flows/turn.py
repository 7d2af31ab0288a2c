"""A turn: one message of a tenant whose request is being completed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answer import Answer
from bot.actions.context.memory import recent_topic
from bot.actions.flows import words
from bot.actions.flows.amending import (
    OF_THE_PAST,
    TO_COME,
    adds_thing,
    adds_trouble,
    adds_where,
    answered_by_day,
    corrected_answer,
    fits_earlier,
    refuses_more,
    told_instead,
    wants_it_paid,
)
from bot.actions.flows.ending import MENDED, case_of_end, case_of_leaving, is_of_neighbour
from bot.actions.flows.leaving import leaves_questions, only_leaves
from bot.actions.flows.matters import CERTAIN, OWN_WORDS, SURE, TO_A_PERSON, Matters
from bot.actions.flows.naming import only_names
from bot.actions.flows.opening import CALL, MOVE, mark_urgent
from bot.actions.flows.saying import flow_text
from bot.actions.message import Message, Question
from bot.actions.places import told_place
from bot.actions.speech import Speech
from bot.actions.whereabouts import places_meant, remember_place, whereabouts_of
from broadcaster.answers.emergencies import PREFIX
from broadcaster.answers.labels import label
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.next_requests import hand_over_waiting, open_next
from broadcaster.conversations.request_kinds import HOME
from broadcaster.conversations.requests import (
    ADDED,
    TenantRequest,
    hand_over,
    leave_request,
)
from broadcaster.conversations.threads import Reason

COURTESIES = frozenset({"service_greet", "service_thanks"})
"""Said around an answer, never one."""

BESIDE = frozenset({"where", "since", "when", "police", "trade", "call_at", "number", HOME})
"""Answers that are taken from the answer to another question, when it tells them."""

NOT_IN_A_WORD = frozenset({*OF_THE_PAST, "what", "need"})
"""Answers that « 2 » or « oui » is none of."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a message did to the open request."""

    answers: list[Answer] = field(default_factory=list)
    others: Sequence[Question] = ()  # what is still to be answered of it


@dataclass(frozen=True, slots=True)
class Turn:
    """One message, told to an open request."""

    who: Correspondent
    request: TenantRequest
    speech: Speech

    @property
    def session(self) -> AsyncSession:
        """The transaction it happens in."""
        return self.speech.session

    async def take(self, message: Message) -> Outcome:
        """Take a message for an answer, another question, or the wish to stop."""
        request = self.request
        if message.id and request.heard == message.id:
            return Outcome()
        request.heard = message.id
        emergencies = self._emergencies(message)
        request.quiet = bool(emergencies)
        if emergencies:
            return Outcome(others=emergencies)
        if request.asked is None:
            return Outcome([await self.end()], message.questions)
        if self._drops(message):
            return Outcome([await self._leave(message.text)])
        if self._is_courtesy(message):
            return Outcome()
        if self._amends(message):
            return Outcome()
        if request.asked == "better" and words.asks_days(message.text):
            return Outcome([await self._no_day_yet()])
        matters = self._matters(message, request.asked)
        others = matters.others()
        answer = matters.answer(others)
        if answer and self._may_be_no_answer(request.asked, answer):
            request.doubted = True
        elif answer:
            by_day = answered_by_day(request, answer, self.speech.now)
            await self._note(by_day or request.asked, answer)
        if any(one.topic in TO_A_PERSON for one in others):
            return Outcome([await self.end(to_a_person=True)], others)
        # What is asked next is ours: no list to choose from beside it.
        return Outcome(others=[replace(one, choices=()) for one in others])

    async def end(self, *, to_a_person: bool = False) -> Answer:
        """Hand the request to a person, with its reference; what waited for it is begun.

        ``to_a_person``: nothing more is to be asked, of what waited neither.
        """
        request, now = self.request, self.speech.now
        await hand_over(self.session, request, now)
        text = await flow_text(
            self.speech, request.topic, case_of_end(request), reference=request.reference
        )
        if to_a_person:
            await hand_over_waiting(self.session, self.who.id, now)
        else:
            text += await self._goes_on()
        asks_call = request.topic == CALL
        reason = Reason.ASKED_PERSON if asks_call else Reason.NEEDS_PERSON
        return Answer(request.topic, text, reason)

    async def _leave(self, text: str) -> Answer:
        """Nothing is sent to staff, unless somebody may be in danger: they were told already."""
        case = case_of_leaving(self.request, text, self.speech.channel)
        await leave_request(self.session, self.request, self.speech.now)
        text = await flow_text(self.speech, self.request.topic, case) + await self._goes_on()
        return Answer(self.request.topic, text)

    async def _no_day_yet(self) -> Answer:
        """Which days there are is not known: the tenant is asked for theirs."""
        text = await flow_text(self.speech, self.request.topic, "no_day_yet")
        return Answer(self.request.topic, text)

    async def _goes_on(self) -> str:
        """Begin what waited; say that this is what we ask of now, or nothing where none did."""
        following = await open_next(
            self.session, self.who.id, self.speech.now, heard=self.request.heard
        )
        if following is None:
            return ""
        subject = label(following.topic, self.speech.language)
        return " " + await flow_text(self.speech, following.topic, "following", autre=subject)

    def _amends(self, message: Message) -> bool:
        """Keep what changes or adds to an earlier answer; our question is then asked again."""
        request, now = self.request, self.speech.now
        told = corrected_answer(request, message.text) or fits_earlier(request, message.text)
        told = told or told_instead(request, message.text)
        named = adds_thing(request, message.text)
        if told is not None:
            request.amend(told, message.text, now)
        elif named is not None:
            request.amend(named, message.text, now)
            request.doubted = True
        elif not request.doubted and adds_trouble(request, message):
            request.amend("what", message.text, now)
            request.doubted = True
        elif adds_where(request, message.text):
            request.amend("where", message.text, now)
            request.doubted = True
        elif wants_it_paid(request, message):
            request.amend(ADDED, message.text, now)
        elif refuses_more(request, message.text):
            request.amend("which", message.text, now)
        else:
            return False
        return True

    def _may_be_no_answer(self, asked: str, text: str) -> bool:
        """True, once, for words that tell no time where one was asked for.

        « C'était un vélo bleu » is no day to come on, « 2 » no day at all: we ask again, and then
        take what is said.
        """
        if self.request.doubted or words.tells(asked, text) or words.leaves_open(text):
            return False
        if asked == "better" and words.wants_no_other(text):
            return False
        # A time to come is no use to staff without one.
        return asked in TO_COME or (asked in NOT_IN_A_WORD and words.says_little(text))

    def _drops(self, message: Message) -> bool:
        if leaves_questions(message.text):
            return True
        if self.request.topic in MENDED and words.settled(message.text):
            return True
        moves = self.request.topic == MOVE and not self._is_answer(message)
        return moves and words.stays(message.text)

    def _is_courtesy(self, message: Message) -> bool:
        """True for « bonjour » or « merci » alone, which answers nothing: we ask again."""
        return not self._is_answer(message) and all(
            one.topic in COURTESIES and one.confidence >= CERTAIN for one in message.questions
        )

    def _emergencies(self, message: Message) -> list[Question]:
        """What the classifier takes for danger, beyond what the guard knows.

        « Mon vélo électrique » answers what was stolen: it must be surer where we asked, and where
        any words may answer. What answers nothing is judged as if nothing had been asked; what
        only leaves our questions, or names a thing or a flat, is none.
        """
        if only_leaves(message.text) or only_names(message.text):
            return []
        free = SURE if self.request.asked in OWN_WORDS else 0.0
        needed = CERTAIN if self._is_answer(message) else free
        found = (one for one in message.questions if one.topic.startswith(PREFIX))
        return [one for one in found if one.confidence >= needed]

    def _matters(self, message: Message, asked: str) -> Matters:
        return Matters(
            message,
            self.request.topic,
            asked,
            place_awaited=self._place_awaited,
            last_topic=recent_topic(self.who, self.speech.now),
        )

    @property
    def _place_awaited(self) -> bool:
        """True when the place was asked for another question, and is not what is asked now."""
        return self.who.pending_topic is not None and self.request.asked != HOME

    def _is_answer(self, message: Message) -> bool:
        return words.tells(self.request.asked or "", message.text)

    async def _note(self, name: str, text: str) -> None:
        """Keep an answer, and what else it tells."""
        request, now = self.request, self.speech.now
        if name == HOME and not is_of_neighbour(request):
            await self._remember_home(text)
        request.note(name, text, now)
        for other in request.missing:
            if other in BESIDE and words.tells(other, text):
                request.note(other, text, now)
        await mark_urgent(self.session, request, text, now)

    async def _remember_home(self, text: str) -> None:
        where = await whereabouts_of(self.session, self.who)
        meant = await places_meant(self.session, told_place(text), where, bare_counts=True)
        if len(meant) == 1:
            remember_place(self.who, meant[0])
