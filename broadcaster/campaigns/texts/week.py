"""The week: what {semaine} says of the next seven days, staircase by staircase.

It is filled in when the message is written, from the calendar as it stands then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster import french
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.texts import WEEK, placeholders
from broadcaster.register.models import Building, Staircase
from broadcaster.wording import Wording
from broadcaster.works.calendar import narrowest
from broadcaster.works.groups import MEETINGS
from broadcaster.works.importing.words import kind_labels
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut

AHEAD: Final = timedelta(days=7)
MOST: Final = 2
"""What fits in a text message beside the rest of it; more is only hinted at."""

BY_HOME: Final = ("batiment", "escalier")
"""The placeholders whose values say which staircase is meant."""

_OVER: Final = (MilestoneState.DONE, MilestoneState.CANCELLED)

_say = Wording("broadcaster.campaigns.texts", "week.yml")

Fact = Milestone | PlannedCut
Door = tuple[str, str]  # the codes of a building and of a staircase of one site


@dataclass(frozen=True, slots=True)
class Week:
    """The line of each staircase; empty when no text of the broadcast asks for it."""

    lines: Mapping[Door, str] = field(default_factory=dict)

    def values(self, home: Mapping[str, str]) -> dict[str, str]:
        """What to fill in for a household, beside the values of its own."""
        if not self.lines:
            return {}
        building, staircase = (home[name] for name in BY_HOME)
        return {WEEK: self.lines.get((building, staircase), _say("nothing"))}


def says_week(draft: Draft) -> bool:
    """True when a text of the broadcast has {semaine} in it."""
    return any(WEEK in placeholders(text) for text in draft.texts)


async def week_of(session: AsyncSession, draft: Draft, now: datetime) -> Week:
    """The week of every staircase of the site, if the broadcast speaks of it."""
    if not says_week(draft):
        return Week()
    site_id = draft.audience.site_id
    doors = await session.execute(
        select(Building.id, Building.code, Staircase.id, Staircase.code)
        .join(Staircase, Staircase.building_id == Building.id)
        .where(Building.site_id == site_id)
    )
    facts = await _facts(session, site_id)
    return Week(
        {
            (building, staircase): _line(_reaching(facts, building_id, staircase_id), now)
            for building_id, building, staircase_id, staircase in doors
        }
    )


async def _facts(session: AsyncSession, site_id: int) -> list[Fact]:
    """What holds for whole staircases: the dates of one flat are told to that flat alone."""
    facts: list[Fact] = []
    for model in (Milestone, PlannedCut):
        query = select(model).where(model.site_id == site_id, model.flat_id.is_(None))
        facts += await session.scalars(query)
    return facts


def _reaching(facts: Iterable[Fact], building_id: int, staircase_id: int) -> list[Fact]:
    return [
        fact
        for fact in facts
        if fact.building_id in (None, building_id) and fact.staircase_id in (None, staircase_id)
    ]


def _line(facts: Sequence[Fact], now: datetime) -> str:
    """What matters most of the next seven days, in order of time."""
    steps = [fact for fact in facts if isinstance(fact, Milestone)]
    beside = [step for step in steps if step.kind in MEETINGS]
    works = narrowest([step for step in steps if step.kind not in MEETINGS])
    meant: list[Fact] = [step for step in (*works, *beside) if step.state not in _OVER]
    meant += [fact for fact in facts if isinstance(fact, PlannedCut) and not fact.cancelled]
    coming = [fact for fact in meant if fact.starts_at < now + AHEAD and fact.ends_at > now]
    if not coming:
        return _say("nothing")
    coming.sort(key=lambda fact: (_rank(fact, now), *_order(fact)))
    first = {_item(fact): fact for fact in reversed(coming)}
    told = sorted(list(reversed(first))[:MOST], key=lambda item: _order(first[item]))
    more = f" {_say('more')}" if len(first) > MOST else ""
    return f" {_say('between')} ".join(told) + more


def _rank(fact: Fact, now: datetime) -> int:
    """A cut needs water or candles, a beginning somebody at home; what lasts is known already."""
    if isinstance(fact, PlannedCut):
        return 0
    return 1 if fact.starts_at > now else 2


def _order(fact: Fact) -> tuple[datetime, datetime, int]:
    return (fact.starts_at, fact.ends_at, fact.id)


def _item(fact: Fact) -> str:
    if isinstance(fact, PlannedCut):
        what = _say(f"cut.{fact.kind}")
    else:
        what = kind_labels().get(fact.kind, fact.title)
    when = french.span(fact.starts_at, fact.ends_at)
    # « aout » is right since the spelling reform of 1990, and û would make the SMS UCS-2.
    return _say("item", what=what, when=when.replace("août", "aout"))
