"""What a broadcast would do, told before it is scheduled."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience import Audience, household_count, households_of, speaks
from broadcaster.campaigns.drafts import Draft, checked_milestone
from broadcaster.campaigns.recipients import same_texts, silent_numbers, textable
from broadcaster.campaigns.texts import fill_in, milestone_values, placeholders
from broadcaster.campaigns.unreachable import Unreachable, unreachable, unreachable_count
from broadcaster.register.models import Building, Contact, Flat, Household, OptOut, Staircase
from broadcaster.sending.texts.folding import as_sent, changed_letters
from broadcaster.sending.texts.segments import Encoding, Measure, measure
from broadcaster.works.models import Milestone

SAMPLES = 3
"""How many filled texts the writer is shown."""

NAMES_SHOWN = 500
"""How many unreachable households are named at once; ``unreachable`` gives the next ones."""


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


@dataclass(slots=True)
class _Sum:
    """The figures of the messages seen so far."""

    recipients: int = 0
    segments: int = 0
    longest: int = 0
    encoding: Encoding = "GSM-7"
    costly: dict[str, None] = field(default_factory=dict)
    samples: list[str] = field(default_factory=list)
    changed: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, written: str, numbers: int) -> None:
        """Count a text that goes to this many numbers."""
        body = as_sent(written).strip()
        self.changed |= dict.fromkeys(changed_letters(written))
        cost = measure(body)
        self.recipients += numbers
        self.segments += numbers * cost.segments
        self.longest = max(self.longest, cost.segments)
        self._note_characters(cost)
        if len(self.samples) < SAMPLES:
            self.samples.append(body)

    def _note_characters(self, cost: Measure) -> None:
        if cost.encoding == "UCS-2" and self.encoding == "GSM-7":
            # What counts double in GSM-7 no longer matters beside what forces UCS-2.
            self.encoding, self.costly = "UCS-2", {}
        if cost.encoding == self.encoding:
            self.costly |= dict.fromkeys(cost.costly)


async def preview(session: AsyncSession, draft: Draft, now: datetime) -> Preview:
    """Tell who gets a draft, what it costs and who is left out, changing nothing.

    Nobody in the audience is a preview too, of 0 messages. Raises what ``checked_milestone`` raises
    about the text.
    """
    milestone = await checked_milestone(session, draft)
    about = milestone_values(milestone)
    total = _Sum()
    async for group in same_texts(session, draft.audience, placeholders(draft.body)):
        total.add(fill_in(draft.body, group.values | about), group.numbers)
    return replace(
        await _with_register(session, draft, _of(total)),
        milestone=milestone,
        milestone_is_over=milestone is not None and milestone.ends_at < now,
        outside_milestone=await _outside(session, draft.audience, milestone),
    )


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
    query = households_of(select(func.count(Household.id.distinct())), audience).where(elsewhere)
    if audience.languages:
        query = query.join(Contact, Contact.household_id == Household.id).where(*speaks(audience))
    return await session.scalar(query) or 0


async def _telephones(session: AsyncSession, audience: Audience) -> int:
    """The telephones to text, once for each household that has them."""
    query = select(Contact.household_id, Contact.number).join(
        Household, Contact.household_id == Household.id
    )
    awake = households_of(query, audience).where(
        textable(), *speaks(audience), Contact.number.not_in(select(OptOut.number))
    )
    pairs = awake.distinct().subquery()
    return await session.scalar(select(func.count()).select_from(pairs)) or 0


def _of(total: _Sum) -> Preview:
    return Preview(
        recipients=total.recipients,
        segments=total.segments,
        longest=total.longest,
        encoding=total.encoding,
        costly=tuple(total.costly),
        samples=tuple(total.samples),
        changed=tuple(total.changed),
    )


async def _with_register(session: AsyncSession, draft: Draft, cost: Preview) -> Preview:
    audience = draft.audience
    return replace(
        cost,
        households=await household_count(session, audience),
        telephones=await _telephones(session, audience),
        opted_out=await silent_numbers(session, audience),
        unreachable=tuple(await unreachable(session, audience, limit=NAMES_SHOWN)),
        unreachable_count=await unreachable_count(session, audience),
    )
