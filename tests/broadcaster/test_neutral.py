"""Cells that a spreadsheet does not take for formulas."""

import pytest

from broadcaster.tabular.neutral import csv_lines, neutral


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_becomes_a_text(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "Nadia", "1 = 1", "a@b.fr", "'=1"])
def test_a_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


def test_rows_are_written_for_french_spreadsheets() -> None:
    assert csv_lines([["a;b", "=1"], ["é", ""]]) == '"a;b";\'=1\r\né;\r\n'
