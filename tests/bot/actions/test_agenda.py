"""A general question is told everything of the calendar: works, visits, meetings and cuts."""

import pytest

from bot.actions.message import Question
from bot.actions.plainly import heard_plainly
from broadcaster.answers.sms_form import sms_form
from broadcaster.sending.texts.segments import measure
from broadcaster.works.models import CutKind, MilestoneState
from tests.bot.actions.conftest import Line
from tests.broadcaster.answers.catalogue import system_text
from tests.broadcaster.works.estate import IN_A1_FLAT_11, IN_B_FLAT_1, cut, milestone, on, person

UNCLEAR = "nlu_fallback"


@pytest.fixture
async def busy(line: Line) -> Line:
    """Works, cuts, a visit and a meeting in building A; today is Monday 4 May, 9 o'clock."""
    estate = line.estate
    await line.facts(
        person(estate),
        milestone(
            estate, "facade", on(1), on(30), title="Façade", state=MilestoneState.UNDER_WAY,
            building_id=estate.a,
        ),
        milestone(estate, "scaffolding", on(26), on(29), title="Échafaudage", building_id=estate.a),
        milestone(
            estate, "technical_visit", on(11), on(15), title="Visite technique",
            building_id=estate.a,
        ),
        milestone(estate, "public_meeting", on(13, 18), on(13, 20), title="Réunion publique"),
        cut(estate, CutKind.WATER, on(11, 9), building_id=estate.a),
        cut(estate, CutKind.POWER, on(11, 8), building_id=estate.a),
        cut(estate, CutKind.GAS, on(13, 9), 2, staircase_id=estate.a1),
        cut(estate, CutKind.LIFT, on(13, 9), cancelled=True, staircase_id=estate.a1),
    )  # fmt: skip
    return line


async def asked(line: Line, topic: str, text: str, number: str = IN_A1_FLAT_11) -> str:
    """What a tenant is told whose question was understood as a topic."""
    plain = heard_plainly(Question(text, topic, 0.5))
    return (await line.ask(plain.topic, text, number=number)).text


class TestNamedDays:
    """A day or a week that is named is what is answered."""

    @pytest.mark.parametrize(
        ("topic", "text"),
        [
            ("works_my_flat", "lundi 11 il y a quoi chez moi ?"),
            ("access_weekend", "il y a des travaux lundi 11 ?"),
            ("works_programme", "programme des travaux lundi 11"),
            ("works_today", "vous faites quoi lundi 11"),
            (UNCLEAR, "y a quoi le 11"),
            ("out_of_scope", "quoi de prévu lundi 11 mai"),
            (UNCLEAR, "what is planned on Monday 11 May?"),
            (UNCLEAR, "11 Mayıs pazartesi ne var"),
            (UNCLEAR, "o que há na segunda-feira 11 de maio"),
            ("access_weekend", "هل هناك أشغال يوم الاثنين 11 ماي؟"),
        ],
    )
    async def test_cuts_visits_and_works_of_a_day(self, busy: Line, topic: str, text: str) -> None:
        assert await asked(busy, topic, text) == (
            "Lundi 11 mai, bat. A esc. 1 : Visite technique, du lundi 11 mai au jeudi 14 mai ; "
            "coupure d'électricité, de 8 h à 11 h ; coupure d'eau, de 9 h à 12 h ; facade."
        )

    @pytest.mark.parametrize("topic", ["works_progress", "works_programme", "works_today"])
    async def test_a_week(self, busy: Line, topic: str) -> None:
        text = await asked(busy, topic, "il y a quoi la semaine prochaine")
        assert text.startswith("Du lundi 11 mai au dimanche 17 mai, bat. A esc. 1 : Visite tech")
        assert "coupure d'électricité, lundi 11 mai, de 8 h à 11 h" in text
        assert text.endswith("et d'autres. Pour un détail, répondez-nous.")
        assert measure(sms_form(text)).segments == 2

    async def test_what_is_cancelled_or_elsewhere_is_not_told(self, busy: Line) -> None:
        text = await asked(busy, "works_today", "vous faites quoi mercredi 13")
        assert "coupure de gaz, de 9 h à 11 h" in text
        assert "réunion publique, de 18 h à 20 h" in text
        assert "ascenseur" not in text
        other = await asked(busy, "works_today", "vous faites quoi mercredi 13", IN_B_FLAT_1)
        assert other == (
            "Mercredi 13 mai, bat. B esc. 1 : Réunion publique, de 18 h à 20 h. "
            "Confirmé le dimanche 3 mai."
        )

    @pytest.mark.parametrize(
        ("topic", "text"),
        [(UNCLEAR, "demain il y a quoi"), ("works_today", "demain il y a quoi")],
    )
    async def test_a_day_without_anything_is_not_answered_with_today(
        self, busy: Line, topic: str, text: str
    ) -> None:
        assert await asked(busy, topic, text, IN_B_FLAT_1) == (
            "Rien n'est prévu mardi 5 mai dans le calendrier, bat. B esc. 1. "
            "Ensuite : Réunion publique, mercredi 13 mai, de 18 h à 20 h. "
            "Confirmé le dimanche 3 mai."
        )

    async def test_a_day_after_which_nothing_is_known_is_for_a_person(self, line: Line) -> None:
        await line.facts(person(line.estate))
        answer = await line.ask("works_today", "il y a quoi demain")
        assert answer.text == (
            "Rien n'est prévu mardi 5 mai dans le calendrier, bat. A esc. 1. "
            "Une personne va vérifier. Contact : 06 39 98 02 00."
        )
        assert answer.handoff == "missing_fact"

    async def test_works_rest_on_a_sunday(self, busy: Line) -> None:
        text = await asked(busy, "works_today", "vous travaillez dimanche ?")
        assert text.startswith("Rien n'est prévu dimanche 10 mai")

    @pytest.mark.parametrize(
        "text", ["vous travaillez samedi ?", "il y a des travaux vendredi ?", "et le week-end ?"]
    )
    async def test_the_law_is_told_of_weekends_and_holidays(self, busy: Line, text: str) -> None:
        """Friday 8 May is one."""
        assert "Sans votre accord" in await asked(busy, "access_weekend", text)

    async def test_an_unconfirmed_one_of_a_list_is_marked_and_for_a_person(
        self, busy: Line
    ) -> None:
        await busy.facts(
            cut(busy.estate, CutKind.HEATING, on(6, 8), confirmed=None),
            cut(busy.estate, CutKind.WATER, on(6, 9)),
        )
        answer = await busy.ask("works_today", "il y a quoi mercredi", number=IN_B_FLAT_1)
        assert answer.text == (
            "Mercredi 6 mai, bat. B esc. 1 : coupure de chauffage, de 8 h à 11 h (pas confirmé) ; "
            "coupure d'eau, de 9 h à 12 h. Une personne va vérifier. Contact : 06 39 98 02 00."
        )
        assert answer.handoff == "missing_fact"

    async def test_yesterday_is_told_by_what_is_done(self, busy: Line) -> None:
        assert "En cours : Facade" in await asked(busy, "works_today", "vous avez fait quoi hier ?")


class TestFromNowOn:
    """Without a day, what is next is works, a visit and a cut."""

    @pytest.mark.parametrize(
        ("topic", "text"),
        [
            ("works_progress", "c'est quoi la suite"),
            ("works_start", "quand sont les prochains travaux ?"),
            ("works_my_flat", "il y a quoi chez moi"),
            ("works_start", "when are the next works?"),
            ("works_start", "proximas obras quando?"),
        ],
    )
    async def test_the_next_of_each(self, busy: Line, topic: str, text: str) -> None:
        assert await asked(busy, topic, text) == (
            "Bat. A esc. 1. En cours : Facade. Ensuite : Visite technique, du lundi 11 mai au "
            "jeudi 14 mai ; coupure d'électricité, lundi 11 mai, de 8 h à 11 h ; "
            "échafaudage, mardi 26 mai."
        )

    async def test_the_programme_has_the_dates_of_what_comes_first(self, busy: Line) -> None:
        text = await asked(busy, "works_programme", "programme des travaux")
        assert "D'abord : Visite technique, du lundi 11 mai au jeudi 14 mai ; coupure d'" in text
        assert "Aussi : Facade" in text

    async def test_a_cut_under_way_is_under_way(self, busy: Line) -> None:
        await busy.facts(cut(busy.estate, CutKind.LIFT, on(4, 8), 48))
        text = await asked(busy, "works_progress", "ça en est où")
        assert "En cours : Facade et arret de l'ascenseur." in text

    async def test_today_has_its_cuts_too(self, busy: Line) -> None:
        await busy.facts(cut(busy.estate, CutKind.WATER, on(4, 14)))
        text = await asked(busy, UNCLEAR, "travaux du jour")
        assert text.startswith(
            "Aujourd'hui, bat. A esc. 1 : coupure d'eau, de 14 h à 17 h ; facade."
        )


@pytest.mark.parametrize(
    "text",
    [
        "qui appeler le week end",
        "qui peut-on appeler le week-end en cas de problème",
        "who can I call at the weekend",
        "hafta sonu kimi arayabilirim",
        "a quem posso ligar ao fim de semana",
        "بمن أتصل في عطلة نهاية الأسبوع",
    ],
)
async def test_whom_to_call_asks_for_a_number(busy: Line, text: str) -> None:
    assert "06 39 98 02 00" in await asked(busy, "access_weekend", text)


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("works_my_flat", "vous venez quand chez moi"),
        ("works_start", "ça commence quand"),
        ("offer_what", "il y a quoi dans l'offre demain"),
        ("cut_water", "il y a quoi lundi comme coupure d'eau"),
        ("works_my_flat", "il y a quoi comme travaux dans ma cuisine"),
    ],
)
def test_what_is_asked_of_something_stays(topic: str, text: str) -> None:
    assert heard_plainly(Question(text, topic, 0.5)).topic == topic


async def test_a_week_fits_two_segments_after_the_introduction(busy: Line) -> None:
    text = await asked(busy, "works_progress", "y a quoi de prévu la semaine du 11 mai au 17 mai")
    said = sms_form(f"{system_text('introduction', 'fr')}\n{text}")
    assert "et d'autres" in text
    assert measure(said).segments <= 2


async def test_whom_to_call_is_spared_where_a_person_answers_anyway(line: Line) -> None:
    title = "Électricité du logement, tableau et prises"
    await line.facts(
        person(line.estate),
        milestone(line.estate, "electricity", on(2), on(16), title=title),
    )
    await line.speaks(IN_A1_FLAT_11, "ar")
    text = await asked(line, "access_presence", "هل يجب أن أكون في البيت يوم الإثنين")
    said = sms_form(f"{system_text('introduction', 'ar')}\n{text}")
    assert "سيرد عليك شخص" in text
    assert measure(said).segments <= 2
