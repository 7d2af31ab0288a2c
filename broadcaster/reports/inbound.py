"""What tenants wrote, in figures: topics over time, and how soon the assistant answered."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.reports.models import InboundDay
from broadcaster.reports.scope import Scope


@dataclass(frozen=True, slots=True)
class TopicsOverTime:
    """How often each topic was asked about."""

    spans: tuple[date, ...]  # first days of the weeks or months, the oldest first
    topics: dict[str, tuple[int, ...]]  # by span; the most frequent topic first


async def topics_over_time(session: AsyncSession, scope: Scope) -> TopicsOverTime:
    """The topics of what was asked in the scope."""
    rows = await _sums(session, scope, InboundDay.topic != "")
    spans = tuple(scope.spans(scope.step(day) for day, _topic, _within, _number in rows))
    counts: dict[str, Counter[date]] = {}
    for day, topic, _within, number in rows:
        counts.setdefault(topic, Counter())[scope.step(day)] += number
    ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    return TopicsOverTime(spans, {name: tuple(by[span] for span in spans) for name, by in ordered})


@dataclass(frozen=True, slots=True)
class AnswersGiven:
    """How soon messages were answered, or passed on to a person, by the assistant."""

    within: dict[int, int]  # bound of seconds → messages
    waiting: int  # not handled yet
    received: dict[date, int]  # messages of tenants, by week or month

    @property
    def answered(self) -> int:
        """Messages that have been handled."""
        return sum(self.within.values())

    def bound(self, share: float) -> int | None:
        """The seconds within which this share was answered; None when nothing was."""
        owed = self.answered * share
        for bound, messages in sorted(self.within.items()):
            owed -= messages
            if owed <= 0:
                return bound
        return None


async def answers_given(session: AsyncSession, scope: Scope) -> AnswersGiven:
    """The answers to what was asked in the scope."""
    counts, received = Counter[int](), Counter[date]()
    for day, _topic, within, number in await _sums(session, scope, InboundDay.topic == ""):
        counts[within] += number
        received[scope.step(day)] += number
    waiting = counts.pop(0, 0)
    if not counts.total():
        counts.clear()
    in_time = {span: received[span] for span in scope.spans(received)}
    return AnswersGiven(dict(sorted(counts.items())), waiting, in_time)


async def _sums(
    session: AsyncSession, scope: Scope, kind: ColumnElement[bool]
) -> list[tuple[date, str, int, int]]:
    keys = (InboundDay.day, InboundDay.topic, InboundDay.within)
    query = select(*keys, func.sum(InboundDay.messages)).where(kind, *scope.days(InboundDay))
    rows = await session.execute(query.group_by(*keys).order_by(InboundDay.day))
    return [(day, topic, within, number) for day, topic, within, number in rows]
