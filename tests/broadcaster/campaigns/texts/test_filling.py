"""Filling in: the text one household reads."""

from datetime import datetime

import pytest

from broadcaster.campaigns.refusals import UnknownPlaceholderError
from broadcaster.campaigns.texts import fill, fill_in, milestone_values
from broadcaster.clock import PARIS
from broadcaster.sending.texts.segments import measure
from broadcaster.works.models import Milestone

MILESTONE = Milestone(
    title="Salle de bain",
    starts_at=datetime(2026, 8, 11, 9, tzinfo=PARIS),
    ends_at=datetime(2026, 8, 11, 12, tzinfo=PARIS),
)
HOME = {"nom": "D’Arc {nom}", "batiment": "A", "escalier": "2", "appartement": "24"}


def test_a_text_is_filled_once_and_made_plain() -> None:
    body = "« {nom} », {bâtiment}{escalier}, appt {appartement} : {travaux} {quand}… "

    assert fill(body, HOME | milestone_values(MILESTONE)) == (
        '"D\'Arc {nom}", A2, appt 24 : Salle de bain mardi 11 aout, de 9 h à 12 h...'
    )


def test_a_text_filled_in_keeps_the_signs_of_its_writer() -> None:
    body = "« {nom} »\u202e, appt {appartement}… "

    assert fill_in(body, HOME) == "« D’Arc {nom} », appt 24…"


def test_a_default_is_made_plain_too() -> None:
    assert fill("Bonjour {nom|l’équipe}.", {}) == "Bonjour l'équipe."


@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_never_costs_ucs2(month: int) -> None:
    milestone = Milestone(
        title="Hall",
        starts_at=datetime(2026, month, 11, 9, tzinfo=PARIS),
        ends_at=datetime(2026, month, 11, 12, tzinfo=PARIS),
    )

    assert measure(milestone_values(milestone)["quand"]).encoding == "GSM-7"


def test_a_missing_value_is_refused_rather_than_left_in_braces() -> None:
    with pytest.raises(UnknownPlaceholderError):
        fill("{quand}", HOME)


def test_without_a_milestone_a_default_says_what_is_known() -> None:
    assert fill("Travaux : {quand|date à venir}.", HOME) == "Travaux : date à venir."
