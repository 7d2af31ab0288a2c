"""Folding: signs always, letters where it saves a segment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.sending.texts.folding import (
    _PLAIN,
    as_sent,
    changed_letters,
    fold_letters,
    fold_typography,
)
from broadcaster.sending.texts.segments import measure

FAMILY = "👩‍👩‍👧‍👦"  # 11 UTF-16 units that are one sign


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("l’eau", "l'eau", id="apostrophe"),
        pytest.param("« Ici »", '"Ici"', id="French quotes and their spaces"),
        pytest.param("«\u202fIci\u00a0» là", '"Ici" là', id="French quotes, narrow spaces"),
        pytest.param("“Ici” ‘là’", "\"Ici\" 'là'", id="English quotes"),
        pytest.param("Bientôt…", "Bientôt...", id="ellipsis; no letter is touched"),
        pytest.param("9 h\u202f– 12\u00a0h — merci", "9 h - 12 h - merci", id="dashes and spaces"),
        pytest.param("A → B", "A -> B", id="arrow"),
        pytest.param("un\r\ndeux\rtrois\tquatre", "un\ndeux\ntrois quatre", id="line ends, tab"),
        pytest.param("a\x00b\x07c\u200bd\ufeff\xad", "abcd", id="invisible controls"),
        pytest.param("a\u202eb\u2066c", "abc", id="overrides of direction"),
        pytest.param("seul \ud83d ici", "seul  ici", id="half an emoji"),
        pytest.param("e\u0301te\u0301", "été", id="composed"),
        pytest.param("e\x00\u0301", "é", id="composed across what was dropped"),
        pytest.param("السلام", "السلام", id="Arabic stays"),
        pytest.param(FAMILY, FAMILY, id="emoji stay"),
        pytest.param("?;:!", "?;:!", id="plain stays"),
    ],
)
def test_typography_is_folded(text: str, plain: str) -> None:
    assert fold_typography(text) == plain


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold_typography(text)

    assert fold_typography(once) == once


@given(st.text(alphabet="«»‹›“”‘’…–—→\u00a0\u202f\u2009 abc"))
def test_typography_alone_never_costs_ucs2(text: str) -> None:
    assert measure(fold_typography(text)).encoding == "GSM-7"


LONG = "Les fenêtres de la façade seront changées lundi. Gardez vos clés à portée de main, svp."


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        pytest.param("Fenêtre à 9 h", "Fenêtre à 9 h", id="short: nothing is saved"),
        pytest.param(LONG, LONG.replace("ê", "e").replace("ç", "c"), id="long: a segment is saved"),
        pytest.param(LONG + "🙂", LONG + "🙂", id="an emoji needs UCS-2 anyway"),
        pytest.param("السلام " * 20, "السلام " * 20, id="Arabic stays Arabic"),
        pytest.param("Cœur " * 20, "Coeur " * 20, id="ligature"),
        pytest.param("À Noël, É " * 9, "A Noel, É " * 9, id="capitals: À folds, É is in GSM-7"),
        pytest.param("Akdoğmuş " * 12, "Akdogmus " * 12, id="a Turkish name"),
    ],
)
def test_letters_are_folded_only_where_it_saves_a_segment(text: str, sent: str) -> None:
    assert as_sent(text) == sent


def test_the_writer_is_shown_which_letters_change() -> None:
    assert changed_letters(LONG) == (("ê", "e"), ("ç", "c"))
    assert changed_letters("Fenêtre à 9 h") == ()


@given(st.text())
def test_folding_never_costs_a_segment_and_never_asks(text: str) -> None:
    sent = as_sent(text)
    assert measure(sent).segments <= measure(fold_typography(text)).segments
    assert sent.count("?") == fold_typography(text).count("?")


@given(st.text())
def test_what_was_sent_would_be_sent_alike(text: str) -> None:
    assert as_sent(as_sent(text)) == as_sent(text)


@given(st.text())
def test_folded_letters_stay_folded(text: str) -> None:
    assert fold_letters(fold_letters(text)) == fold_letters(text)


@pytest.mark.parametrize("sign", [*_PLAIN, "\x00", "\x1f", "\x7f", "\x9f", "\ud800"], ids=ascii)
def test_no_sign_is_overlooked(sign: str) -> None:
    """Most texts have nothing to fold, and are let through without a closer look."""
    assert fold_typography(f"a{sign}b") == f"a{_PLAIN.get(sign, '')}b"
