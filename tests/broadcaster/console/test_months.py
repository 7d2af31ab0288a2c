"""Months in addresses, and their edges in Paris."""

from datetime import UTC, datetime

import pytest

from broadcaster.console.months import Month


def test_a_month_begins_at_midnight_in_paris() -> None:
    assert Month(2026, 4).starts_at == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert Month.of(datetime(2026, 3, 31, 22, tzinfo=UTC)) == Month(2026, 4)


@pytest.mark.parametrize(
    ("months", "found"), [(1, "2027-01"), (-12, "2025-12"), (0, "2026-12"), (13, "2028-01")]
)
def test_months_pass_over_years(months: int, found: str) -> None:
    assert str(Month(2026, 12).later(months)) == found


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-0", "abcd-05", "٢٠٢٦-05", "9999-01"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.read(text) is None


def test_a_month_is_read_as_it_is_written() -> None:
    assert Month.read(str(Month(2026, 5))) == Month(2026, 5)
