"""« Et pour le bat B ? »: the same of another building, which is asked for its staircase."""

from datetime import timedelta

import pytest

from broadcaster.register.models import Staircase
from broadcaster.works.models import CutKind
from tests.bot.actions.conftest import Line
from tests.bot.actions.context_scene import facade, planned, told
from tests.broadcaster.works.estate import IN_A1_FLAT_11, IN_B_FLAT_1, cut, milestone, on

UNSURE = "nlu_fallback"
WINDOW = "web:window"
WHICH_OF_A = "Pour le batiment A : quel escalier ?"
WHICH_OF_B = "Pour le batiment B : quel escalier ?"


@pytest.fixture
async def two(line: Line) -> Line:
    """Both buildings have two staircases, each with its own windows and water cut."""
    estate = line.estate
    second = Staircase(building_id=estate.b, code="2")
    await line.facts(second)
    for day, staircase in enumerate((estate.a1, estate.a2, estate.b1, second.id), 11):
        await line.facts(
            milestone(
                estate, "windows", on(day), on(day + 1), title="Pose des fenêtres",
                staircase_id=staircase,
            ),
            cut(estate, CutKind.WATER, on(day, 9), staircase_id=staircase),
        )  # fmt: skip
    return line


async def says(line: Line, text: str, number: str, topic: str = "inform_place") -> str:
    """What is answered a minute later."""
    line.clock.advance(timedelta(minutes=1))
    return (await line.ask(topic, text, number=number)).text


class TestAfterABroadcast:
    async def test_the_staircase_is_asked_for_where_they_differ(self, two: Line) -> None:
        estate = two.estate
        one = await planned(
            two,
            milestone(estate, "windows", on(20), on(22), title="Fenêtres", flat_id=estate.flat_11),
        )
        await told(two, one, IN_A1_FLAT_11, on(3))
        assert WHICH_OF_B in await says(two, "et pour le bat B ?", IN_A1_FLAT_11)
        answer = await says(two, "escalier 1", IN_A1_FLAT_11)
        assert "Pose des fenetres, bat. B esc. 1 : mercredi 13 mai" in answer

    async def test_what_holds_for_the_building_is_told(self, two: Line) -> None:
        one = await facade(two, on(12), on(23))
        await two.facts(
            milestone(
                two.estate, "facade", on(26), on(30), title="Façade", building_id=two.estate.b
            )
        )
        await told(two, one, IN_A1_FLAT_11, on(3))
        assert "bat. B : du mardi 26 mai" in await says(two, "et pour le bat B ?", IN_A1_FLAT_11)
        assert "fin prévue vendredi 29 mai" in await says(
            two, "et jusqu'à quand ?", IN_A1_FLAT_11, UNSURE
        )

    async def test_what_no_staircase_has_is_not_there(self, two: Line) -> None:
        one = await facade(two, on(12), on(23))
        await told(two, one, IN_A1_FLAT_11, on(3))
        answer = await says(two, "et pour le bat B ?", IN_A1_FLAT_11)
        assert "pas de date dans le calendrier, bat. B" in answer

    async def test_ones_own_building_is_ones_own_home(self, two: Line) -> None:
        one = await facade(two, on(12), on(23))
        await told(two, one, IN_A1_FLAT_11, on(3))
        answer = await says(two, "et pour le bat A ?", IN_A1_FLAT_11)
        assert "bat. A esc. 1 : du mardi 12 mai" in answer


class TestOneBuildingAfterAnother:
    async def test_windows_named_alone_are_asked_by_their_date(self, line: Line) -> None:
        await line.facts(
            milestone(line.estate, "windows", on(12), on(14), building_id=line.estate.a)
        )
        await says(line, "et les fenêtres", IN_A1_FLAT_11, "quality_windows")
        answer = await says(line, "et pour le bat B ?", IN_A1_FLAT_11)
        assert "Fenetres : pas de date dans le calendrier, bat. B" in answer

    async def test_another_building_while_a_staircase_is_awaited(self, two: Line) -> None:
        await two.facts(Staircase(building_id=two.estate.a, code="3"))
        await says(two, "l'eau est coupée quand ?", IN_B_FLAT_1, "cut_water")
        assert WHICH_OF_A in await says(two, "et pour le bat A ?", IN_B_FLAT_1)
        own = await says(two, "et le bat B ?", IN_B_FLAT_1)
        assert "Coupure d'eau, bat. B esc. 1 : mercredi 13 mai" in own

    @pytest.mark.parametrize("topic", ["inform_place", UNSURE, "works_progress"])
    async def test_the_same_question_goes_along(self, two: Line, topic: str) -> None:
        await says(two, "l'eau est coupée quand ?", IN_A1_FLAT_11, "cut_water")
        await says(two, "et pour le bat B ?", IN_A1_FLAT_11)
        assert WHICH_OF_B in await says(two, "et le bat B ?", IN_A1_FLAT_11, topic)
        answer = await says(two, "2", IN_A1_FLAT_11)
        assert "Coupure d'eau, bat. B esc. 2 : jeudi 14 mai" in answer


class TestInTheChat:
    """Who said where they live is not told to live where they ask about."""

    @pytest.fixture
    async def chat(self, two: Line) -> Line:
        await says(two, "bat A esc 1", WINDOW)
        return two

    @pytest.mark.parametrize("reply", ["2", "escalier 2", "B2"])
    async def test_another_building(self, chat: Line, reply: str) -> None:
        await says(chat, "l'eau est coupée quand ?", WINDOW, "cut_water")
        asked = await says(chat, "et pour le bat B ?", WINDOW)
        assert asked.replace("â", "a").startswith(WHICH_OF_B)
        assert "jeudi 14 mai" in await says(chat, reply, WINDOW)
        own = await says(chat, "l'eau est coupée quand ?", WINDOW, "cut_water")
        assert "A esc. 1 : lundi 11 mai" in own

    async def test_a_digit_after_something_else_moves_nobody(self, chat: Line) -> None:
        await says(chat, "l'eau est coupée quand ?", WINDOW, "cut_water")
        await says(chat, "et pour le bat B ?", WINDOW)
        await says(chat, "mon loyer va augmenter ?", WINDOW, "money_rent")
        digit = await says(chat, "2", WINDOW)
        assert "Coupure" not in digit
        own = await says(chat, "l'eau est coupée quand ?", WINDOW, "cut_water")
        assert "A esc. 1 : lundi 11 mai" in own

    async def test_another_building_out_of_the_blue_moves_nobody(self, chat: Line) -> None:
        await says(chat, "et pour le bat B ?", WINDOW)
        own = await says(chat, "l'eau est coupée quand ?", WINDOW, "cut_water")
        assert "A esc. 1 : lundi 11 mai" in own

    async def test_who_did_not_say_a_staircase_is_asked_for_ones_own(self, two: Line) -> None:
        await says(two, "l'eau est coupée quand bat A ?", WINDOW, "cut_water")
        assert "A esc. 2 : mardi 12 mai" in await says(two, "2", WINDOW)


class TestTwoQuestions:
    """Of two questions in one text, the one that takes time is gone on about."""

    @pytest.mark.parametrize("second", ["cut_toilet", "rehousing_day_shelter", "offer_price"])
    async def test_until_when(self, line: Line, second: str) -> None:
        await line.facts(
            milestone(line.estate, "bathroom", on(18), on(21), title="Salle de bain"),
            milestone(line.estate, "acceptance", on(1, month=9), on(2, month=9)),
        )
        await line.ask("works_start", "c'est quand la salle de bain")
        await line.ask(second, "et où on se douche ?")
        answer = await says(line, "et jusqu'à quand ?", IN_A1_FLAT_11, "works_end")
        assert "fin prévue mercredi 20 mai" in answer
