"""Ending: which words end a request, by what was told in it."""

from bot.actions.flows import words
from broadcaster.conversations.requests import TenantRequest

THEFT, DEFECT = "report_theft", "quality_defect"


def case_of_end(request: TenantRequest) -> str:
    """The text of ``flows.yml`` that is said when a person has a request."""
    told = request.answers
    if "number" in told and not words.tells("number", told["number"]):
        return "done_here"
    if request.topic == THEFT and words.affirms(told.get("police", "")):
        return "done_reported"  # « portez plainte » was done
    if request.topic == DEFECT and words.of_water(f"{request.said} {told.get('what', '')}"):
        return "done_water"
    return "done"
