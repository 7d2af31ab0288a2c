"""Which model runs, what ran before, and what is kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.assistant.figures import Comparison, one_line
from bot.assistant.versions import (
    SHIPPED,
    NoVersionBeforeError,
    Version,
    Versions,
    VersionsUnreadableError,
)

AT = datetime(2026, 5, 4, 7, tzinfo=UTC)
RELEASE = "0123456789abcdef"


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "learned")


def trained(versions: Versions, release: str = RELEASE) -> int:
    number = versions.next_number()
    versions.model_path(number).parent.mkdir(parents=True, exist_ok=True)
    versions.model_path(number).write_bytes(b"model")
    versions.learned_path(number).write_text("nlu: []")
    versions.add(Version(number, AT, release, 100, 3, {"french": 0.9}))
    return number


def test_without_any_the_shipped_one_runs(versions: Versions) -> None:
    assert versions.state().runs == SHIPPED
    assert versions.running_model(RELEASE) is None


def test_the_newest_runs_and_is_read_back(versions: Versions) -> None:
    trained(versions)
    assert trained(versions) == 2
    assert versions.running_model(RELEASE) == versions.model_path(2)
    assert [one.trained_at for one in versions.state().versions] == [AT, AT]


def test_going_back_step_by_step(versions: Versions) -> None:
    trained(versions)
    trained(versions)
    assert [versions.back(), versions.back()] == [1, SHIPPED]
    with pytest.raises(NoVersionBeforeError):
        versions.back()
    assert trained(versions) == 3
    assert versions.back() == SHIPPED


def test_a_model_of_another_release_is_not_used(versions: Versions) -> None:
    trained(versions, "another")
    assert versions.running_model(RELEASE) is None


def test_a_model_whose_file_is_gone_is_not_used(versions: Versions) -> None:
    versions.model_path(trained(versions)).unlink()
    assert versions.running_model(RELEASE) is None


def test_only_the_newest_are_kept_and_the_one_that_runs(versions: Versions) -> None:
    for _ in range(4):
        trained(versions)
    versions.back()
    versions.back()
    assert versions.prune(1) == [1, 3]
    state = versions.state()
    assert ([one.number for one in state.versions], state.runs) == ([2, 4], 2)
    assert versions.back() == SHIPPED
    assert sorted(path.name for path in (versions.folder / "models").iterdir()) == [
        "palier-0002.tar.gz", "palier-0002.yml", "palier-0004.tar.gz", "palier-0004.yml",
    ]  # fmt: skip
    assert versions.next_number() == 5


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"runs": "x"}'])
def test_a_spoilt_list_is_said(versions: Versions, content: str) -> None:
    versions.folder.mkdir()
    (versions.folder / "versions.json").write_text(content)
    with pytest.raises(VersionsUnreadableError, match=r"versions\.json"):
        versions.state()


RUNNING = {"french": 0.92, "emergencies": 1.0, "near_misses_firing": 0.03, "messages": 1150}


@pytest.mark.parametrize(
    ("change", "worse"),
    [
        ({"french": 0.91}, []),
        ({"french": 0.90}, ["french"]),
        ({"emergencies": 0.999}, ["emergencies"]),
        ({"near_misses_firing": 0.04}, []),
        ({"near_misses_firing": 0.05}, ["near_misses_firing"]),
        ({"near_misses_firing": 0.0, "french": 0.99}, []),
        ({"messages": 5}, []),
    ],
    ids=["in the margin", "beyond it", "an emergency", "firing", "firing more", "better", "count"],
)
def test_what_is_worse(change: dict[str, float], worse: list[str]) -> None:
    assert Comparison(RUNNING, RUNNING | change).worse == worse


def test_the_table_shows_both(versions: Versions) -> None:
    table = Comparison(RUNNING, RUNNING | {"french": 0.9}).table("shipped", "version 1")
    assert table.splitlines()[0].split() == ["figure", "shipped", "version", "1", "change"]
    assert table.splitlines()[1].split() == ["french", "92.0%", "90.0%", "-2.0", "worse"]
    assert one_line({}) == "not measured"
