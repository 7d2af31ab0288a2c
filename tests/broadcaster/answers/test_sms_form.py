import pytest

from broadcaster.answers.sms_form import sms_form
from broadcaster.sending.texts.segments import measure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("mardi 18 août, fenêtres", "mardi 18 aout, fenetres", id="French letters"),
        pytest.param("déjà là, où ? à 9 h, Été", "déjà là, où ? à 9 h, Été", id="letters GSM has"),
        pytest.param("l’eau « chaude » …", 'l\'eau "chaude" ...', id="typography"),
        pytest.param("Çarşamba, ışık, İzmir", "Çarsamba, isik, Izmir", id="Turkish"),
        pytest.param("terça-feira às 9:00 não", "terca-feira às 9:00 nao", id="Portuguese"),
        pytest.param("cœur Œuvre", "coeur OEuvre", id="ligatures"),
        pytest.param("الماء مقطوع – août", "الماء مقطوع – août", id="Arabic stays whole"),
        pytest.param("e\u0302tre", "etre", id="decomposed"),
    ],
)
def test_a_telephone_reads_it_for_one_unit_a_letter(text: str, expected: str) -> None:
    assert sms_form(text) == expected


@pytest.mark.parametrize("text", ["mardi 18 août", "Çarşamba, ığüşöç", "ãõçâêôáíóú ÀÂÔŒ ï"])
def test_latin_text_becomes_gsm(text: str) -> None:
    assert measure(sms_form(text)).encoding == "GSM-7"
