"""How pages write things: addresses, prices, hours, dates that were told."""

from decimal import Decimal

import pytest

from broadcaster.console.rendering import (
    capitalize_first,
    clock_hour,
    euros,
    lines,
    own_address,
    page_of,
    told_in_words,
)
from tests.broadcaster.console.journeys import readable


@pytest.mark.parametrize(
    ("subject", "address"),
    [
        ("broadcast 12", "/staff/broadcasts/12"),
        ("milestone 3", "/staff/milestones/3"),
        ("delivery 0a1b", "/staff/deliveries/0a1b"),
        ("series 4", "/staff/series/4"),
        ("broadcast", None),
        ("provider 1", None),
    ],
)
def test_a_subject_leads_to_its_page(subject: str, address: str | None) -> None:
    assert page_of(subject) == address


@pytest.mark.parametrize(
    "address",
    [
        "https://ailleurs.exemple/",
        "//ailleurs.exemple/",
        "/staff\\@x",
        "/autre",
        "javascript:1",
        "",
    ],
)
def test_an_address_from_elsewhere_leads_home(address: str) -> None:
    assert own_address(address) == "/staff/"


@pytest.mark.parametrize(
    ("price", "written"),
    [("0.07", "0,07 €"), ("13.3", "13,30 €"), ("12345.6", "12 345,60 €"), ("0", "0,00 €")],
)
def test_prices_are_written_as_in_france(price: str, written: str) -> None:
    assert readable(euros(Decimal(price)).replace("\u202f", " ")) == written


def test_the_first_letter_alone_becomes_a_capital() -> None:
    assert capitalize_first("la personne a demandé STOP") == "La personne a demandé STOP"
    assert capitalize_first("") == ""


def test_hours_of_the_clock_do_not_break() -> None:
    assert (clock_hour(8), clock_hour(21, 5)) == ("8\u00a0h", "21\u00a0h\u00a005")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("2026-05-12T07:00Z/2026-05-12T10:00Z", "mardi 12 mai, de 9 h à 12 h"),
        ("nothing", "cela n'a plus lieu"),
        ("over", "c'est fini"),
        ("something new", "something new"),
    ],
)
def test_what_was_told_is_said_in_words(told: str, words: str) -> None:
    assert readable(told_in_words(told)) == words


def test_line_breaks_stay_and_nothing_else_is_markup() -> None:
    assert lines("a\r\nb\n<c>") == "a<br>b<br>&lt;c&gt;"
