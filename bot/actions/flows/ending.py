"""Ending: which words ask, leave and end a request, by what was told in it."""

from bot.actions.flows import words
from bot.actions.flows.leaving import may_mean_stop
from bot.actions.flows.opening import MOVE
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.request_kinds import HOME
from broadcaster.conversations.requests import TenantRequest

THEFT, DEFECT, VULNERABLE = "report_theft", "quality_defect", "household_vulnerable"

MENDED = frozenset({DEFECT, "money_damage", "access_no_show"})
"""Requests that are over once « c'est bon, ils ont réparé »."""


def case_of_end(request: TenantRequest) -> str:
    """The text of ``flows.yml`` that is said when a person has a request."""
    told = request.answers
    if request.topic == MOVE and words.wants_no_other(told.get("better", "")):
        return "done_no_other"
    if "number" in told and not words.tells("number", told["number"]):
        return "done_here"
    if request.topic == THEFT and words.affirms(told.get("police", "")):
        return "done_reported"  # « portez plainte » was done
    if request.topic == DEFECT and words.of_water(f"{request.said} {told.get('what', '')}"):
        return "done_water"
    return "done"


def case_of_question(request: TenantRequest) -> str:
    """The text that asks for what is missing; where a neighbour lives is asked in other words."""
    if request.asked == HOME and is_of_neighbour(request):
        return "home_other"
    return request.asked or ""


def is_of_neighbour(request: TenantRequest) -> bool:
    """True when a request is about somebody who lives elsewhere in the house."""
    return request.topic == VULNERABLE and words.of_neighbour(request.said)


def case_of_leaving(request: TenantRequest, text: str, channel: AnswerChannel) -> str:
    """The text of ``flows.yml`` that is said when a tenant leaves a request.

    « Arrêtez » leaves it and no more: whoever wants none of our messages is told what to write.
    """
    if request.urgent:
        return "left_urgent"
    return "left_stop" if channel is AnswerChannel.SMS and may_mean_stop(text) else "left"
