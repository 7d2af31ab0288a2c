"""Reading the assistant's answers: sure, in doubt, or to a message written in anger."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.answering import Answer
from bot.inbox.anger import is_angry
from bot.inbox.case import Case
from bot.inbox.clarifying import Asked
from bot.inbox.settling import Handoff, Settlement, confidence_of, settlement_of
from broadcaster.conversations.threads import Reason

ANGER = "service_anger"

MANNERS = frozenset({"service_greet", "service_thanks"})
"""Said while thinking: a clarifying question goes on waiting."""

NOT_ANSWERED = MANNERS | {ANGER, "out_of_scope", "affirm", "deny"}
"""What needs no answer beside a human sentence."""

SILENCE_IS_TAKEN_FOR = NOT_ANSWERED - {ANGER} | {"service_privacy", "contact_unreachable"}
"""What « marre de vos SMS » may be understood as."""


def reading_of(
    case: Case, answers: Sequence[Answer], asked: Asked | None, opening: str | None = None
) -> Settlement:
    """How a message is settled by its answers. ``asked``: a clarifying question was open."""
    if any(answer.urgent for answer in answers):
        return settlement_of(answers, opening)
    if is_angry(case.body) or any(answer.topic == ANGER for answer in answers):
        return anger(answers, opening)
    if asked is not None:
        return _second_time(answers, opening)
    return _first_time(answers, opening)


def ask_of_stop(settlement: Settlement, question: str) -> Settlement:
    """The settlement with our question whether STOP is meant; alone where nothing else was asked.

    The topics a wish for silence is taken for say nothing that helps it.
    """
    topics = frozenset(settlement.understood_as.split(","))
    if settlement.offers or topics <= SILENCE_IS_TAKEN_FOR:
        return replace(settlement, texts=[question], offers=(), handoff=None)
    return replace(settlement, texts=[*settlement.texts, question])


def anger(answers: Sequence[Answer] = (), opening: str | None = None) -> Settlement:
    """A person, a human sentence, and the facts that were asked for as well."""
    facts = [one for one in answers if one.handoff is None and one.topic not in NOT_ANSWERED]
    topics = [one.topic for one in answers if one.topic not in NOT_ANSWERED]
    settlement = settlement_of(facts, opening)
    return replace(
        settlement,
        understood_as=",".join(topics or [ANGER]),
        confidence=confidence_of([one for one in answers if one.topic in topics]),
        handoff=Handoff(topics[0] if topics else ANGER, Reason.ANGRY),
        soothes=True,
        keeps_question=False,
    )


def _first_time(answers: Sequence[Answer], opening: str | None) -> Settlement:
    """The first question in doubt is asked about; a second one in the same text goes along."""
    doubtful = [answer for answer in answers if answer.choices]
    clear = [answer for answer in answers if not answer.choices]
    settlement = settlement_of(clear, opening)
    if not doubtful:
        return replace(settlement, keeps_question=all(a.topic in MANNERS for a in answers))
    return replace(
        settlement,
        offers=doubtful[0].choices,
        understood_as=",".join(answer.topic for answer in answers),
        confidence=confidence_of(answers),
    )


def _second_time(answers: Sequence[Answer], opening: str | None) -> Settlement:
    """Not understood again: a person, who sees why."""
    settlement = settlement_of(answers, opening)
    handoff = settlement.handoff
    if handoff is not None and handoff.reason is Reason.NOT_UNDERSTOOD:
        handoff = replace(handoff, reason=Reason.STILL_UNCLEAR)
    manners = all(answer.topic in MANNERS for answer in answers)
    return replace(settlement, handoff=handoff, keeps_question=manners)
