"""Matters: what of a message answers our question, and what is another matter.

A slot takes what is plausible for it. What is surely about something else, or asks, is answered in
its own right: it neither fills a slot nor ends a request.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions.context.followups import aspect_of
from bot.actions.dialogue import CUTS, INFORM_PLACE, NOT_UNDERSTOOD
from bot.actions.flows import words
from bot.actions.flows.naming import only_names
from bot.actions.flows.opening import CALL, MOVE, begins
from bot.actions.message import Message, Question
from bot.actions.registry import OUT_OF_SCOPE
from bot.nlu.splitting import sentences
from broadcaster.answers.emergencies import PREFIX

SURE = 0.6
"""How sure a topic must be for a statement to be taken for another matter."""

CERTAIN = 0.9
"""The same for what also holds the answer: « depuis ce matin » may be of a cut."""

BEYOND_DOUBT = 0.95
"""The same where any words may answer: « l'ascenseur est en panne » is nothing stolen."""

A_SENTENCE = 4
"""Words from which such a text says something and does not only name a thing."""

A_FEW = 5
"""Words of the longest sentence that is taken alone for the answer, beside a question."""

SAYS_NOTHING = frozenset({NOT_UNDERSTOOD, OUT_OF_SCOPE})
"""What is another matter only when it asks."""

NO_TOPIC = SAYS_NOTHING | {
    INFORM_PLACE,
    "affirm",
    "deny",
    "service_greet",
    "service_thanks",
    "survey_digital",
}
"""What an answer to a question of ours may be taken for."""

TO_A_PERSON = frozenset({CALL, "service_anger", "contact_unreachable"})
"""What ends the questions: whoever is angry or wants a person is not asked on."""

OWN_WORDS = frozenset({"what", "where", "need", "trade", "which"})
"""Answers that may be told in any words, those of another topic among them."""

TROUBLES = frozenset({"what", "need", "trade"})
"""Answers that tell of what does not work, so of what other topics are about too."""

OF_TIME = frozenset({"access_weekend", "access_presence", "access_reschedule"})
"""Topics, beside the works', that a bare day is taken for: « plutôt le samedi »."""

WORKS, WEEKEND = "works_", "access_weekend"

WHO_PAYS = frozenset({"money_compensation", "money_rent"})
"""« Je serai remboursé ? » « ça va coûter combien ? » said of a theft or of damage is of that, not
of the rent."""

LOSSES = frozenset({"report_theft", "money_damage"})

PAYMENT = "money_compensation"

PAID_FOR = LOSSES | {"access_no_show"}
"""Requests of which « je veux être remboursé » is a part."""


@dataclass(frozen=True, slots=True)
class Matters:
    """One message, held against the answer a request waits for."""

    message: Message
    topic: str  # of the request
    asked: str  # the answer it waits for
    place_awaited: bool = False  # the place was asked for another question
    last_topic: str = ""  # what was answered last beside the request; empty when long ago

    def others(self) -> list[Question]:
        """The questions of the message that are another matter, in order."""
        others = (one for one in self.message.questions if self._is_other(one))
        return [self._of_the_loss(one) for one in others]

    def _of_the_loss(self, question: Question) -> Question:
        is_of_it = self.topic in LOSSES and question.topic in WHO_PAYS
        return replace(question, topic=self.topic) if is_of_it else question

    def answer(self, others: Sequence[Question]) -> str:
        """The words that answer our question; empty where none do."""
        if not others:
            return self.message.text
        own = [one for one in self.message.questions if not self._is_other(one)]
        told = " ".join(one.text for one in own if self._answers(one))
        if told or not any(words.asks(one.text) for one in others):
            return told
        # Of « jeudi matin. et l'eau c'est quand ? » only the question may have been understood.
        parts = sentences(self.message.text)
        short = (one for one in parts if len(one.split()) <= A_FEW and not words.asks(one))
        return next((one for one in short if words.tells(self.asked, one)), "")

    def _answers(self, question: Question) -> bool:
        free = self.asked in OWN_WORDS and question.topic == self.topic
        return free or words.tells(self.asked, question.text)

    def _is_other(self, question: Question) -> bool:
        topic = question.topic
        if topic == INFORM_PLACE and self.place_awaited:
            return True
        if topic.startswith(PREFIX) or topic == self.topic:
            return False
        told = self._tells(question)
        if not told and aspect_of(question.text, self.last_topic):
            return True  # « la vitesse ? » goes on about the offer
        if topic not in TO_A_PERSON and only_names(question.text):
            return False
        if topic in NO_TOPIC:
            unclear = topic in SAYS_NOTHING and not told
            return unclear and words.inquires(question.text)
        if topic in TO_A_PERSON:
            return question.confidence >= (CERTAIN if told else SURE)
        if words.asks(question.text):
            return self._asks_beside(question) if told else self._asks_else(question)
        return self._states_beside(question, told=told)

    def _tells(self, question: Question) -> bool:
        alone = len(self.message.questions) == 1
        return words.tells(self.asked, self.message.text if alone else question.text)

    def _asks_else(self, question: Question) -> bool:
        """True unless it only looks like a question: « quand les ouvriers étaient là »."""
        return question.confidence >= SURE or words.inquires(question.text)

    def _asks_beside(self, question: Question) -> bool:
        """True for a question that only names what was asked for: « l'eau, c'est lundi ? »."""
        if self.asked in OWN_WORDS:
            return False
        if not _is_of_time(question.topic):
            return question.confidence >= SURE
        if question.topic == WEEKEND and self.asked == "call_at":
            return False  # « samedi c'est possible ? » is about the call
        return question.topic != MOVE and question.confidence >= CERTAIN

    def _states_beside(self, question: Question, *, told: bool) -> bool:
        if self.asked in OWN_WORDS:
            return not told and self._is_no_trouble(question)
        if question.topic == MOVE:
            return question.confidence >= CERTAIN and words.moves(question.text)
        if _is_of_time(question.topic):
            return False
        if told:
            return question.confidence >= CERTAIN and _is_a_problem(question)
        return question.confidence >= SURE

    def _is_no_trouble(self, question: Question) -> bool:
        """True for a problem that is surely none of what was asked about."""
        if question.confidence < BEYOND_DOUBT or len(question.text.split()) < A_SENTENCE:
            return False
        if self.asked in TROUBLES and self.topic != "report_theft":
            return begins(question) and question.topic not in ("quality_defect", "money_damage")
        return _is_a_problem(question)


def _is_of_time(topic: str) -> bool:
    return topic in OF_TIME or topic.startswith(WORKS)


def _is_a_problem(question: Question) -> bool:
    return question.topic.startswith(CUTS) or begins(question)
