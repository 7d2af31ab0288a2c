"""What a broadcast would do, told before it is scheduled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import (
    AnySelect,
    Audience,
    household_count,
    households_of,
    spoken_in,
)
from broadcaster.campaigns.audience.figures import figures_of
from broadcaster.campaigns.audience.recipients import (
    FRENCH,
    same_texts,
    silent_numbers,
    texts_alike,
)
from broadcaster.campaigns.audience.unreachable import Unreachable, unreachable
from broadcaster.campaigns.broadcasts.drafts import Draft, checked_milestone
from broadcaster.campaigns.preview.sender_check import sender_warnings
from broadcaster.campaigns.preview.tally import (
    SAMPLES,
    Tally,
    VersionPreview,
    costly_of,
    encoding_of,
    form_of,
    price_of,
)
from broadcaster.campaigns.texts import WEEK, fill_in, milestone_values, placeholders
from broadcaster.campaigns.texts.week import BY_HOME, Week, week_of
from broadcaster.register.models import Building, Flat, Household, Staircase
from broadcaster.sending.texts.segments import Encoding
from broadcaster.sending.texts.tariff import Tariff
from broadcaster.works.models import Milestone

type Texted = Callable[[AnySelect], AnySelect]
"""Keeps a query's contacts that get a message."""

NAMES_SHOWN = 500
"""How many unreachable households are named at once; ``unreachable`` gives the next ones."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an operator's settings mean for a preview."""

    tariff: Tariff
    sender: str  # of broadcasts: a number, a short code or a name
    answered_at: str  # the number tenants can write to


@dataclass(frozen=True, slots=True)
class Preview:
    """The reach and the cost of a draft."""

    recipients: int  # messages: one for each telephone and text
    segments: int  # of all messages together
    longest: int  # segments of the longest message
    encoding: Encoding  # "UCS-2" as soon as one message needs it
    costly: tuple[str, ...]  # the characters that make messages dearer, each once
    samples: tuple[str, ...]  # messages as they would leave
    changed: tuple[tuple[str, str], ...]  # letters folded to save a segment, and into what
    households: int = 0  # that the audience means, reachable or not
    opted_out: int = 0  # telephones that asked for silence
    unreachable: tuple[Unreachable, ...] = ()  # the first NAMES_SHOWN of them
    unreachable_count: int = 0
    telephones: int = 0  # of reachable households: each household's own, counted for each
    milestone: Milestone | None = None
    outside_milestone: int = 0  # households of the audience that the milestone is not about
    milestone_is_over: bool = False  # the writer may have picked last month's
    versions: tuple[VersionPreview, ...] = ()  # language by language, the French text first
    price: Decimal | None = None  # euros, an estimate for all messages; None without a tariff
    warnings: tuple[str, ...] = ()  # what is wrong with the sender for this text

    @property
    def reachable(self) -> int:
        """Households that have a telephone to text."""
        return self.households - self.unreachable_count

    @property
    def second_telephones(self) -> int:
        """Telephones beyond the first of each reachable household."""
        return self.telephones - self.reachable

    @property
    def merged(self) -> int:
        """Messages saved because a telephone gets the same text for several households."""
        return self.telephones - self.recipients


async def preview(
    session: AsyncSession,
    draft: Draft,
    now: datetime,
    terms: Terms | None = None,
    texted: Texted | None = None,
) -> Preview:
    """Tell who gets a draft, what it costs and who is left out, changing nothing.

    ``texted`` keeps the contacts of those who get it where they are not the whole audience; the
    messages and what they cost are theirs alone. Nobody in the audience is a preview too, of 0
    messages. Without ``terms`` nothing is said of the price or the sender. Raises what
    ``checked_milestone`` raises about the text.
    """
    milestone = await checked_milestone(session, draft)
    week = await week_of(session, draft, now)
    tallies = await _tallies(
        session, draft, milestone, week, terms.tariff if terms else None, texted
    )
    return replace(
        await _with_register(session, draft, _of(tallies)),
        milestone=milestone,
        milestone_is_over=milestone is not None and milestone.ends_at < now,
        outside_milestone=await _outside(session, draft.audience, milestone),
        price=price_of(tallies) if terms else None,
        warnings=_warnings(draft, terms) if terms else (),
    )


async def _tallies(
    session: AsyncSession,
    draft: Draft,
    milestone: Milestone | None,
    week: Week,
    tariff: Tariff | None,
    texted: Texted | None,
) -> tuple[Tally, ...]:
    """The messages of each language, the French ones first."""
    about = milestone_values(milestone)
    texts = {FRENCH: draft.clean_body} | draft.clean_versions
    tallies = {language: Tally(language, tariff) for language in texts}
    used = {name for text in texts.values() for name in placeholders(text)}
    used |= set(BY_HOME) if WEEK in used else set()
    prefixes = tariff.prefixes if tariff else ()
    languages = tuple(draft.clean_versions)
    if texted is not None:
        groups = texts_alike(session, texted, used, languages, prefixes)
    else:
        groups = same_texts(session, draft.audience, draft.purpose, used, languages, prefixes)
    by_home = WEEK in used
    async for group in groups:
        tally, form = tallies[group.language], form_of(group.values, by_home=by_home)
        if not tally.add_alike(form, group.numbers, group.prefix):
            values = group.values | about | week.values(group.values)
            tally.add(fill_in(texts[group.language], values), group.numbers, group.prefix, form)
    return tuple(tallies.values())


def _warnings(draft: Draft, terms: Terms) -> tuple[str, ...]:
    texts = {FRENCH: draft.clean_body} | draft.clean_versions
    return sender_warnings(texts, sender=terms.sender, answered_at=terms.answered_at)


async def _outside(session: AsyncSession, audience: Audience, milestone: Milestone | None) -> int:
    """How many households are told of works that are not theirs."""
    if milestone is None:
        return 0
    if milestone.site_id != audience.site_id:
        return await household_count(session, audience)
    scope = (
        (Building.id, milestone.building_id),
        (Staircase.id, milestone.staircase_id),
        (Flat.id, milestone.flat_id),
    )
    elsewhere = or_(false(), *(column != wanted for column, wanted in scope if wanted is not None))
    query = households_of(select(func.count()).select_from(Household), audience)
    return await session.scalar(query.where(elsewhere, *spoken_in(audience))) or 0


def _of(tallies: Sequence[Tally]) -> Preview:
    versions = tuple(one.preview for one in tallies)
    samples = [sample.sent for version in versions for sample in version.samples]
    return Preview(
        recipients=sum(one.recipients for one in versions),
        segments=sum(one.segments for one in versions),
        longest=max(one.longest for one in versions),
        encoding=encoding_of(versions),
        costly=costly_of(versions),
        samples=tuple(samples[:SAMPLES]),
        changed=tuple(dict.fromkeys(pair for one in versions for pair in one.changed)),
        versions=versions,
    )


async def _with_register(session: AsyncSession, draft: Draft, cost: Preview) -> Preview:
    audience = draft.audience
    figures = await figures_of(session, audience, draft.purpose)
    return replace(
        cost,
        households=figures.households,
        telephones=figures.telephones,
        opted_out=await silent_numbers(session, audience, draft.purpose),
        unreachable=tuple(await unreachable(session, audience, draft.purpose, limit=NAMES_SHOWN)),
        unreachable_count=figures.unreachable,
    )
