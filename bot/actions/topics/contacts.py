"""The people a tenant may turn to."""

from dataclasses import replace

from bot.actions.asked import Asked, Finding, Need, Topic, missing
from bot.actions.wording import capitalised, spoken_number
from broadcaster.works.calendar import people_for
from broadcaster.works.models import PersonRole, SitePerson

ASKED_BY_NAME = {
    "landlord": (PersonRole.LANDLORD, "contact_site", "landlord"),
    "caretaker": (PersonRole.CARETAKER, "contact_caretaker", "found"),
}
"""Hints that say whom the tenant means, and the text that names them."""


async def site(asked: Asked) -> Finding:
    """Whom the question names; else the site manager, or else the landlord's own person."""
    for hint, (role, topic, case) in ASKED_BY_NAME.items():
        if hint in asked.hints and "manager" not in asked.hints:
            found = await _person(asked, role, case)
            return replace(found, topic=topic) if found else missing()
    return (
        await _person(asked, PersonRole.SITE_MANAGER, "found")
        or await _person(asked, PersonRole.LANDLORD, "landlord")
        or missing()
    )


async def caretaker(asked: Asked) -> Finding:
    """The caretaker of the staircase or building, unless the question names another."""
    if "landlord" in asked.hints and "caretaker" not in asked.hints:
        return await site(asked)
    return await _person(asked, PersonRole.CARETAKER, "found") or missing()


async def _person(asked: Asked, role: PersonRole, case: str) -> Finding | None:
    people = await people_for(asked.session, asked.place, role)
    return Finding(case, _values(people[0]), people[:1]) if people else None


def _values(person: SitePerson) -> dict[str, str]:
    return {
        "nom": person.name,
        "numero": spoken_number(person.number),
        "horaires": capitalised(person.hours.strip().rstrip(".")),
    }


TOPICS = {
    "contact_site": Topic(site, Need.STAIRCASE),
    "contact_caretaker": Topic(caretaker, Need.STAIRCASE),
}
