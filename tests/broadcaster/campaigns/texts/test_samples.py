"""Samples: what was written beside what leaves."""

import pytest

from broadcaster.campaigns.texts import sample_of

LONG = "Vos fenêtres et la façade : mardi 12 mai. " + "a" * 60


def test_letters_folded_to_save_a_segment_are_shown() -> None:
    sample = sample_of(LONG)
    assert sample.sent == LONG.replace("ê", "e").replace("ç", "c")
    assert sample.letters == (("ê", "e"), ("ç", "c"))
    assert (sample.segments, sample.segments_as_written, sample.encoding) == (1, 2, "GSM-7")
    assert [pair for pair in sample.pieces if pair[0] != pair[1]] == [("ê", "e"), ("ç", "c")]


@pytest.mark.parametrize(
    ("written", "sent", "letters"),
    [
        pytest.param("Eau coupée mardi.", "Eau coupée mardi.", (), id="nothing to change"),
        pytest.param("Fenêtre.", "Fenêtre.", (), id="letters that save nothing stay"),
        pytest.param("L’eau… « ici »", 'L\'eau... "ici"', (), id="signs, but no letter"),
        pytest.param("سيتم قطع الماء", "سيتم قطع الماء", (), id="Arabic stays Arabic"),
    ],
)
def test_other_texts_keep_their_letters(
    written: str, sent: str, letters: tuple[tuple[str, str], ...]
) -> None:
    sample = sample_of(written)
    assert (sample.sent, sample.letters, sample.is_changed) == (sent, letters, written != sent)


@pytest.mark.parametrize("written", [LONG, "L’eau… « ici »", "Œuvre, cœur " * 8, "", "a"])
def test_the_pieces_make_up_both_texts(written: str) -> None:
    sample = sample_of(written)
    assert "".join(before for before, _after in sample.pieces) == sample.written
    assert "".join(after for _before, after in sample.pieces) == sample.sent
