"""The queue: samples that wait for review, similar ones together."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.learning.likeness import Likened, grouped
from broadcaster.learning.models import Sample, SampleState

MOST = 500
"""Samples grouped at a time, the newest: two hundred milliseconds of computing."""

OFFERED = 3
"""Topics offered first."""


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that resemble each other; the first resembles most of the others."""

    samples: Sequence[Sample]

    @property
    def first(self) -> Sample:
        """The one the group is known by."""
        return self.samples[0]

    @property
    def is_skipped(self) -> bool:
        """True when staff left all of it for later."""
        return all(sample.skipped_at for sample in self.samples)

    @property
    def topics(self) -> list[str]:
        """The topics to offer first: what somebody said, then the most likely guesses."""
        votes: Counter[str] = Counter()
        sums: dict[str, float] = defaultdict(float)
        for sample in self.samples:
            if sample.suggested:
                votes[sample.suggested] += 1
            for guess in sample.guesses:
                sums[str(guess["topic"])] += float(guess["confidence"])
        said = [topic for topic, _ in sorted(votes.items(), key=lambda one: (-one[1], one[0]))]
        guessed = sorted(sums, key=lambda topic: (-sums[topic], topic))
        return list(dict.fromkeys([*said, *guessed]))[:OFFERED]


async def groups_to_review(session: AsyncSession) -> list[Group]:
    """What waits, in groups: the biggest first, those left for later last."""
    found = await session.scalars(
        select(Sample).where(Sample.state == SampleState.NEW).order_by(Sample.id.desc()).limit(MOST)
    )
    samples = list(found)
    likened = [Likened(sample.text, _guesses(sample)) for sample in samples]
    found_alike = await asyncio.to_thread(grouped, likened)  # answers to tenants go on meanwhile
    groups = [Group([samples[number] for number in numbers]) for numbers in found_alike]
    return sorted(groups, key=lambda group: group.is_skipped)


def _guesses(sample: Sample) -> dict[str, float]:
    """What counts for likeness: what somebody said outweighs what was guessed."""
    if sample.suggested:
        return {sample.suggested: 1.0}
    return {str(guess["topic"]): float(guess["confidence"]) for guess in sample.guesses}


async def group_of(session: AsyncSession, sample_id: int) -> Group | None:
    """The group a waiting sample is in; a group of one where it is decided already."""
    for group in await groups_to_review(session):
        if any(sample.id == sample_id for sample in group.samples):
            return group
    alone = await session.get(Sample, sample_id)
    return None if alone is None else Group([alone])


@dataclass(frozen=True, slots=True)
class Counts:
    """How many samples are in each state."""

    new: int
    labelled: int
    exported: int
    rejected: int

    @property
    def decided(self) -> int:
        """Those somebody has decided."""
        return self.labelled + self.exported + self.rejected


async def count_samples(session: AsyncSession) -> Counts:
    """How many there are of each kind."""
    rows = await session.execute(select(Sample.state, func.count()).group_by(Sample.state))
    found: dict[SampleState, int] = {row[0]: row[1] for row in rows}
    return Counts(
        new=found.get(SampleState.NEW, 0),
        labelled=found.get(SampleState.LABELLED, 0),
        exported=found.get(SampleState.EXPORTED, 0),
        rejected=found.get(SampleState.REJECTED, 0),
    )


async def decided(session: AsyncSession, *, limit: int) -> list[Sample]:
    """What was decided last, the newest first."""
    found = await session.scalars(
        select(Sample)
        .where(Sample.state != SampleState.NEW, Sample.decided_at.is_not(None))
        .order_by(Sample.decided_at.desc(), Sample.id.desc())
        .limit(limit)
    )
    return list(found)
