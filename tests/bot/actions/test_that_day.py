"""« Ce jour-là », « le lendemain »: the day that was talked of, and never today by mistake."""

from datetime import timedelta

import pytest

from bot.actions.context.that_day import day_meant, names_that_day, with_day_meant
from bot.actions.hints import Hints
from broadcaster.works.models import CutKind
from tests.bot.actions.conftest import Line
from tests.broadcaster.works.estate import cut, milestone, on

THURSDAY: Hints = frozenset({"@2026-05-07"})


@pytest.mark.parametrize(
    "text",
    ["et l'eau ce jour-là ?", "le même jour aussi ?", "and that day?", "o gün su var mı",
     "há água nesse dia", "et le lendemain ?", "and the day after?"],
)  # fmt: skip
def test_a_day_may_be_meant_by_what_was_said(text: str) -> None:
    assert names_that_day(text)


@pytest.mark.parametrize("text", ["c'est quel jour ?", "aujourd'hui ?", "après-demain ?", "jeudi"])
def test_a_day_that_is_named_is_none(text: str) -> None:
    assert not names_that_day(text)


def test_the_day_talked_of_is_meant_and_no_other() -> None:
    meant = day_meant("et l'eau ce jour-là ?", THURSDAY)
    after = day_meant("et le lendemain ?", THURSDAY)
    assert meant is not None
    assert meant.as_text().startswith("2026-05-07")
    assert after is not None
    assert after.as_text().startswith("2026-05-08")
    assert day_meant("et l'eau ce jour-là ?", frozenset()) is None


def test_without_a_day_talked_of_it_is_not_today() -> None:
    today: Hints = frozenset({"@2026-05-05", "when"})
    assert with_day_meant(today, "et le chauffage ce jour-là ?", frozenset()) == {"when"}


async def test_another_cut_is_looked_for_on_the_same_day(line: Line) -> None:
    estate = line.estate
    await line.facts(
        cut(estate, CutKind.WATER, on(7, 9), staircase_id=estate.a1),
        cut(estate, CutKind.HEATING, on(8, 8), staircase_id=estate.a1),
    )
    await line.ask("cut_water", "l'eau est coupée jeudi 7 ?")
    line.clock.advance(timedelta(minutes=1))
    same = await line.ask("cut_heating", "et le chauffage, il marche ce jour-là aussi ?")
    assert "Je ne vois pas de coupure de chauffage jeudi 7 mai" in same.text
    line.clock.advance(timedelta(minutes=1))
    after = await line.ask("nlu_fallback", "et le lendemain ?")
    assert "vendredi 8 mai" in after.text


async def test_a_neighbours_day_is_never_taken_for_ones_own(line: Line) -> None:
    estate = line.estate
    await line.facts(
        milestone(estate, "bathroom", on(11), on(30), staircase_id=estate.a1),
        milestone(estate, "bathroom", on(12), on(13), flat_id=estate.flat_11),
    )
    own = await line.ask("works_my_flat", "c'est quand la salle de bain ?")
    assert "mardi 12 mai" in own.text
    line.clock.advance(timedelta(minutes=1))
    other = await line.ask("works_my_flat", "la salle de bain de mon voisin du 12 c'est quand ?")
    assert "mardi 12 mai" not in other.text
    assert "du lundi 11 mai" in other.text
