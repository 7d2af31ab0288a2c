"""Placeholders: what is filled in, and what is refused before anything is sent."""

from datetime import datetime

import pytest

from broadcaster.campaigns.refusals import (
    CampaignRefusedError,
    EmptyTextError,
    MilestoneNeededError,
    TextTooLongError,
    UnknownPlaceholderError,
)
from broadcaster.campaigns.texts import check_text, fill, milestone_values, placeholders
from broadcaster.clock import PARIS
from broadcaster.sending.texts.segments import measure
from broadcaster.works.models import Milestone

MILESTONE = Milestone(
    title="Salle de bain",
    starts_at=datetime(2026, 8, 11, 9, tzinfo=PARIS),
    ends_at=datetime(2026, 8, 11, 12, tzinfo=PARIS),
)
HOME = {"nom": "D’Arc {nom}", "batiment": "A", "escalier": "2", "appartement": "24"}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        pytest.param("Bonjour.", (), id="none"),
        pytest.param("{nom}, {quand}, {nom}", ("nom", "quand"), id="each once"),
        pytest.param("{Bâtiment} { ESCALIER }", ("batiment", "escalier"), id="case and accents"),
    ],
)
def test_placeholders_are_found(body: str, names: tuple[str, ...]) -> None:
    assert placeholders(body) == names


@pytest.mark.parametrize(
    ("body", "written"),
    [
        pytest.param("Bonjour {prenom}", "{prenom}", id="unknown word"),
        pytest.param("Bonjour {}", "{}", id="empty braces"),
        pytest.param("Bonjour {nom", "{nom", id="never closed"),
        pytest.param("Bonjour nom}", "nom}", id="never opened"),
        pytest.param("Bonjour {{nom}}", "{", id="doubled"),
        pytest.param("Bonjour {nom.__class__}", "{nom.__class__}", id="not a format string"),
    ],
)
def test_other_braces_are_refused_by_name(body: str, written: str) -> None:
    with pytest.raises(UnknownPlaceholderError) as refused:
        placeholders(body)

    assert written in str(refused.value)
    assert "{appartement}" in str(refused.value)


def test_a_text_is_filled_once_and_made_plain() -> None:
    body = "« {nom} », {bâtiment}{escalier}, appt {appartement} : {travaux} {quand}… "

    assert fill(body, HOME | milestone_values(MILESTONE)) == (
        '"D\'Arc {nom}", A2, appt 24 : Salle de bain mardi 11 aout, de 9 h à 12 h...'
    )


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


@pytest.mark.parametrize(
    ("body", "milestone", "error"),
    [
        pytest.param("", None, EmptyTextError, id="empty"),
        pytest.param(" \n\x00\u200b ", None, EmptyTextError, id="nothing to see"),
        pytest.param(" {nom} ", None, EmptyTextError, id="only a name"),
        pytest.param("a" * 1601, None, TextTooLongError, id="too long"),
        pytest.param("{nom}, " * 14, None, TextTooLongError, id="names without end"),
        pytest.param("a" * 1500 + "{nom}", None, TextTooLongError, id="too long for some names"),
        pytest.param("Le {quand}.", None, MilestoneNeededError, id="date without milestone"),
        pytest.param("Pour {qui}.", MILESTONE, UnknownPlaceholderError, id="unknown word"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused(
    body: str, milestone: Milestone | None, error: type[CampaignRefusedError]
) -> None:
    with pytest.raises(error):
        check_text(body, milestone)


def test_a_good_text_passes() -> None:
    check_text("{travaux} : {quand}. Répondez à ce SMS. " + "a" * 1400, MILESTONE)
