"""Numbers typed by people, and numbers made up."""

import random

import pytest

from broadcaster.local_twilio.numbers import BadNumberError, made_up_number, phone_number
from broadcaster.local_twilio.views import french_number


@pytest.mark.parametrize(
    "raw", ["+33639980001", "06 39 98 00 01", "06.39.98.00.01", " 33639980001"], ids=str
)
def test_a_number_is_understood_as_people_write_it(raw: str) -> None:
    assert phone_number(raw) == "+33639980001"


@pytest.mark.parametrize(
    "raw", ["", "bonjour", "+0", "06 39", "+33 6 39 98 00 01 poste 3"], ids=str
)
def test_anything_else_is_refused(raw: str) -> None:
    with pytest.raises(BadNumberError, match="international form"):
        phone_number(raw)


def test_a_made_up_number_is_fictional_and_free() -> None:
    taken = {f"+3363998{n:04d}" for n in range(9_999)}
    assert made_up_number(taken, random.Random(1)) == "+33639989999"


@pytest.mark.parametrize(
    ("number", "shown"), [("+33639980001", "06 39 98 00 01"), ("+4915112345", "+4915112345")]
)
def test_french_numbers_are_shown_the_french_way(number: str, shown: str) -> None:
    assert french_number(number) == shown
