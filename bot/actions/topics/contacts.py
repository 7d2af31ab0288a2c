"""The people a tenant may turn to."""

from bot.actions.asked import Asked, Finding, Need, Topic, missing
from bot.actions.wording import capitalised, spoken_number
from broadcaster.works.calendar import people_for
from broadcaster.works.models import PersonRole, SitePerson


async def site(asked: Asked) -> Finding:
    """The site manager, or else the landlord's own person."""
    return (
        await _person(asked, PersonRole.SITE_MANAGER, "found")
        or await _person(asked, PersonRole.LANDLORD, "landlord")
        or missing()
    )


async def caretaker(asked: Asked) -> Finding:
    """The caretaker of the staircase or building."""
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
