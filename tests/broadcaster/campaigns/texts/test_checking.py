"""Checking: texts that cannot be sent are refused before anything is planned."""

from datetime import datetime

import pytest

from broadcaster.campaigns.refusals import (
    BracesInDefaultError,
    CampaignRefusedError,
    EmptyTextError,
    MilestoneNeededError,
    OnlyWordsToFillError,
    TextTooLongError,
    UnknownPlaceholderError,
)
from broadcaster.campaigns.texts import check_text
from broadcaster.clock import PARIS
from broadcaster.works.models import Milestone

MILESTONE = Milestone(
    title="Salle de bain",
    starts_at=datetime(2026, 8, 11, 9, tzinfo=PARIS),
    ends_at=datetime(2026, 8, 11, 12, tzinfo=PARIS),
)


@pytest.mark.parametrize(
    ("body", "milestone", "error"),
    [
        pytest.param("", None, EmptyTextError, id="empty"),
        pytest.param(" \n\x00\u200b ", None, EmptyTextError, id="nothing to see"),
        pytest.param(" {nom} ", None, OnlyWordsToFillError, id="only a name"),
        pytest.param(" {nom|Madame} ", None, OnlyWordsToFillError, id="only a name or its default"),
        pytest.param("a" * 1601, None, TextTooLongError, id="too long"),
        pytest.param("{nom}, " * 14, None, TextTooLongError, id="names without end"),
        pytest.param("a" * 1500 + "{nom}", None, TextTooLongError, id="too long for some names"),
        pytest.param(
            "a" * 1500 + "{appartement|" + "b" * 120 + "}",
            None,
            TextTooLongError,
            id="too long where the default is said",
        ),
        pytest.param("…" * 600, None, TextTooLongError, id="too long once made plain"),
        pytest.param("Le {quand}.", None, MilestoneNeededError, id="date without milestone"),
        pytest.param("{travaux}.", None, MilestoneNeededError, id="works without milestone"),
        pytest.param(
            "{quand|bientôt} et {quand}",
            None,
            MilestoneNeededError,
            id="a default in one place only",
        ),
        pytest.param("Pour {qui}.", MILESTONE, UnknownPlaceholderError, id="unknown word"),
        pytest.param("Pour {nom|{qui}}.", MILESTONE, BracesInDefaultError, id="braces in braces"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused(
    body: str, milestone: Milestone | None, error: type[CampaignRefusedError]
) -> None:
    with pytest.raises(error):
        check_text(body, milestone)


@pytest.mark.parametrize(
    ("body", "milestone"),
    [
        pytest.param("{travaux} : {quand}. Répondez à ce SMS. " + "a" * 1400, MILESTONE, id="long"),
        pytest.param("Travaux : {quand|bientôt}.", None, id="a default for the date"),
        pytest.param("a" * 1480 + "{nom|Madame}", None, id="as long as the longest name allows"),
    ],
)
def test_a_good_text_passes(body: str, milestone: Milestone | None) -> None:
    check_text(body, milestone)
