"""The one action of the assistant: every question of a message is answered, in order."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any  # rasa_sdk is untyped: its trackers and domains are plain JSON

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from bot.actions.answer import Answer
from bot.actions.answering import NOT_UNDERSTOOD, Answerer
from bot.actions.registry import OUT_OF_SCOPE
from broadcaster.answers.dates import FRENCH
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.texts import packaged_text
from broadcaster.clock import Clock
from broadcaster.conversations.threads import Reason
from broadcaster.learning.reading import Reading, TopicGuess, guesses_of

log = logging.getLogger(__name__)

MOST_QUESTIONS = 5
"""Questions answered of one message; the rest would make a letter of the reply."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a message as Rasa's pipeline understood it."""

    text: str
    topic: str
    reading: Reading | None = None


class ActionAnswer(Action):
    """Hands each question to the Answerer and its answer to Rasa, as JSON for the inbox."""

    def __init__(self, answerer: Answerer, clock: Clock) -> None:
        self._answerer = answerer
        self._clock = clock

    def name(self) -> str:
        """The name of the action in domain.yml."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer; an unknown sender id gets the apology, since nothing is known of them."""
        now = self._clock()
        who = await self._answerer.correspondent_of(str(tracker.sender_id))
        questions = questions_of(tracker.latest_message or {})
        answers = [await self._answer(question, who, now) for question in questions]
        for answer in without_repeats(answers):
            dispatcher.utter_message(json_message=asdict(answer))
        return []

    async def _answer(self, question: Question, who: int | None, now: datetime) -> Answer:
        """One question's failure must not silence the others, nor the assistant."""
        if who is None:
            log.warning("a message came from a sender nobody knows")
            return apology(question.topic)
        try:
            answer = await self._answerer.answer(question.topic, who, question.text, now)
            return replace(answer, reading=question.reading)
        except Exception:
            log.exception("topic %s could not be answered to %s", question.topic, who)
            return apology(question.topic)


def apology(topic: str = OUT_OF_SCOPE) -> Answer:
    """What is said when answering failed: the message goes to a person. Needs no database."""
    text = packaged_text("system.handoff", "default", FRENCH, AnswerChannel.SMS)
    known = OUT_OF_SCOPE if topic == NOT_UNDERSTOOD else topic
    return Answer(known, text, Reason.NEEDS_PERSON)


def questions_of(message: Mapping[str, Any]) -> list[Question]:
    """The questions of a tracker's latest message; at least one."""
    listed = message.get("questions")
    if isinstance(listed, list) and listed:
        asked = listed[:MOST_QUESTIONS]
        return [_question(entry, number, len(asked)) for number, entry in enumerate(asked)]
    intent = message.get("intent") or {}
    return [Question(str(message.get("text") or ""), str(intent.get("name") or NOT_UNDERSTOOD))]


def without_repeats(answers: Sequence[Answer]) -> list[Answer]:
    """Each text once: two questions that wait for the place ask for it together."""
    kept: dict[str, Answer] = {}
    for answer in answers:
        said = kept.get(answer.text)
        if said is None or (answer.handoff and not said.handoff):
            kept[answer.text] = answer
    return list(kept.values())


def _question(entry: Mapping[str, Any], position: int, questions: int) -> Question:
    topic = NOT_UNDERSTOOD if entry.get("fallback") else str(entry.get("intent"))
    text = str(entry.get("text") or "")
    return Question(text, topic, _reading(entry, text, position, questions))


def _reading(entry: Mapping[str, Any], text: str, position: int, questions: int) -> Reading:
    """How surely a question was understood, with the topics it might be about instead."""
    best = TopicGuess(str(entry.get("intent")), float(entry.get("confidence") or 0))
    guesses = guesses_of(entry.get("ranking")) or (best,)
    return Reading(text, guesses, bool(entry.get("fallback")), position, questions)
