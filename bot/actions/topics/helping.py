"""Where help is found: workshops, visits at home, computers, papers."""

from collections.abc import Mapping, Sequence

from bot.actions.asked import Asked, Finding, Need, Resolver, Topic, missing
from bot.actions.hints import named_alike
from bot.actions.topics.aspects import around_offer
from bot.actions.wording import capitalised, spoken_number
from broadcaster.conversations.threads import Reason
from broadcaster.help.models import HelpKind, HelpPoint
from broadcaster.help.offer import offer_facts
from broadcaster.help.phrases import translated
from broadcaster.help.points import help_points

OTHERS = "help_other"
"""Hint: another help than the one already known is asked for."""

Points = Sequence[HelpPoint]


def help_of(kind: HelpKind, handoff: Reason | None = None) -> Resolver:
    """Answer with the help points of a kind; ``handoff`` where a person must arrange it."""

    async def resolve(asked: Asked) -> Finding:
        facts = await offer_facts(asked.session, asked.place.site_id)
        named = await around_offer(asked, facts)
        if named is not None:
            return named
        points = await help_points(asked.session, asked.place.site_id, kind, asked.now)
        if not points:
            return missing()
        return _found(asked, _chosen(asked, points), handoff)

    return resolve


def _chosen(asked: Asked, points: Points) -> Points:
    """The points in the order in which they are what the question is about.

    « Il y a d'autres permanences ? » is about those that are not told first.
    """
    meant = [one for one in points if named_alike(asked.hints, f"{one.name} {one.hours}")]
    rest = [one for one in points if one not in meant]
    if OTHERS not in asked.hints:
        return [*meant, *(() if meant else rest)]
    return rest if meant and rest else points[1:] or points


def _found(asked: Asked, points: Points, handoff: Reason | None) -> Finding:
    language = asked.dates.language
    names = asked.dates.listed([one.name for one in points[1:]])
    others = "; ".join(", ".join(filter(None, _when(one, language))) for one in points[1:])
    values = {**_values(points[0], language), "autres": others}
    if points[0].number:
        values["contact"] = values["numero"]  # who can say more is whoever helps
    return Finding("found", values, points, handoff, spare=[("autres", names), *spare(values)])


def spare(values: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """What an SMS of three segments leaves out, in turn; the street goes after all else."""
    building = values["adresse"].partition(",")[0]
    return [("autres", ""), ("prix", ""), ("adresse", building)]


def _when(point: HelpPoint, language: str) -> tuple[str, str]:
    return point.name, translated(point.hours.strip().rstrip("."), language)


def _values(point: HelpPoint, language: str) -> dict[str, str]:
    return {
        "nom": point.name,
        "adresse": point.place.strip(),
        "horaires": capitalised(translated(point.hours.strip().rstrip("."), language)),
        "numero": spoken_number(point.number),
        "prix": translated(point.price.strip().rstrip("."), language),
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
