"""The texts staff start from: complete, plain, and cheap."""

from importlib.resources import files

import pytest
import yaml

from broadcaster.campaigns.models import Moment
from broadcaster.campaigns.texts import ABOUT_MILESTONE, fill, placeholders
from broadcaster.campaigns.texts.saved_texts import GENERIC, SavedText, saved_texts, texts_for
from broadcaster.sending.texts.segments import measure

LONG_WINDOW = "du mercredi 23 septembre au mercredi 30 septembre"
EVERY_TEXT = [pytest.param(text, id=f"{text.kind}-{text.moment}") for text in saved_texts()]


def kinds_of_milestones() -> list[str]:
    source = files("broadcaster.works").joinpath("kinds.yml")
    return list(yaml.safe_load(source.read_text(encoding="utf-8")))


@pytest.mark.parametrize("kind", [GENERIC, *kinds_of_milestones()])
def test_every_kind_has_its_text_for_every_moment(kind: str) -> None:
    texts = texts_for(kind)

    assert set(texts) == set(Moment)
    assert {text.kind for text in texts.values()} == {kind}


def test_a_kind_without_texts_gets_the_generic_ones() -> None:
    assert texts_for("swimming_pool") == texts_for(GENERIC)


@pytest.mark.parametrize("text", EVERY_TEXT)
def test_a_saved_text_fits_one_segment_and_invites_an_answer(text: SavedText) -> None:
    filled = fill(text.body, {"quand": LONG_WINDOW, "travaux": "Porte du local à ordures"})

    cost = measure(filled)
    assert (cost.encoding, cost.segments) == ("GSM-7", 1), cost
    assert filled.endswith("Une question ? Répondez à ce SMS.")
    assert "demain" not in filled


@pytest.mark.parametrize("text", EVERY_TEXT)
def test_a_saved_text_gives_the_date_unless_it_is_over(text: SavedText) -> None:
    used = placeholders(text.body)

    assert set(used) <= set(ABOUT_MILESTONE)
    assert ("quand" in used) == (text.moment not in (Moment.DONE, Moment.CANCELLED))
