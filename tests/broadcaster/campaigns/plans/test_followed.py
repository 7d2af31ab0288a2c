"""Followed: what was last known of a milestone, written as one text."""

from datetime import datetime, timedelta

from sqlalchemy import String

from broadcaster.campaigns.models import MessagePlan
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.clock import PARIS
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.scopes import Scope
from broadcaster.works.telling import NOTHING, truth_of

START = datetime(2026, 5, 12, 9, tzinfo=PARIS)


def milestone(building_id: int | None = None, staircase_id: int | None = None) -> Milestone:
    return Milestone(
        site_id=1,
        building_id=building_id,
        staircase_id=staircase_id,
        starts_at=START,
        ends_at=START + timedelta(hours=3),
        state=MilestoneState.PLANNED,
    )


def read_back(known: Followed) -> Followed:
    found = Followed.read(str(known))
    assert found is not None
    return found


def test_what_did_not_change_is_the_same() -> None:
    first = Followed.of(milestone())
    assert not first.has_changed
    assert Followed.of(milestone(), first) == first
    assert read_back(first) == first


def test_a_moved_date_and_a_cancellation_change_it() -> None:
    step = milestone()
    first = Followed.of(step)
    step.starts_at += timedelta(days=1)
    moved = Followed.of(step, first)
    assert (moved.truth, moved.has_changed) == (truth_of(step), True)
    step.state = MilestoneState.CANCELLED
    off = Followed.of(step, read_back(moved))
    assert off.truth == NOTHING
    assert read_back(off) == off


def test_the_widest_place_is_remembered_through_every_change() -> None:
    known = Followed.of(milestone(2))
    for step, widest in [
        (milestone(2, 5), Scope((1, 2))),
        (milestone(2, 6), Scope((1, 2))),
        (milestone(3, 7), Scope((1,))),
    ]:
        known = read_back(Followed.of(step, known))
        assert (known.scope, known.widest) == (Scope.of(step), widest)


def test_nothing_known_is_nothing() -> None:
    assert Followed.read(None) is None


def test_it_fits_its_column() -> None:
    """With ids beyond what any landlord has."""
    many = 999_999_999
    step = milestone(many, many)
    step.site_id, step.flat_id = many, many
    known = Followed.of(step, Followed(truth_of(step), Scope((many,)), Scope((many, many))))
    column = MessagePlan.__table__.c.followed.type
    assert isinstance(column, String)
    assert column.length is not None
    assert len(str(known)) <= column.length
