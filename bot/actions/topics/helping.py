"""Where help is found: workshops, visits at home, computers, papers."""

from bot.actions.asked import Asked, Finding, Need, Resolver, Topic, missing
from bot.actions.wording import capitalised, spoken_number
from broadcaster.conversations.threads import Reason
from broadcaster.help.models import HelpKind, HelpPoint
from broadcaster.help.points import help_points


def help_of(kind: HelpKind, handoff: Reason | None = None) -> Resolver:
    """Answer with the help points of a kind; ``handoff`` where a person must arrange it."""

    async def resolve(asked: Asked) -> Finding:
        points = await help_points(asked.session, asked.place.site_id, kind, asked.now)
        if not points:
            return missing()
        others = asked.dates.listed([point.name for point in points[1:]])
        return Finding("found", {**_values(points[0]), "autres": others}, points[:1], handoff)

    return resolve


def _values(point: HelpPoint) -> dict[str, str]:
    return {
        "nom": point.name,
        "adresse": point.place.strip(),
        "horaires": capitalised(point.hours.strip().rstrip(".")),
        "numero": spoken_number(point.number),
        "prix": point.price.strip().rstrip("."),
    }


TOPICS = {
    "help_workshop": Topic(help_of(HelpKind.WORKSHOP), Need.SITE),
    "help_home_visit": Topic(help_of(HelpKind.HOME_VISIT, Reason.NEEDS_PERSON), Need.SITE),
    "help_dropin": Topic(help_of(HelpKind.DROP_IN), Need.SITE),
    "help_computer": Topic(help_of(HelpKind.COMPUTER), Need.SITE),
    "help_contract_advice": Topic(help_of(HelpKind.CONTRACT_ADVICE), Need.SITE),
    "help_paperwork": Topic(help_of(HelpKind.PAPERWORK, Reason.NEEDS_PERSON), Need.SITE),
    "help_repairs": Topic(help_of(HelpKind.REPAIRS, Reason.NEEDS_PERSON), Need.SITE),
}
