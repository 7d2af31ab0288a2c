"""Examples: what staff reviewed, as the assistant is trained from it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.learning.likeness import folded
from broadcaster.learning.masking import without_placeholders
from broadcaster.learning.models import Sample, SampleState

HEADER = """\
# Made by `palier train` from what staff reviewed under « À vérifier ».
# Tenants wrote it: never for git.
version: "3.1"
nlu:
"""

Normalise = Callable[[str], str]
"""The assistant's own way to write a text plainly; two texts it makes equal are one example."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A text and the topic staff chose for it."""

    text: str
    topic: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Examples:
    """What is learned, topic by topic, and what was left out."""

    by_topic: Mapping[str, Sequence[str]]
    held_out: int = 0  # equal to a message the assistant is measured with
    known: int = 0  # equal to an example that is shipped
    repeated: int = 0  # equal to each other

    @property
    def count(self) -> int:
        """How many examples there are."""
        return sum(len(texts) for texts in self.by_topic.values())

    def as_yaml(self) -> str:
        """The training file, always the same for the same examples."""
        blocks = [
            f"- intent: {topic}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
            for topic, texts in self.by_topic.items()
        ]
        return HEADER + "".join(blocks) if blocks else HEADER.replace("nlu:", "nlu: []")


def examples_of(
    reviewed: Iterable[Reviewed],
    topics: Collection[str],
    normalise: Normalise,
    *,
    held_out: Iterable[str] = (),
    shipped: Iterable[str] = (),
) -> Examples:
    """The examples that reviewed samples make: sorted, each once, none of the evaluation's.

    A topic that is no longer in the catalogue is left out. Where equal texts were given several
    topics the most frequent wins, then the latest.
    """

    def key(text: str) -> str:
        return folded(normalise(text))

    measured, known = {key(text) for text in held_out}, {key(text) for text in shipped}
    votes: dict[str, list[Reviewed]] = {}
    for one in reviewed:
        if one.topic in topics and (name := key(one.text)):
            votes.setdefault(name, []).append(one)
    new = {name: all_ for name, all_ in votes.items() if name not in measured | known}
    chosen = sorted((_winner(all_), min(one.text for one in all_)) for all_ in new.values())
    by_topic: dict[str, list[str]] = {}
    for topic, text in chosen:
        by_topic.setdefault(topic, []).append(text)
    return Examples(
        by_topic,
        held_out=sum(len(votes[name]) for name in votes.keys() & measured),
        known=sum(len(votes[name]) for name in votes.keys() & (known - measured)),
        repeated=sum(len(all_) - 1 for all_ in new.values()),
    )


def _winner(votes: Sequence[Reviewed]) -> str:
    count = Counter(one.topic for one in votes)
    latest = {one.topic: one.decided_at for one in sorted(votes, key=lambda one: one.decided_at)}
    return max(count, key=lambda topic: (count[topic], latest[topic], topic))


def plain_line(text: str) -> str:
    """A text as one line of a training file: no placeholders, nothing Rasa or YAML would read."""
    said = without_placeholders(text)
    kept = (char if char.isprintable() and char not in "[]{}" else " " for char in said)
    return " ".join("".join(kept).split()).lstrip("-* ")


async def reviewed_samples(session: AsyncSession) -> list[Reviewed]:
    """All that staff have labelled, in the order it came."""
    found = await session.scalars(
        select(Sample)
        .where(Sample.state.in_([SampleState.LABELLED, SampleState.EXPORTED]))
        .order_by(Sample.id)
    )
    return [
        Reviewed(plain_line(one.text), one.topic, one.decided_at)
        for one in found
        if one.topic and one.decided_at
    ]


async def mark_exported(session: AsyncSession, until: datetime) -> int:
    """Say that what was labelled until then is in the model that runs; how many that are."""
    done = await session.execute(
        update(Sample)
        .where(Sample.state == SampleState.LABELLED, Sample.decided_at <= until)
        .values(state=SampleState.EXPORTED)
        .returning(Sample.id)
    )
    return len(done.all())
