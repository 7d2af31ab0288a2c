from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest
import yaml

from broadcaster.works.freshness import is_fresh
from broadcaster.works.groups import IN_FLAT, LAST, MEETINGS, SHOW_FLAT, WORKS
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut
from broadcaster.works.standing import Standing, cut_standing, standing_of

NOW = datetime(2026, 5, 4, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEFORE = (NOW - 2 * HOUR, NOW - HOUR)
DURING = (NOW - HOUR, NOW + HOUR)
ENDING_NOW = (NOW - HOUR, NOW)
AFTER = (NOW + HOUR, NOW + 2 * HOUR)
Window = tuple[datetime, datetime]


@pytest.mark.parametrize(
    ("state", "window", "expected"),
    [
        pytest.param(MilestoneState.PLANNED, AFTER, Standing.UPCOMING, id="planned ahead"),
        pytest.param(MilestoneState.CONFIRMED, AFTER, Standing.UPCOMING, id="confirmed ahead"),
        pytest.param(MilestoneState.PLANNED, DURING, Standing.DUE, id="due, nobody said begun"),
        pytest.param(MilestoneState.PLANNED, BEFORE, Standing.UNREPORTED, id="never reported"),
        pytest.param(MilestoneState.CONFIRMED, ENDING_NOW, Standing.UNREPORTED, id="just over"),
        pytest.param(MilestoneState.UNDER_WAY, DURING, Standing.UNDER_WAY, id="under way"),
        pytest.param(MilestoneState.UNDER_WAY, AFTER, Standing.UNDER_WAY, id="begun early"),
        pytest.param(MilestoneState.UNDER_WAY, BEFORE, Standing.OVERDUE, id="longer than planned"),
        pytest.param(MilestoneState.DONE, BEFORE, Standing.DONE, id="done"),
        pytest.param(MilestoneState.CANCELLED, AFTER, Standing.CANCELLED, id="cancelled"),
    ],
)
def test_standing_of_a_milestone(state: MilestoneState, window: Window, expected: Standing) -> None:
    milestone = Milestone(state=state, starts_at=window[0], ends_at=window[1])
    assert standing_of(milestone, NOW) is expected


@pytest.mark.parametrize(
    ("window", "cancelled", "expected"),
    [
        pytest.param(AFTER, False, Standing.UPCOMING, id="ahead"),
        pytest.param(DURING, False, Standing.UNDER_WAY, id="now"),
        pytest.param(BEFORE, False, Standing.UNREPORTED, id="over"),
        pytest.param(DURING, True, Standing.CANCELLED, id="cancelled"),
    ],
)
def test_standing_of_a_cut(window: Window, cancelled: bool, expected: Standing) -> None:
    cut = PlannedCut(starts_at=window[0], ends_at=window[1], cancelled=cancelled)
    assert cut_standing(cut, NOW) is expected


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [
        pytest.param(None, False, id="never confirmed"),
        pytest.param(NOW, True, id="just confirmed"),
        pytest.param(NOW - timedelta(days=14), True, id="14 days ago"),
        pytest.param(NOW - timedelta(days=14, seconds=1), False, id="over 14 days ago"),
    ],
)
def test_freshness(confirmed: datetime | None, expected: bool) -> None:
    assert is_fresh(Milestone(confirmed_at=confirmed), NOW) is expected


def test_groups_name_only_known_kinds() -> None:
    kinds = yaml.safe_load(
        resources.files("broadcaster.works").joinpath("kinds.yml").read_text("utf-8")
    )
    assert set(kinds) >= WORKS | LAST | IN_FLAT | MEETINGS | SHOW_FLAT
