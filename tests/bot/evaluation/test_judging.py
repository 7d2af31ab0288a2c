"""The figures say what they are called."""

import json
from pathlib import Path

import pytest

from bot.evaluation.confusion import confusions, picture
from bot.evaluation.judging import Judged, figures
from bot.evaluation.page import BEGIN, END, renewed
from bot.evaluation.promises import PROMISES, below_floor
from bot.evaluation.sets import SETS, Case, EvaluationSetError, load_sets


def judged(
    kind: str,
    meant: str,
    seen: str,
    *,
    fallback: bool = False,
    emergency: str | None = None,
    language: str = "fr",
) -> Judged:
    """A case of a set; several topics are joined by a blank."""
    case = Case(kind, "…", tuple(meant.split()), language)
    return Judged(case, tuple(seen.split()), fallback, emergency)


def test_each_figure_counts_its_own_set() -> None:
    found = figures(
        [
            judged("singles_fr", "cut_water", "cut_water"),
            judged("singles_fr", "cut_water", "cut_lift"),
            judged("singles_fr", "cut_lift", "cut_lift", fallback=True),
            judged("singles_fr", "cut_gas", "cut_gas", emergency="emergency_gas"),
            judged("languages", "cut_gas", "cut_gas", language="tr"),
            judged("several", "cut_gas works_end", "works_end cut_water"),
            judged("emergencies", "emergency_fire", "", emergency="emergency_fire"),
            judged("emergencies", "emergency_fire", "", emergency="emergency_gas"),
            judged("emergencies", "emergency_fire", "cut_gas"),
            judged("near_misses", "cut_gas", "cut_gas"),
            judged("near_misses", "cut_gas", "cut_gas", emergency="emergency_gas"),
            judged("out_of_scope", "out_of_scope", "cut_gas", fallback=True),
            judged("out_of_scope", "out_of_scope", "out_of_scope"),
            judged("out_of_scope", "out_of_scope", "cut_gas"),
        ]
    )
    assert found == pytest.approx(
        {
            "french": 3 / 4,
            "french_answered": 2 / 4,
            "languages": 1,
            "several": 1 / 2,
            "emergencies": 2 / 3,
            "emergency_kinds": 1 / 3,
            "near_misses_firing": 1 / 2,
            "near_misses": 1,
            "out_of_scope": 2 / 3,
            "harmless_firing": 1 / 5,
            "messages": 14,
        }
    )


def test_an_emergency_beside_a_question_counts_as_found() -> None:
    row = judged("several", "emergency_gas cut_lift", "cut_lift", emergency="emergency_gas")
    assert row.found == 1


def test_nothing_understood_is_out_of_scope() -> None:
    assert judged("out_of_scope", "out_of_scope", "").first == "out_of_scope"


def test_the_picture_has_a_square_for_each_pair_and_says_how_often() -> None:
    rows = [judged("singles_fr", "cut_water", seen) for seen in ("cut_water", "cut_lift")]
    assert confusions(rows) == {("cut_water", "cut_water"): 1, ("cut_water", "cut_lift"): 1}
    drawn = picture(rows)
    assert "cut_water → cut_lift: 1" in drawn
    assert drawn.count("<title>cut_water") == 2


def test_the_page_keeps_what_is_written_around_its_figures() -> None:
    rows = [judged(name, "cut_water", "cut_lift") for name in SETS]
    page = renewed(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n", rows, "p.svg")
    assert page.startswith("# Before")
    assert page.endswith("After\n")
    assert "old" not in page
    assert "| `cut_water` | `cut_lift` | 6 |" in page
    assert "**no**" in page


def test_a_figure_below_its_floor_is_named(tmp_path: Path) -> None:
    floor = tmp_path / "floor.json"
    floor.write_text(json.dumps({"french": 0.9, "near_misses_firing": 0.05}))
    assert not below_floor({"french": 0.9, "near_misses_firing": 0.05}, floor)
    assert [line[:6] for line in below_floor({"french": 0.89, "near_misses_firing": 0.05}, floor)]
    assert below_floor({"french": 0.9, "near_misses_firing": 0.06}, floor)[0].startswith("near")


def test_every_promise_is_one_of_the_figures() -> None:
    assert {promise.figure for promise in PROMISES} <= figures([]).keys()


@pytest.mark.parametrize(
    "line", ["no json", '{"text": "a"}', '"text"', '{"text": "a", "topics": 3, "language": "fr"}']
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    for name in SETS:
        (tmp_path / f"{name}.jsonl").write_text("")
    (tmp_path / "several.jsonl").write_text(
        '{"text": "a", "topics": ["cut_gas"], "language": "fr"}\n' + line
    )
    with pytest.raises(EvaluationSetError, match=r"several\.jsonl, line 2"):
        load_sets(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationSetError, match=r"singles_fr\.jsonl"):
        load_sets(tmp_path)
