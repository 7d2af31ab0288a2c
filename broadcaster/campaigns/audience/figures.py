"""An audience in figures: how many households it means, and how many of them an SMS reaches."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience, household_count
from broadcaster.campaigns.audience.recipients import awake, in_audience
from broadcaster.campaigns.models import Purpose
from broadcaster.register.models import Contact


@dataclass(frozen=True, slots=True)
class Figures:
    """How many are meant, and how many can be texted."""

    households: int
    reachable: int  # households with a telephone to text
    telephones: int  # of those: each household's own, counted for each

    @property
    def unreachable(self) -> int:
        """Households nobody can text."""
        return self.households - self.reachable


async def figures_of(session: AsyncSession, audience: Audience, purpose: Purpose) -> Figures:
    """Count an audience.

    Those who cannot be reached are not looked for: that they are the rest is had from one look at
    telephones, where they themselves would be looked up household by household.
    """
    counts = select(func.count(), func.count(Contact.household_id.distinct()))
    whole = audience.is_whole_site
    query = in_audience(counts, audience, purpose, places_last=whole).where(awake())
    rows = await session.execute(query)
    telephones, reachable = rows.one()
    return Figures(await household_count(session, audience), reachable, telephones)
