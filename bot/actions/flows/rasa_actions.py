"""The actions of Rasa's forms: validation, questions, and what follows a complete form.

Each reads the open request from the database and tells Rasa's tracker where it stands.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any  # rasa_sdk is untyped: its trackers and domains are plain JSON

from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from bot.actions.answer import Answer
from bot.actions.answering import Answerer
from bot.actions.flows.standing import PREFIX, Standing, form_of, topic_of_form
from bot.actions.flows.talk import Talk
from bot.actions.message import Message
from broadcaster.clock import Clock
from broadcaster.conversations.request_kinds import request_kinds

Events = list[dict[str, Any]]

VALIDATE = "validate_"
"""What the names of the actions that validate forms begin with, for Rasa."""


def said_to(dispatcher: CollectingDispatcher, answers: Sequence[Answer]) -> None:
    """Hand answers to Rasa, as JSON for the inbox."""
    for answer in answers:
        dispatcher.utter_message(json_message=asdict(answer))


def in_line(standing: Standing | None) -> Events:
    """What puts a tracker into the form of the open request; nothing when there is none."""
    if standing is None:
        return []
    slots = [SlotSet(name, value) for name, value in standing.values.items()]
    return [ActiveLoop(standing.form), *slots]


class FormAction(Action, ABC):
    """An action about the open request of whoever writes."""

    def __init__(self, name: str, talk: Talk, answerer: Answerer, clock: Clock) -> None:
        self._name = name
        self._talk = talk
        self._answerer = answerer
        self._clock = clock

    def name(self) -> str:
        """The name of the action in domain.yml."""
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> Events:
        """Do it for a known sender; an unknown one has no request."""
        who = await self._answerer.correspondent_of(str(tracker.sender_id))
        message = Message.from_tracker(tracker.latest_message or {})
        return await self.about(dispatcher, who, message) if who else [_complete()]

    @abstractmethod
    async def about(self, dispatcher: CollectingDispatcher, who: int, message: Message) -> Events:
        """What the action does."""


class ValidateForm(FormAction):
    """Takes the message for the answer that was asked for, and says what is still missing."""

    async def about(self, dispatcher: CollectingDispatcher, who: int, message: Message) -> Events:
        """An answer, another question or the wish to stop; ends the form where none is open."""
        said_to(dispatcher, (await self._talk.hear(who, message, self._clock())).answers)
        standing = await self._talk.standing(who)
        if standing is None or self._name != VALIDATE + standing.form:
            return self._ended()
        return [SlotSet(name, value) for name, value in standing.values.items()]

    def _ended(self) -> Events:
        """What ends the form with this message heard.

        Rasa rejects a form in which a message fills nothing: what was said here would be lost, and
        the message answered a second time as one that has no request.
        """
        kind = request_kinds()[topic_of_form(self._name.removeprefix(VALIDATE))]
        return [*(SlotSet(PREFIX + name, None) for name in kind.answers), _complete()]


class AskAnswer(FormAction):
    """Asks for one answer: the one the database says is missing."""

    async def about(self, dispatcher: CollectingDispatcher, who: int, message: Message) -> Events:
        """Ask it."""
        said_to(dispatcher, await self._talk.ask(who, self._clock()))
        return []


class SubmitRequest(FormAction):
    """Follows a form that ended: complete, dropped, or left for another one."""

    async def about(self, dispatcher: CollectingDispatcher, who: int, message: Message) -> Events:
        """Hand over what is complete; go on with the form of what was begun instead."""
        said_to(dispatcher, await self._talk.submit(who, self._clock()))
        return in_line(await self._talk.standing(who))


def form_actions(talk: Talk, answerer: Answerer, clock: Clock) -> Iterator[Action]:
    """Every action of the forms in domain.yml."""
    kinds = request_kinds().values()
    for kind in kinds:
        yield ValidateForm(VALIDATE + form_of(kind.topic), talk, answerer, clock)
    for name in dict.fromkeys(name for kind in kinds for name in kind.answers):
        yield AskAnswer(f"action_ask_{PREFIX}{name}", talk, answerer, clock)
    yield SubmitRequest("action_submit_request", talk, answerer, clock)


def _complete() -> dict[str, Any]:
    """The event by which a form ends."""
    event: dict[str, Any] = SlotSet("requested_slot", None)
    return event
