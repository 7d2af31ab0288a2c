"""The timeline: where its bars lie, what it shows, and the same as a table."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.console.months import Month
from broadcaster.console.places import Places
from broadcaster.console.works.calendar import CalendarLine, milestone_line
from broadcaster.console.works.timeline import Period, draw
from broadcaster.database import Database
from broadcaster.register.models import Site
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut
from tests.broadcaster.console.journeys import Client, on_sqlite, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood

MAY = Period(Month(2026, 5), 1)


def line(now: datetime, *, starts: int, days: int = 1) -> CalendarLine:
    """A milestone of the whole site that begins so many days after the first of May."""
    start = MAY.starts_at + timedelta(days=starts)
    milestone = Milestone(
        id=starts + 100, site_id=1, kind="facade", title="Façade", starts_at=start,
        ends_at=start + timedelta(days=days), state=MilestoneState.PLANNED,
    )  # fmt: skip
    return milestone_line(milestone, now)


def places() -> Places:
    return Places([Site(id=1, code="LIL", name="Les Lilas", city="Valmont")])


def test_bars_lie_in_proportion_and_stay_inside(now: datetime) -> None:
    lines = [line(now, starts=0, days=31), line(now, starts=-10, days=20), line(now, starts=30)]
    drawn = draw(places(), lines, MAY, now)
    bars = {bar.line.fact.id: (bar.left, bar.width) for bar in drawn.lanes[0].bars}
    assert bars[100] == (0.0, 100.0)
    assert bars[90][0] == 0.0
    assert bars[90][1] == pytest.approx(100 * 10 / 31, abs=0.01)
    assert sum(bars[130]) == pytest.approx(100, abs=0.01)


def test_what_is_outside_of_the_months_is_not_drawn(now: datetime) -> None:
    drawn = draw(places(), [line(now, starts=31), line(now, starts=-1)], MAY, now)
    assert drawn.lanes == []


def test_a_short_cut_can_still_be_seen(now: datetime) -> None:
    last = line(now, starts=30)
    last.fact.ends_at = last.fact.starts_at + timedelta(minutes=30)
    (bar,) = draw(places(), [last], MAY, now).lanes[0].bars
    assert bar.width > 1
    assert bar.left + bar.width <= 100
    assert bar.is_labelled_from_its_end


def test_the_axis_has_months_and_mondays_and_today(now: datetime) -> None:
    drawn = draw(places(), [], MAY, now)
    assert [tick.label for tick in drawn.ticks] == ["mai 2026", "4", "11", "18", "25"]
    assert drawn.today == pytest.approx(100 * (3 + 9 / 24) / 31, abs=0.01)
    june = Period(Month(2026, 6), 1)
    assert draw(places(), [], june, now).today is None


async def test_the_picture_and_the_table_show_the_same(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    text = await text_of(client, "/staff/works/timeline")
    picture, table = text.split("</figure>")
    for where in (picture, table):
        links = set(re.findall(r'href="(/staff/(?:milestones|cuts)/\d+)"', where))
        assert links == {f"/staff/milestones/{neighbourhood.milestone_id}", "/staff/cuts/1"}
    assert "Échafaudage, Bâtiment A, escalier 1, du lundi 11 mai, 9 h, au mardi 12" in picture
    assert "À venir, à confirmer" in picture


@on_sqlite
@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("kind=cuts", "Coupure d'eau,", "Échafaudage,"),
        ("kind=scaffolding", "Échafaudage,", "Coupure d'eau,"),
        ("building=2", "Rien n'est prévu", "Échafaudage,"),
        ("month=2026-06&length=1", "Rien n'est prévu", "Échafaudage,"),
        ("month=nonsense&length=99", "Échafaudage,", "Rien n'est prévu"),
    ],
    ids=["cuts", "kind", "building", "month", "nonsense"],
)
async def test_the_timeline_can_be_narrowed(
    client: Client, neighbourhood: Neighbourhood, query: str, shown: str, hidden: str
) -> None:
    text = await text_of(client, f"/staff/works/timeline?{query}")
    assert shown in text
    assert hidden not in text


async def test_the_months_before_and_after_are_a_link_away(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    text = await text_of(client, "/staff/works/timeline?length=3&kind=cuts")
    assert "?month=2026-02&amp;length=3&amp;kind=cuts" in text
    assert "?month=2026-08&amp;length=3&amp;kind=cuts" in text


async def test_a_cancelled_cut_is_still_shown_as_such(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    async with database.write() as session:
        (await session.scalars(select(PlannedCut))).one().cancelled = True
    assert 'class="bar cancelled cut"' in await text_of(client, "/staff/works/timeline")
