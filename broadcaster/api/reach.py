"""Reach: the conditions by which a key sees the rows of its own sites only."""

from sqlalchemy import ColumnElement, Select, exists, or_, select, true

from broadcaster.api.operations import Caller
from broadcaster.conversations.models import Correspondent
from broadcaster.register.models import Building, Contact, Flat, Household, Staircase
from broadcaster.sending.models import Delivery
from broadcaster.works.models import Scoped


def households_within(caller: Caller) -> ColumnElement[bool]:
    """The condition for a household to be of the key's sites."""
    return true() if caller.sites is None else Household.id.in_(_households(caller.sites))


def works_within(caller: Caller, model: type[Scoped]) -> ColumnElement[bool]:
    """The condition for a milestone or a cut to be of the key's sites."""
    return true() if caller.sites is None else model.site_id.in_(caller.sites)


def deliveries_within(caller: Caller) -> ColumnElement[bool]:
    """The condition for a message; one to nobody's household needs a key for all sites."""
    if caller.sites is None:
        return true()
    return Delivery.household_id.in_(_households(caller.sites))


def correspondents_within(caller: Caller) -> ColumnElement[bool]:
    """The condition for whoever writes to us: by their number, or where they said they live."""
    if caller.sites is None:
        return true()
    numbers = exists().where(
        Contact.number == Correspondent.address,
        Contact.household_id.in_(_households(caller.sites)),
    )
    buildings = select(Building.id).where(Building.site_id.in_(caller.sites))
    staircases = select(Staircase.id).where(Staircase.building_id.in_(buildings))
    return or_(
        numbers,
        Correspondent.building_id.in_(buildings),
        Correspondent.staircase_id.in_(staircases),
    )


def _households(sites: frozenset[int]) -> Select[int]:
    return (
        select(Household.id)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .where(Building.site_id.in_(sites))
    )
