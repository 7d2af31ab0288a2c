"""Topics answered by a text alone, and those a person must settle."""

from bot.actions.asked import Asked, Finding, Resolver, Topic
from bot.actions.topics.notes import noted
from broadcaster.conversations.threads import Reason

TEXT_ONLY = (
    "access_weekend",
    "service_identity",
    "service_thanks",
    "service_greet",
    "survey_digital",
    "affirm",
    "deny",
)
"""A text that holds for everybody; nobody has to act."""

TEXT_AND_PERSON = ("money_third_line",)
"""A text that holds for everybody, and one's own case for a person."""

ASKED_PERSON = ("speak_to_human", "contact_unreachable")

FOR_A_PERSON = (
    "access_reschedule",
    "access_no_show",
    "access_keys",
    "access_refuse",
    "nuisance_dust",
    "nuisance_dish",
    "household_vulnerable",
    "quality_insulation",
    "quality_mould",
    "quality_defect",
    "quality_adaptation",
    "quality_own_fittings",
    "money_benefits",
    "money_compensation",
    "money_damage",
    "money_utilities",
    "report_theft",
    "rehousing_transfer",
    "rehousing_moving_costs",
    "rights_annex",
    "service_privacy",
    "service_language",
    "service_wrong_number",
    "service_anger",
)

NOTED = (
    "nuisance_parking",
    "nuisance_waste",
    "rehousing_day_shelter",
    "rights_association",
)
"""Live facts no calendar has a place for: what staff wrote of the site, or else a person."""


def says(case: str, handoff: Reason | None = None) -> Resolver:
    """Answer with a text, whatever the home."""

    async def resolve(_asked: Asked) -> Finding:
        return Finding(case, handoff=handoff)

    return resolve


TOPICS = {
    **dict.fromkeys(TEXT_ONLY, Topic(says("general"))),
    **dict.fromkeys(TEXT_AND_PERSON, Topic(says("general", Reason.NEEDS_PERSON))),
    **dict.fromkeys(ASKED_PERSON, Topic(says("handoff", Reason.ASKED_PERSON))),
    **dict.fromkeys(FOR_A_PERSON, Topic(says("handoff", Reason.NEEDS_PERSON))),
    **dict.fromkeys(NOTED, Topic(noted())),
    "money_rent": Topic(noted(Reason.NEEDS_PERSON)),
    "rehousing_temporary": Topic(says("handoff", Reason.MISSING_FACT)),
    "out_of_scope": Topic(says("handoff", Reason.NEEDS_PERSON)),
}
