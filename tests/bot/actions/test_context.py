"""A text that says nothing by itself is about what was said before."""

from datetime import timedelta

import pytest

from broadcaster.sending.models import DeliveryState
from broadcaster.works.models import CutKind, MilestoneState, PersonRole, SitePerson
from tests.bot.actions.conftest import STRANGER, Line
from tests.bot.actions.context_scene import bathroom, facade, moved, told
from tests.broadcaster.works.estate import (
    IN_A1_FLAT_11,
    IN_A1_FLAT_12,
    cut,
    milestone,
    on,
)

UNSURE = "nlu_fallback"
"""What the classifier makes of a text of three words; the context decides all the same."""


async def later(line: Line, **by: float) -> None:
    line.clock.advance(timedelta(**by or {"minutes": 1}))


@pytest.fixture
async def cuts(line: Line) -> Line:
    """Water is cut in A1 on the 6th, in B on the 8th; power in A1 on the 7th."""
    estate = line.estate
    await line.facts(
        cut(estate, CutKind.WATER, on(6, 9), staircase_id=estate.a1),
        cut(estate, CutKind.WATER, on(8, 14), building_id=estate.b),
        cut(estate, CutKind.POWER, on(7, 8), staircase_id=estate.a1),
    )
    return line


class TestLastTopic:
    """« Et … ? » after an answer."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("et pour le bat B ?", "vendredi 8 mai"),
            ("pareil pour le bâtiment B ?", "vendredi 8 mai"),
            ("et jusqu'à quand ?", "de 9 h à 12 h"),
            ("c'est à quelle heure ?", "de 9 h à 12 h"),
            ("et le courant ?", "jeudi 7 mai"),
            ("et jeudi ?", "Je ne vois pas de coupure d'eau jeudi 7 mai"),
            ("et mercredi ?", "mercredi 6 mai"),
            ("and building B?", "vendredi 8 mai"),
        ],
    )
    async def test_the_topic_is_inherited(self, cuts: Line, text: str, words: str) -> None:
        await cuts.ask("cut_water", "quand est coupée l'eau ?")
        await later(cuts)
        assert words in (await cuts.ask(UNSURE, text)).text

    async def test_a_cut_is_told_again_to_who_asks_whether_it_is_cancelled(
        self, cuts: Line
    ) -> None:
        await cuts.ask("cut_water", "quand est coupée l'eau ?")
        await later(cuts)
        assert "mercredi 6 mai" in (await cuts.ask("deny", "elle est annulée ou pas")).text

    async def test_whether_the_caretaker_is_there_is_told_by_the_hours(self, line: Line) -> None:
        caretaker = SitePerson(
            site_id=line.estate.site, role=PersonRole.CARETAKER, name="Rosa Teixeirinha",
            number="+33199000220", hours="du lundi au vendredi", confirmed_at=on(3, 9),
        )  # fmt: skip
        await line.facts(caretaker)
        await line.ask("contact_caretaker", "c'est qui le gardien ?")
        await later(line)
        asked = "il est là le samedi ?"
        assert "Du lundi au vendredi" in (await line.ask("access_weekend", asked)).text
        await line.ask("works_start", "quand commencent les travaux ?")
        await later(line)
        assert "lundi au vendredi" not in (await line.ask("access_weekend", asked)).text

    async def test_place_and_day_are_inherited_too(self, cuts: Line) -> None:
        await cuts.ask("cut_water", "l'eau est coupée quand au bat B ?")
        await later(cuts)
        assert "de 14 h à 17 h" in (await cuts.ask(UNSURE, "et jusqu'à quand ?")).text
        await later(cuts)
        power = await cuts.ask(UNSURE, "et le courant ?")
        assert "bat. B" in power.text

    async def test_the_day_of_one_question_holds_for_the_next_thing(self, cuts: Line) -> None:
        await cuts.ask("cut_water", "y aura de l'eau jeudi ?")
        await later(cuts)
        assert "jeudi 7 mai, de 8 h à 11 h" in (await cuts.ask(UNSURE, "et le courant ?")).text

    async def test_a_topic_is_forgotten_after_a_day(self, cuts: Line) -> None:
        await cuts.ask("cut_water", "l'eau ?")
        await later(cuts, hours=25)
        assert (await cuts.ask(UNSURE, "et jusqu'à quand ?")).handoff == "not_understood"

    async def test_a_topic_nobody_goes_on_about_ends_the_last_one(self, cuts: Line) -> None:
        await cuts.ask("cut_water", "l'eau ?")
        await later(cuts)
        await cuts.ask("money_rent", "mon loyer va augmenter ?")
        await later(cuts)
        assert (await cuts.ask(UNSURE, "et jusqu'à quand ?")).handoff == "not_understood"

    async def test_the_last_of_two_topics_wins(self, cuts: Line) -> None:
        await cuts.ask("cut_water", "l'eau ?")
        await later(cuts)
        await cuts.ask("cut_power", "le courant ?")
        await later(cuts)
        assert "de 8 h à 11 h" in (await cuts.ask(UNSURE, "à quelle heure ?")).text

    @pytest.mark.parametrize("text", ["ok", "merci", "c'est bon", "bonjour", "oui"])
    async def test_courtesies_are_no_follow_up(self, cuts: Line, text: str) -> None:
        await cuts.ask("cut_water", "l'eau ?")
        await later(cuts)
        assert "mai" not in (await cuts.ask("service_thanks", text)).text

    async def test_where_one_lives_is_still_asked_and_told(self, cuts: Line) -> None:
        await cuts.ask("cut_water", "l'eau ?", number=STRANGER)
        await later(cuts)
        told_place = await cuts.ask("inform_place", "bat A esc 1", number=STRANGER)
        assert "mercredi 6 mai" in told_place.text
        await later(cuts)
        other = await cuts.ask(UNSURE, "et pour le bat B ?", number=STRANGER)
        assert "vendredi 8 mai" in other.text
        await later(cuts)
        assert "mercredi 6 mai" in (await cuts.ask("cut_water", "l'eau", number=STRANGER)).text


class TestAnotherFlat:
    """A number never learns the data of a flat that is not its own."""

    @pytest.mark.parametrize(
        "text",
        ["pareil pour ma mère au 3e ?", "et pour ma voisine ?", "et chez mon frère appt 12 ?"],
    )
    async def test_only_the_staircases_facts_are_told(self, line: Line, text: str) -> None:
        estate = line.estate
        await line.facts(
            milestone(estate, "bathroom", on(12), on(13), flat_id=estate.flat_11),
            milestone(estate, "bathroom", on(20), on(21), flat_id=estate.flat_12),
        )
        await line.ask("works_my_flat", "vous venez quand chez moi ?")
        await later(line)
        answer = await line.ask(UNSURE, text)
        assert "12 mai" not in answer.text
        assert "20 mai" not in answer.text

    async def test_what_holds_for_all_is_told(self, cuts: Line) -> None:
        await cuts.ask("cut_water", "l'eau ?")
        await later(cuts)
        answer = await cuts.ask(UNSURE, "pareil pour ma mère au 3e ?")
        assert "mercredi 6 mai" in answer.text

    async def test_another_building_is_told_as_anybody_may_know_it(self, line: Line) -> None:
        estate = line.estate
        await line.facts(
            milestone(estate, "facade", on(12), on(16), building_id=estate.a),
            milestone(estate, "facade", on(26), on(30), building_id=estate.b),
        )
        answer = await line.ask("works_start", "ça commence quand au bat B ?")
        assert "mardi 26 mai" in answer.text
        await later(line)
        assert "mardi 12 mai" in (await line.ask("works_start", "ça commence quand ?")).text


class TestLastBroadcast:
    """A message came, and the tenant answers it."""

    async def test_it_is_confirmed(self, line: Line) -> None:
        one = await bathroom(line, on(12, 9), on(12, 12))
        await told(line, one, IN_A1_FLAT_11, on(3))
        for text in ("mais pour mardi c'est bon ou pas ?", "c'est toujours bon ?"):
            answer = await line.ask(UNSURE, text)
            assert answer.text == (
                "Oui. Votre logement : Salle de bain, mardi 12 mai, de 9 h à 12 h."
                " Confirmé le dimanche 3 mai."
            )
            assert answer.handoff is None

    async def test_a_moved_date_is_corrected(self, line: Line) -> None:
        one = await bathroom(line, on(12), on(13))
        await told(line, one, IN_A1_FLAT_11, on(3))
        await moved(line, one, on(19), on(20))
        for text in ("pour mardi 12 c'est bon ?", "c'est toujours bon ?", "je serai là"):
            text_of_answer = (await line.ask("affirm", text)).text
            assert text_of_answer.startswith("La date a changé.")
            assert "mardi 19 mai" in text_of_answer
            assert "12 mai" not in text_of_answer

    async def test_another_day_is_denied(self, line: Line) -> None:
        one = await bathroom(line, on(12), on(13))
        await told(line, one, IN_A1_FLAT_11, on(3))
        answer = await line.ask(UNSURE, "c'est bien jeudi ?")
        assert answer.text.startswith("Non, pas jeudi 7 mai.")
        assert "mardi 12 mai" in answer.text

    async def test_cancelled_is_said(self, line: Line) -> None:
        one = await bathroom(line, on(12), on(13))
        await told(line, one, IN_A1_FLAT_11, on(3))
        async with line.database.write() as session:
            (await session.get_one(type(one), one.id)).state = MilestoneState.CANCELLED
        answer = await line.ask(UNSURE, "c'est toujours bon ?")
        assert "annulé" in answer.text
        assert not answer.text.startswith("Oui")

    async def test_i_shall_be_there(self, line: Line) -> None:
        one = await bathroom(line, on(7), on(8))
        await told(line, one, IN_A1_FLAT_11, on(3))
        answer = await line.ask("affirm", "ok je serai là")
        assert answer.text.startswith("Merci.")
        assert "jeudi 7 mai" in answer.text

    async def test_until_when_and_another_building(self, line: Line) -> None:
        estate = line.estate
        one = await facade(line, on(12), on(23))
        await line.facts(milestone(estate, "facade", on(26), on(30), building_id=estate.b))
        await told(line, one, IN_A1_FLAT_11, on(3))
        assert "fin prévue vendredi 22 mai" in (await line.ask(UNSURE, "et jusqu'à quand ?")).text
        assert "mardi 26 mai" in (await line.ask(UNSURE, "et pour le bat B ?")).text

    async def test_it_holds_until_the_day_after_the_event(self, line: Line) -> None:
        one = await facade(line, on(12), on(13))
        await told(line, one, IN_A1_FLAT_11, on(3))
        line.clock.moment = on(13, 20)
        assert (await line.ask(UNSURE, "c'est toujours bon ?")).topic != "out_of_scope"
        line.clock.moment = on(14, 1)
        assert (await line.ask(UNSURE, "c'est toujours bon ?")).topic == "out_of_scope"

    @pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.SKIPPED])
    async def test_what_did_not_arrive_is_no_context(
        self, line: Line, state: DeliveryState
    ) -> None:
        one = await facade(line, on(12), on(13))
        await told(line, one, IN_A1_FLAT_11, on(3), state=state)
        assert (await line.ask(UNSURE, "c'est toujours bon ?")).topic == "out_of_scope"

    async def test_others_know_nothing_of_it(self, line: Line) -> None:
        one = await bathroom(line, on(12), on(13))
        await told(line, one, IN_A1_FLAT_11, on(3))
        for number in (IN_A1_FLAT_12, STRANGER, "web:window"):
            answer = await line.ask(UNSURE, "pour mardi c'est bon ?", number=number)
            assert "12 mai" not in answer.text

    async def test_the_later_of_topic_and_broadcast_wins(self, cuts: Line) -> None:
        one = await facade(cuts, on(12), on(23))
        await told(cuts, one, IN_A1_FLAT_11, on(3))
        await cuts.ask("cut_water", "l'eau ?")
        await later(cuts)
        assert "Coupure d'eau" in (await cuts.ask(UNSURE, "et jusqu'à quand ?")).text
        # The broadcast's own day is about the broadcast, whatever came after it …
        assert "Facade" in (await cuts.ask(UNSURE, "pour mardi c'est bon ?")).text
        await later(cuts)
        # … and then it is what was last spoken of.
        assert "Facade" in (await cuts.ask(UNSURE, "et jusqu'à quand ?")).text

    async def test_a_weekday_is_the_one_that_was_told(self, line: Line) -> None:
        """« Mardi » is the 19th of the message, not tomorrow."""
        one = await bathroom(line, on(19), on(20))
        await told(line, one, IN_A1_FLAT_11, on(3))
        answer = await line.ask("works_my_flat", "mais pour mardi c'est bon ou pas ?")
        assert answer.text.startswith("Oui.")
        assert "mardi 19 mai" in answer.text


class TestNamedDay:
    """A day in a question is what is answered."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("y aura de l'eau mercredi ?", "Coupure d'eau, bat. A esc. 1 : mercredi 6 mai"),
            ("y aura de l'eau jeudi ?", "Je ne vois pas de coupure d'eau jeudi 7 mai"),
            ("et l'eau la semaine prochaine ?", "du lundi 11 mai au dimanche 17 mai"),
            ("de l'eau mercredi matin ?", "mercredi 6 mai, de 9 h à 12 h"),
            ("de l'eau mercredi soir ?", "mercredi 6 mai, de 9 h à 12 h"),
        ],
    )
    async def test_a_cut_of_that_day(self, cuts: Line, text: str, words: str) -> None:
        assert words in (await cuts.ask("cut_water", text)).text

    async def test_no_cut_known_at_all_is_for_a_person(self, line: Line) -> None:
        assert (await line.ask("cut_gas", "le gaz jeudi ?")).handoff == "missing_fact"

    @pytest.mark.parametrize(
        ("text", "begins"),
        [
            ("vous venez le 12 ?", "Oui. Votre logement"),
            ("vous venez mardi 12 ?", "Oui. Votre logement"),
            ("vous venez jeudi ?", "Non, pas jeudi 7 mai. Votre logement"),
            ("vous venez la semaine prochaine ?", "Oui. Votre logement"),
            ("vous deviez venir jeudi dernier", "Votre logement"),
        ],
    )
    async def test_a_visit_on_that_day(self, line: Line, text: str, begins: str) -> None:
        estate = line.estate
        await line.facts(milestone(estate, "bathroom", on(12), on(13), flat_id=estate.flat_11))
        answer = await line.ask("works_my_flat", text)
        assert answer.text.startswith(begins)
        assert "mardi 12 mai" in answer.text

    async def test_a_staircases_dates_are_no_promise_for_a_flat(self, line: Line) -> None:
        estate = line.estate
        await line.facts(milestone(estate, "bathroom", on(11), on(30), staircase_id=estate.a1))
        answer = await line.ask("works_my_flat", "vous venez chez moi le 12 ?")
        assert not answer.text.startswith(("Oui", "Non"))

    async def test_a_day_waits_with_its_question_for_the_place(self, cuts: Line) -> None:
        await cuts.ask("cut_water", "y aura de l'eau jeudi ?", number=STRANGER)
        await later(cuts)
        answer = await cuts.ask("inform_place", "bat A esc 1", number=STRANGER)
        assert "Je ne vois pas de coupure d'eau jeudi 7 mai" in answer.text

    async def test_a_start_is_confirmed_only_on_its_day(self, line: Line) -> None:
        await line.facts(milestone(line.estate, "facade", on(12), on(23)))
        right = await line.ask("works_start", "ça commence mardi 12 ?")
        wrong = await line.ask("works_start", "ça commence le 14 ?")
        assert right.text.startswith("Oui.")
        assert wrong.text.startswith("Non, pas jeudi 14 mai.")


class TestWithinASubject:
    """A few words on top are about what was just told."""

    async def test_the_telephone_in_a_tv_cut_is_for_a_person(self, line: Line) -> None:
        await line.facts(cut(line.estate, CutKind.TV_INTERNET, on(12, 14)))
        await line.ask("cut_tv_internet", "c'est quand la coupure télé")
        await later(line)
        answer = await line.ask("offer_what", "le téléphone aussi ?")
        assert answer.handoff == "needs_person"
        await later(line)
        assert "Durée : 3 heures." in (await line.ask("offer_trouble", "combien de temps")).text

    async def test_a_shower_on_the_day_of_the_water_cut(self, line: Line) -> None:
        await line.facts(cut(line.estate, CutKind.WATER, on(12, 9)))
        await line.ask("cut_water", "l'eau est coupée mardi 12 ?")
        await later(line)
        text = (await line.ask("cut_toilet", "ce jour-là je peux me doucher le soir ?")).text
        assert "mardi 12 mai, de 9 h à 12 h" in text

    async def test_the_works_that_were_named_are_what_is_when(self, line: Line) -> None:
        windows = milestone(line.estate, "windows", on(12), on(14), title="Pose des fenêtres")
        await line.facts(windows, milestone(line.estate, "facade", on(6), on(8)))
        await line.ask("access_furniture", "il faut enlever les rideaux pour les fenêtres ?")
        await later(line)
        assert "Pose des fenetres" in (await line.ask("works_start", "c'est quand déjà")).text
