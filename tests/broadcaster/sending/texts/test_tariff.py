"""The tariff: what a message is expected to cost, by where its number belongs."""

from decimal import Decimal

import pytest

from broadcaster.sending.texts.tariff import Tariff, TariffRefusedError

OVERSEAS = "0.07 +262=0.13 +262692=0.2 +590=0.11"


@pytest.mark.parametrize(
    ("number", "segments", "price"),
    [
        pytest.param("+33639980001", 1, "0.07", id="metropolitan France"),
        pytest.param("+33639980001", 3, "0.21", id="three segments"),
        pytest.param("+33639980001", 0, "0", id="nothing to pay"),
        pytest.param("+590690000001", 1, "0.11", id="Guadeloupe"),
        pytest.param("+262693000001", 2, "0.26", id="a mobile of Réunion"),
        pytest.param("+262692000001", 2, "0.4", id="the longest prefix wins"),
        pytest.param("+2621", 1, "0.13", id="a prefix alone"),
        pytest.param("+26", 1, "0.07", id="shorter than a prefix"),
    ],
)
def test_a_price_goes_by_the_number(number: str, segments: int, price: str) -> None:
    assert Tariff.parse(OVERSEAS).price(number, segments) == Decimal(price)


def test_prices_add_up_without_rounding() -> None:
    assert Tariff.parse("0.0798").price("+33639980001", 100_000) == Decimal(7980)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("   ", id="blank"),
        pytest.param("free", id="a word"),
        pytest.param("0,07", id="a comma"),
        pytest.param("-0.07", id="below zero"),
        pytest.param("NaN", id="not a number"),
        pytest.param("1e3", id="scientific"),
        pytest.param("100", id="a slip: a hundred euros"),
        pytest.param("0.07€", id="with its currency"),
        pytest.param("+262=0.13", id="no price for all"),
        pytest.param("0.07 262=0.13", id="prefix without plus"),
        pytest.param("0.07 +262", id="prefix without price"),
        pytest.param("0.07 +262=", id="prefix with an empty price"),
        pytest.param("0.07 +0262=0.13", id="no country begins with zero"),
        pytest.param("0.07 +262=0.13 +262=0.14", id="the same prefix twice"),
        pytest.param("0.07 0.08", id="two prices for all"),
        pytest.param("٠.٠٧", id="other digits"),
    ],
)
def test_what_is_no_tariff_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(TariffRefusedError, match=r"0\.07 \+262=0\.13"):
        Tariff.parse(text)
