"""The assistant's first action: every question of a message is answered, in order."""

import logging
from collections.abc import Mapping
from typing import Any  # rasa_sdk is untyped: its trackers and domains are plain JSON

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from bot.actions.answering import Answerer
from bot.actions.flows.rasa_actions import in_line, said_to
from bot.actions.flows.talk import Talk
from bot.actions.message import MOST_QUESTIONS, Message, Question, questions_of
from bot.actions.repeats import without_repeats
from bot.actions.replier import apology
from broadcaster.clock import Clock

__all__ = ["MOST_QUESTIONS", "ActionAnswer", "Question", "apology", "questions_of"]

log = logging.getLogger(__name__)


class ActionAnswer(Action):
    """Hands a message to the talk and its answers to Rasa; a request it begins is a form's."""

    def __init__(self, talk: Talk, answerer: Answerer, clock: Clock) -> None:
        self._talk = talk
        self._answerer = answerer
        self._clock = clock

    def name(self) -> str:
        """The name of the action in domain.yml."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer; an unknown sender id gets the apology, since nothing is known of them."""
        who = await self._answerer.correspondent_of(str(tracker.sender_id))
        message = Message.from_tracker(tracker.latest_message or {})
        if who is None:
            log.warning("a message came from a sender nobody knows")
            answers = [apology(question.topic) for question in message.questions]
            said_to(dispatcher, without_repeats(answers))
            return []
        heard = await self._talk.hear(who, message, self._clock())
        answers = heard.answers
        standing = await self._talk.standing(who) if heard.may_stand else None
        if standing is not None and standing.asked is None:
            answers += await self._talk.submit(who, self._clock())
            standing = None
        said_to(dispatcher, without_repeats(answers))
        return in_line(standing)
