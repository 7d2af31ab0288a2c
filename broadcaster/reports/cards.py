"""Digital cards in figures: only of ten households or more, and no smaller group to be deduced.

Whoever answered the card was promised that (« aggregates only from 10 households up »). Figures
are therefore given for whole sites alone: those of a building beside its site's would tell the
difference.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.models import FrenchReading, PhoneKind, Site
from broadcaster.reports.models import HouseholdReach

LEAST: Final = 10
"""Households of the smallest group that is told."""

READING: Final = ("0", "1", "2", "3")
"""How easily SMS are read: never … easily."""

Shown = dict[str, int | None]
"""Households by answer; None: not told."""


@dataclass(frozen=True, slots=True)
class SiteCards:
    """The answers of one site's households."""

    site: str
    cards: int | None  # None: fewer than LEAST, and nothing else is told
    phone: Shown
    reads_sms: Shown
    french: Shown


def told(counts: Mapping[str, int]) -> Shown:
    """The groups that may be told; an empty one is nobody's secret.

    The total stands beside them, so a single hidden group could be had by subtraction: the next
    smallest is hidden too, until those that are hidden add up to LEAST or more.
    """
    shown: Shown = dict(counts)
    hidden = [name for name, number in counts.items() if 0 < number < LEAST]
    others = sorted((one for one in counts if counts[one] >= LEAST), key=lambda one: counts[one])
    while hidden and (len(hidden) == 1 or sum(counts[one] for one in hidden) < LEAST) and others:
        hidden.append(others.pop(0))
    return shown | dict.fromkeys(hidden)


async def cards_of_sites(session: AsyncSession, site_ids: frozenset[int] | None) -> list[SiteCards]:
    """The cards of each site, in the order of their names."""
    reach = HouseholdReach
    keys = (reach.site_id, reach.phone, reach.reads_sms, reach.french)
    answered = select(*keys, func.count()).where(reach.phone.is_not(None))
    query = answered.group_by(*keys)
    sites = select(Site).order_by(Site.name)
    if site_ids is not None:
        query, sites = query.where(reach.site_id.in_(site_ids)), sites.where(Site.id.in_(site_ids))
    found: dict[int, list[_Answers]] = {}
    for site_id, phone, reads, french, households in await session.execute(query):
        found.setdefault(site_id, []).append(_Answers(phone, reads, french, households))
    return [_of_site(site.name, found.get(site.id, [])) for site in await session.scalars(sites)]


@dataclass(frozen=True, slots=True)
class _Answers:
    """Households that answered alike."""

    phone: PhoneKind | None
    reads_sms: int | None
    french: FrenchReading | None
    households: int


def _of_site(name: str, found: Sequence[_Answers]) -> SiteCards:
    total = sum(one.households for one in found)
    if total < LEAST:
        return SiteCards(name, None, {}, {}, {})
    phone, reads, french = (Counter[str]() for _question in range(3))
    for one in found:
        phone[one.phone or ""] += one.households
        reads[str(one.reads_sms)] += one.households
        french[one.french or ""] += one.households
    return SiteCards(
        name,
        total,
        told({kind.value: phone[kind] for kind in PhoneKind}),
        told({level: reads[level] for level in READING}),
        told({level.value: french[level] for level in FrenchReading}),
    )
