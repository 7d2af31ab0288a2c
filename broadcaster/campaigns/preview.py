"""What a broadcast would do, told before it is scheduled."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience import household_count
from broadcaster.campaigns.drafts import Draft, checked_milestone
from broadcaster.campaigns.recipients import same_texts, silent_numbers
from broadcaster.campaigns.texts import fill_in, milestone_values, placeholders
from broadcaster.campaigns.unreachable import Unreachable, unreachable, unreachable_count
from broadcaster.sending.folding import as_sent, changed_letters
from broadcaster.sending.segments import Encoding, Measure, measure

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
    milestone_is_over: bool = False  # the writer may have picked last month's


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
    late = milestone is not None and milestone.ends_at < now
    return replace(await _with_register(session, draft, _of(total)), milestone_is_over=late)


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
        opted_out=await silent_numbers(session, audience),
        unreachable=tuple(await unreachable(session, audience, limit=NAMES_SHOWN)),
        unreachable_count=await unreachable_count(session, audience),
    )
