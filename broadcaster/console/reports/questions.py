"""Reports on what tenants ask: topics over time, and how soon they are answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.reports import charts
from broadcaster.console.reports.sections import Section, section
from broadcaster.console.reports.view import View
from broadcaster.console.reports.words import (
    Cell,
    at_most,
    length,
    length_of,
    number,
    say,
    span_name,
)
from broadcaster.console.words import said
from broadcaster.reports.inbound import (
    AnswersGiven,
    TopicsOverTime,
    answers_given,
    topics_over_time,
)
from broadcaster.reports.staff_answers import StaffAnswers, staff_answers

BOUNDS: Final = tuple(timedelta(hours=hours) for hours in (1, 4, 8, 24, 48, 168))
"""Within which answers of staff are counted."""

MOST: Final = 12
"""Topics that are listed; the rest are counted together."""

DRAWN: Final = 3
"""Topics that are drawn: more cannot be told apart."""

HALF, MOST_OF_THEM = 0.5, 0.9


async def answers(session: AsyncSession, view: View) -> list[Section]:
    """How soon staff and the assistant answered."""
    given = await answers_given(session, view.scope)
    rows = [(span_name(view.scope, span), messages) for span, messages in given.received.items()]
    return [
        _staff(await staff_answers(session, view.scope)),
        _assistant(given),
        section("received", rows, chart=charts.line(rows)),
    ]


def _staff(found: StaffAnswers) -> Section:
    words = [say("within", length=length_of(bound)) for bound in BOUNDS]
    counted = zip([*words, say("longer")], found.counts(BOUNDS), strict=True)
    rows = list(counted) if found.times else []
    facts = [
        (say("answers.median"), length_of(found.within(HALF))),
        (say("answers.p90"), length_of(found.within(MOST_OF_THEM))),
        (say("answers.unanswered"), number(found.unanswered)),
    ]
    return section("staff", rows, chart=charts.bars(rows), facts=facts, note=say("staff.note"))


def _assistant(given: AnswersGiven) -> Section:
    rows = [
        (say("within", length=length(bound)), messages) for bound, messages in given.within.items()
    ]
    facts = [
        (say("answers.median"), at_most(given.bound(HALF))),
        (say("answers.p90"), at_most(given.bound(MOST_OF_THEM))),
        (say("answers.waiting"), number(given.waiting)),
    ]
    return section("assistant", rows, chart=charts.bars(rows), facts=facts)


async def topics(session: AsyncSession, view: View) -> list[Section]:
    """What was asked about, over time."""
    found = await topics_over_time(session, view.scope)
    names = [span_name(view.scope, span) for span in found.spans]
    counts = _listed(found)
    sums = [(label, sum(numbers)) for label, numbers in counts]
    rows: list[list[Cell]] = [[label, sum(numbers), *numbers] for label, numbers in counts]
    head = [say("topics.topic"), say("topics.total"), *names]
    overall = section("topics", sums, chart=charts.bars(sums))
    in_time = section("topics_time", rows, columns=head, chart=_over_time(names, counts))
    return [overall, in_time]


def _listed(found: TopicsOverTime) -> list[tuple[str, Sequence[int]]]:
    named = [(said(f"topic.{name}", name), numbers) for name, numbers in found.topics.items()]
    rest = [numbers for _name, numbers in named[MOST:]]
    others = [(say("topics.others"), [sum(column) for column in zip(*rest, strict=True)])]
    return [*named[:MOST], *(others if rest else [])]


def _over_time(
    names: Sequence[str], counts: Sequence[tuple[str, Sequence[int]]]
) -> charts.Chart | None:
    drawn, rest = counts[:DRAWN], counts[DRAWN:]
    legend = [label for label, _numbers in drawn] + ([say("topics.others")] if rest else [])
    rows = []
    for place, name in enumerate(names):
        pieces = [numbers[place] for _label, numbers in drawn]
        others = [sum(numbers[place] for _label, numbers in rest)] if rest else []
        rows.append((name, [*pieces, *others]))
    return charts.stacked(legend, rows)
