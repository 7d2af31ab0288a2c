"""What is said of water, power and the lift."""

from datetime import datetime, timedelta

import pytest

from broadcaster.sending.texts.segments import measure
from broadcaster.works.models import CutKind
from tests.bot.actions.conftest import Line
from tests.broadcaster.works.estate import IN_A1_FLAT_11, IN_A2_FLAT_21, cut, on, person

TOPIC_OF = {
    CutKind.WATER: "cut_water",
    CutKind.HOT_WATER: "cut_hot_water",
    CutKind.HEATING: "cut_heating",
    CutKind.POWER: "cut_power",
    CutKind.GAS: "cut_gas",
    CutKind.LIFT: "cut_lift",
    CutKind.TV_INTERNET: "cut_tv_internet",
}


@pytest.mark.parametrize("kind", list(CutKind))
async def test_each_kind_of_cut(line: Line, kind: CutKind) -> None:
    await line.facts(cut(line.estate, kind, on(12, 9)))
    answers = {name: await line.ask(topic) for name, topic in TOPIC_OF.items()}
    assert "mardi 12 mai, de 9 h à 12 h" in answers[kind].text
    assert answers[kind].handoff is None
    for other, answer in answers.items():
        if other is not kind:
            assert "12 mai" not in answer.text
            assert answer.handoff == "missing_fact"


@pytest.mark.parametrize("topic", ["cut_water", "cut_power", "cut_heating"])
@pytest.mark.parametrize(
    ("starts", "cancelled", "words", "handoff"),
    [
        pytest.param(on(4, 8), False, "Retour prévu : 11 h", None, id="under way"),
        pytest.param(on(4, 8), True, "annulé", None, id="cancelled today"),
        pytest.param(on(3, 12), False, "Une personne va", "needs_person", id="just over"),
        pytest.param(on(1, 8), False, "Je ne vois pas", "missing_fact", id="long over"),
        pytest.param(on(1, 8), True, "Je ne vois pas", "missing_fact", id="cancelled long ago"),
    ],
)
async def test_a_cut_by_its_hours(
    sqlite_line: Line,
    topic: str,
    starts: datetime,
    cancelled: bool,
    words: str,
    handoff: str | None,
) -> None:
    kind = next(kind for kind, name in TOPIC_OF.items() if name == topic)
    await sqlite_line.facts(cut(sqlite_line.estate, kind, starts, cancelled=cancelled))
    answer = await sqlite_line.ask(topic)
    assert words in answer.text
    assert answer.handoff == handoff


async def test_another_staircases_cut_is_not_told(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.WATER, on(5, 9), staircase_id=line.estate.a2))
    mine = await line.ask("cut_water", number=IN_A1_FLAT_11)
    theirs = await line.ask("cut_water", number=IN_A2_FLAT_21)
    assert "Je ne vois pas de coupure d'eau prévue, bat. A esc. 1" in mine.text
    assert "mardi 5 mai" in theirs.text


async def test_a_cut_that_replaces_a_cancelled_one_is_told(line: Line) -> None:
    await line.facts(
        cut(line.estate, CutKind.WATER, on(5, 9), cancelled=True),
        cut(line.estate, CutKind.WATER, on(7, 9)),
    )
    text = (await line.ask("cut_water")).text
    assert "jeudi 7 mai" in text
    assert "5 mai" not in text


async def test_a_stale_cut_is_said_to_be_so(line: Line) -> None:
    await line.facts(
        person(line.estate), cut(line.estate, CutKind.POWER, on(12, 9), confirmed=on(1, month=4))
    )
    text = (await line.ask("cut_power")).text
    assert "Attention : pas confirmé depuis le mercredi 1er avril" in text
    assert "06 39 98 02 00" in text


async def test_an_end_on_another_day_names_the_day(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.LIFT, on(4, 8), hours=60))
    assert "Retour prévu : mercredi 6 mai, 20 h" in (await line.ask("cut_lift")).text


async def test_the_same_question_is_answered_anew_as_time_passes(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.WATER, on(4, 10)))
    ahead = (await line.ask("cut_water")).text
    line.clock.advance(timedelta(hours=2))
    during = (await line.ask("cut_water")).text
    line.clock.advance(timedelta(hours=3))
    over = (await line.ask("cut_water")).text
    assert "lundi 4 mai, de 10 h à 13 h" in ahead
    assert "Eau coupée en ce moment" in during
    assert "Toujours coupé ?" in over


async def test_no_toilet_is_for_a_person_and_a_water_cut_explains_it(line: Line) -> None:
    before = await line.ask("cut_toilet")
    await line.facts(cut(line.estate, CutKind.WATER, on(4, 8)))
    during = await line.ask("cut_toilet")
    assert "Eau coupée en ce moment" in during.text
    assert before.handoff == during.handoff == "needs_person"


async def test_a_cut_of_no_kind_tells_every_kind_to_come(line: Line) -> None:
    await line.facts(
        cut(line.estate, CutKind.POWER, on(12, 9)), cut(line.estate, CutKind.LIFT, on(13, 9))
    )
    text = (await line.ask("cut_water", "c'est quand la prochaine coupure ?")).text
    assert "12 mai" in text
    assert "13 mai" in text
    named = (await line.ask("cut_power", "c'est quand la coupure de courant ?")).text
    assert "13 mai" not in named


async def test_cuts_of_every_kind_are_told_by_their_days(line: Line) -> None:
    await line.facts(
        cut(line.estate, CutKind.WATER, on(20, 9)),
        cut(line.estate, CutKind.HEATING, on(13, 9)),
        cut(line.estate, CutKind.LIFT, on(6, 9)),
    )
    text = (await line.ask("cut_water", "c quand la coupure")).text
    assert text.index(" 6 mai") < text.index("13 mai") < text.index("20 mai")


@pytest.mark.parametrize("language", ["fr", "en", "ar", "tr", "pt"])
async def test_and_in_two_segments(sqlite_line: Line, language: str) -> None:
    line = sqlite_line
    kinds = (CutKind.WATER, CutKind.HEATING, CutKind.TV_INTERNET)
    days = (20, 27, 13)
    await line.facts(
        *(cut(line.estate, one, on(day, 9)) for one, day in zip(kinds, days, strict=True))
    )
    await line.speaks(IN_A1_FLAT_11, language)
    text = (await line.ask("cut_water", "c quand la coupure")).text
    assert "13" in text
    assert measure(text).segments <= 2


@pytest.fixture
async def kinds(line: Line) -> Line:
    """Water and power are cut on one Tuesday, hot water on the Thursday."""
    await line.facts(
        cut(line.estate, CutKind.WATER, on(12, 9)),
        cut(line.estate, CutKind.POWER, on(12, 8)),
        cut(line.estate, CutKind.HOT_WATER, on(14, 8)),
    )
    return line


@pytest.mark.parametrize("question", ["y a une coupure mardi 12 ?", "une coupure le 12 mai ?"])
@pytest.mark.parametrize("topic", ["cut_water", "cut_power", "cut_tv_internet", "works_today"])
async def test_a_cut_of_no_kind_on_a_day_is_every_cut_of_it(
    kinds: Line, topic: str, question: str
) -> None:
    text = (await kinds.ask(topic, question)).text
    assert "coupure d'eau" in text.lower()
    assert "coupure d'électricité" in text
    assert "Non" not in text


async def test_the_only_kind_of_that_day_is_said_in_its_own_words(kinds: Line) -> None:
    text = (await kinds.ask("cut_water", "y a une coupure jeudi 14 ?")).text
    assert text.startswith("Oui. Coupure d'eau chaude, bat. A esc. 1 : jeudi 14 mai")


async def test_and_another_day_asks_for_every_kind_too(kinds: Line) -> None:
    await kinds.ask("cut_water", "y a une coupure mardi 12 ?")
    kinds.clock.advance(timedelta(minutes=1))
    assert "eau chaude" in (await kinds.ask("nlu_fallback", "et jeudi 14 ?")).text
    kinds.clock.advance(timedelta(minutes=1))
    none = (await kinds.ask("nlu_fallback", "et vendredi 15 ?")).text
    assert none.startswith("Non. Je ne vois aucune coupure vendredi 15 mai")
    assert "12 mai" in none


async def test_a_cut_called_off_is_said_to_be(kinds: Line) -> None:
    await kinds.facts(cut(kinds.estate, CutKind.LIFT, on(18, 9), cancelled=True))
    assert "annulé" in (await kinds.ask("cut_water", "y a une coupure le 18 ?")).text


async def test_no_cut_of_any_kind_is_for_a_person(line: Line) -> None:
    answer = await line.ask("cut_water", "y a une coupure lundi 11 ?")
    assert "Je ne vois aucune coupure prévue" in answer.text
    assert answer.handoff == "missing_fact"


async def test_the_coming_cuts_are_asked_for_as_the_programme(kinds: Line) -> None:
    text = (await kinds.ask("works_programme", "quelles sont les prochaines coupures")).text
    assert text.index("12 mai") < text.index("14 mai")
