"""The facts of the collective internet offer, by the names answer texts use."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.help.models import OfferFact


@dataclass(frozen=True, slots=True)
class OfferKey:
    """One thing that may be known of the offer."""

    name: str  # what the answer texts call it
    label: str  # what staff read


@cache
def offer_keys() -> Mapping[str, OfferKey]:
    """The known keys, in the order staff see them."""
    source = resources.files("broadcaster.help").joinpath("offer_keys.yml")
    listed: dict[str, dict[str, str]] = yaml.safe_load(source.read_text("utf-8"))
    return MappingProxyType({key: OfferKey(**fields) for key, fields in listed.items()})


async def offer_facts(session: AsyncSession, site_id: int) -> dict[str, OfferFact]:
    """The facts of a site's offer, by key; those with an empty value are not facts."""
    found = await session.scalars(select(OfferFact).where(OfferFact.site_id == site_id))
    return {fact.key: fact for fact in found if fact.value.strip()}
