"""Reports on messages: what became of them and why, and what they cost."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.reports import charts
from broadcaster.console.reports.sections import Section, section
from broadcaster.console.reports.view import View
from broadcaster.console.reports.words import Cell, month_name, number, say, span_name, written
from broadcaster.console.words import said
from broadcaster.console.words import say as console_word
from broadcaster.reports import deliveries as figures
from broadcaster.sending.models import DeliveryState as State

_ARRIVED: Final = (State.DELIVERED,)
_FAILED: Final = (State.FAILED, State.UNDELIVERED)
_SKIPPED: Final = (State.SKIPPED,)
_OPEN: Final = tuple(one for one in State if one not in (*_ARRIVED, *_FAILED, *_SKIPPED))
GROUPS: Final = {"arrived": _ARRIVED, "failed": _FAILED, "skipped": _SKIPPED, "open": _OPEN}


async def deliveries(session: AsyncSession, view: View) -> list[Section]:
    """What became of messages, why some did not arrive, and how that went over time."""
    found = await figures.tallied(session, view.scope)
    spans = figures.over_time(found, view.scope)
    in_time = [(span_name(view.scope, span), _grouped(counts)) for span, counts in spans.items()]
    chart = charts.stacked([say(f"group.{name}") for name in GROUPS], in_time)
    return [
        _states(found),
        _reasons(found),
        section(
            "over_time", [(name, sum(counts), *counts) for name, counts in in_time], chart=chart
        ),
    ]


def _grouped(counts: Mapping[State, int]) -> tuple[int, ...]:
    return tuple(sum(counts.get(one, 0) for one in states) for states in GROUPS.values())


def _states(found: list[figures.Tallied]) -> Section:
    counts = figures.by_state(found)
    rows = [(console_word(f"delivery.{state}"), messages) for state, messages in counts.items()]
    sums = zip(GROUPS, _grouped(counts), strict=True)
    facts = [(say(f"group.{name}"), number(messages)) for name, messages in sums]
    return section("states", rows, chart=charts.bars(rows), facts=facts)


def _reasons(found: list[figures.Tallied]) -> Section:
    rows = [
        (why_of(state, reason), messages, _todo(state, reason))
        for state, reason, messages in figures.by_reason(found)
    ]
    return section("reasons", rows, chart=charts.bars([row[:2] for row in rows[:10]]))


def why_of(state: State | None, reason: str | None) -> str:
    """Why a message did not arrive, in words."""
    if state is State.SKIPPED:
        why = said(f"skip.{reason}", console_word("error.none"))
        return why[:1].upper() + why[1:]
    if state is State.UNKNOWN:
        return console_word("delivery.unknown")
    return said(f"error.{reason}", console_word("error.other" if reason else "error.none"))


def _todo(state: State, reason: str) -> str:
    if state is State.SKIPPED:
        return ""
    return said(f"todo.{reason}", console_word("todo.other"))


async def costs(session: AsyncSession, view: View) -> list[Section]:
    """What is paid for, month by month."""
    months = figures.costs(await figures.tallied(session, view.scope), view.tariff)
    drawn = [(month_name(one.month), (one.broadcasts, one.replies)) for one in months]
    rows: list[list[Cell]] = [
        [name, sum(segments), *segments, one.price or say("none")]
        for one, (name, segments) in zip(months, drawn, strict=True)
    ]
    segments = sum(one.broadcasts + one.replies for one in months)
    facts = [(say("costs.segments"), number(segments))]
    if view.tariff is not None:
        total = sum((one.price or Decimal(0) for one in months), Decimal(0))
        facts.append((say("costs.price"), written(total)))
    chart = charts.stacked([say("costs.broadcasts"), say("costs.replies")], drawn)
    return [section("costs", rows, chart=chart, facts=facts, note=say("costs.note"))]
