"""Who names a day, an hour or a length gets yes or no first, then the fact."""

from datetime import timedelta

import pytest

from broadcaster.sending.texts.segments import measure
from broadcaster.works.models import CutKind, MilestoneState
from tests.bot.actions.conftest import STRANGER, Line
from tests.broadcaster.works.estate import IN_A1_FLAT_11, cut, milestone, on

UNSURE = "nlu_fallback"


@pytest.fixture
async def cuts(sqlite_line: Line) -> Line:
    """Water is cut on the 6th, power now until two in the afternoon."""
    estate = sqlite_line.estate
    await sqlite_line.facts(
        cut(estate, CutKind.WATER, on(6, 9), staircase_id=estate.a1),
        cut(estate, CutKind.POWER, on(4, 8), hours=6),
    )
    return sqlite_line


@pytest.fixture
async def works(sqlite_line: Line) -> Line:
    """Windows until the 8th, a façade from the 11th to the 22nd, all over on 1 July."""
    estate = sqlite_line.estate
    begun = MilestoneState.UNDER_WAY
    await sqlite_line.facts(
        milestone(estate, "windows", on(1), on(9), title="Fenêtres", state=begun),
        milestone(estate, "facade", on(11), on(23), title="Façade"),
        milestone(estate, "acceptance", on(1, month=7), on(2, month=7), title="Réception"),
        milestone(estate, "public_meeting", on(14, 18), on(14, 20), title="Réunion"),
    )
    return sqlite_line


class TestCuts:
    """Of a cut: « coupée jeudi ? », « revient à 14 h ? », « dure 3 heures ? »."""

    @pytest.mark.parametrize(
        ("topic", "text", "begins"),
        [
            ("cut_water", "il y a coupure mardi ou pas", "Non. Je ne vois aucune coupure"),
            ("cut_water", "c'est bien mercredi la coupure ?", "Oui. Coupure d'eau"),
            ("cut_water", "coupée mercredi à 10h ?", "Oui. Coupure"),
            ("cut_water", "coupée mercredi à 14h ?", "Non. Coupure"),
            ("cut_water", "coupure mercredi jusqu'à midi ?", "Oui. Coupure"),
            ("cut_water", "la coupure finit jeudi ?", "Non, pas jeudi 7 mai. Coupure"),
            ("cut_water", "la coupure dure 3h ?", "Oui. Coupure"),
            ("cut_water", "la coupure dure 2 jours ?", "Non. Coupure"),
            ("cut_water", "combien de temps dure la coupure ?", "Durée : 3 heures. Coupure"),
            ("cut_water", "l'eau est coupée mercredi soir ?", "Non. Coupure d'eau"),
            ("cut_water", "l'eau est coupée à 15h mercredi 6 ?", "Non. Coupure d'eau"),
            ("cut_water", "l'eau est coupée à midi mercredi 6 ?", "Non. Coupure d'eau"),
            ("cut_water", "coupée du 7 au 9 mai ?", "Non. Je ne vois pas"),
            ("cut_water", "coupée avant le 20 ?", "Oui. Coupure d'eau"),
            ("cut_power", "le courant revient à 14h ?", "Oui. Électricité coupée en ce moment"),
            ("cut_power", "le courant revient à 11h ?", "Non. Électricité"),
            ("cut_power", "c'est coupé combien de temps encore", "Encore 5 heures. Électricité"),
        ],
    )
    async def test_yes_or_no_comes_first(
        self, cuts: Line, topic: str, text: str, begins: str
    ) -> None:
        answer = await cuts.ask(topic, text)
        assert answer.text.startswith(begins)
        size = measure(answer.text)
        assert (size.encoding, size.segments) == ("GSM-7", 1)

    @pytest.mark.parametrize(
        ("topic", "text"),
        [
            ("cut_water", "il y aura de l'eau mercredi ?"),  # yes would mean the contrary
            ("cut_water", "l'eau revient mardi ?"),  # it is not cut by then
            ("cut_water", "la coupure de mercredi c'est à quelle heure ?"),
            ("cut_water", "c'est pas mercredi la coupure ?"),
            ("cut_water", "3 jours sans eau c'est long"),
            ("cut_water", "coupé toute la journée le 6 ?"),
            ("cut_water", "is the water cut all day on 6 may?"),
            ("cut_water", "coupée du 6 au 8 mai ?"),
            ("cut_gas", "le gaz est coupé jeudi ?"),  # nothing is known
        ],
    )
    async def test_in_doubt_the_fact_stands_alone(self, cuts: Line, topic: str, text: str) -> None:
        assert not (await cuts.ask(topic, text)).text.startswith(("Oui", "Non"))

    async def test_a_stale_cut_is_neither_confirmed_nor_denied(self, line: Line) -> None:
        old = cut(line.estate, CutKind.LIFT, on(7, 8), confirmed=on(1, month=4))
        await line.facts(old)
        for text in ("l'ascenseur est arrêté jeudi ?", "l'ascenseur est arrêté mardi ?"):
            answer = await line.ask("cut_lift", text)
            assert not answer.text.startswith(("Oui", "Non"))
            assert "Attention" in answer.text

    async def test_a_claim_waits_with_its_question_for_the_place(self, cuts: Line) -> None:
        await cuts.ask("cut_water", "la coupure c'est mercredi à 14h ?", number=STRANGER)
        cuts.clock.advance(timedelta(minutes=1))
        answer = await cuts.ask("inform_place", "bat A esc 1", number=STRANGER)
        assert answer.text.startswith("Non. Coupure d'eau")

    @pytest.mark.parametrize(
        ("first", "then", "begins"),
        [
            ("l'eau est coupée quand ?", "c'est bien mercredi ?", "Oui."),
            ("l'eau est coupée quand ?", "et jeudi ?", "Non."),
            ("l'eau est coupée mardi ?", "et mercredi ?", "Oui."),
            ("il y aura de l'eau mardi ?", "et mercredi ?", "Coupure d'eau"),
            ("l'eau est coupée mercredi ?", "combien de temps ?", "Durée : 3 heures."),
        ],
    )
    async def test_a_follow_up_claims_what_the_question_did(
        self, cuts: Line, first: str, then: str, begins: str
    ) -> None:
        await cuts.ask("cut_water", first)
        cuts.clock.advance(timedelta(minutes=1))
        assert (await cuts.ask(UNSURE, then)).text.startswith(begins)


class TestWorks:
    """Of the works: « c'est fini le 12 ? », « ça commence lundi ? », « encore 2 mois ? »."""

    @pytest.mark.parametrize(
        ("topic", "text", "begins"),
        [
            ("works_end", "c'est fini le 12 ?", "Non, pas mardi 12 mai. Fin des travaux"),
            ("works_end", "c'est fini le 1er juillet ?", "Oui. Fin des travaux"),
            ("works_end", "c'est fini d'ici vendredi ?", "Non. Fin des travaux"),
            ("works_progress", "c'est fini le 12 ?", "Non, pas mardi 12 mai. Fin des travaux"),
            ("works_progress", "les fenêtres sont finies vendredi ?", "Oui. Fenetres"),
            ("works_progress", "les fenêtres sont finies jeudi ?", "Non, pas jeudi 7 mai. Fen"),
            ("works_start", "la façade commence lundi 11 ?", "Oui. Facade"),
            ("works_start", "la façade commence le 12 ?", "Non, pas mardi 12 mai. Facade"),
            ("works_end", "la façade finit le 22 ?", "Oui. Facade"),
            ("works_end", "la façade dure jusqu'au 20 ?", "Non, pas mercredi 20 mai. Facade"),
            ("works_duration", "les travaux durent encore 2 mois ?", "Oui. Fin des travaux"),
            ("works_duration", "les travaux durent encore 6 mois ?", "Non. Fin des travaux"),
            ("works_duration", "la façade dure 2 semaines ?", "Oui. Facade"),
            ("works_duration", "la façade dure 2 mois ?", "Non. Facade"),
            ("works_duration", "la façade dure combien de temps ?", "Durée : 2 semaines. Facade"),
            # They enter many flats one after the other: how long in each is not known.
            ("works_duration", "ça dure combien ?", "Durée chez vous : pas connue. Pour tous les"),
            ("works_duration", "ça dure 8 jours chez moi ?", "Durée chez vous : pas connue."),
            # Today is a Monday, and who means today says so.
            ("works_progress", "la façade c'est lundi ?", "Oui. Facade"),
            ("works_start", "ça commence lundi ?", "Oui. Facade"),
            ("rights_meeting", "la réunion c'est lundi ?", "Non. Réunion"),
            ("works_progress", "la façade c'est aujourd'hui ?", "Non, pas lundi 4 mai. Facade"),
            ("works_progress", "la façade c'est avant noël ?", "Oui. Facade"),
            ("works_end", "la façade finit avant noël ?", "Oui. Facade"),
            ("works_end", "la façade finit avant le 20 ?", "Non. Facade"),
            ("works_progress", "la façade c'est du 11 au 22 mai ?", "Oui. Facade"),
            ("works_progress", "la façade c'est du 25 au 29 mai ?", "Non"),
            ("rights_meeting", "la réunion c'est jeudi 14 à 18h ?", "Oui. Réunion"),
            ("rights_meeting", "la réunion c'est jeudi 14 à 20h ?", "Non. Réunion"),
            ("works_today", "vous travaillez dimanche ?", "Rien n'est prévu dimanche 10 mai"),
        ],
    )
    async def test_yes_or_no_comes_first(
        self, works: Line, topic: str, text: str, begins: str
    ) -> None:
        answer = await works.ask(topic, text)
        assert answer.text.startswith(begins)
        assert measure(answer.text).segments == 1

    @pytest.mark.parametrize(
        ("topic", "text"),
        [
            ("works_end", "je pars le 12, c'est fini quand ?"),
            ("works_end", "c'est fini avant le 1er juillet ?"),  # on it, or before it
            ("works_progress", "la façade c'est du 18 au 29 mai ?"),
            ("works_end", "c'est fini à 11h ?"),
            ("works_progress", "c'est fini à 11h ?"),
            ("works_end", "la visite c'est fini vendredi ?"),
            ("works_my_flat", "mes fenêtres vendredi ?"),  # the staircase's dates
            ("works_progress", "mes fenêtres vendredi ?"),
            ("access_presence", "je dois être là vendredi pour les fenêtres ?"),
            ("rights_meeting", "la réunion de jeudi 14 à quelle heure ?"),
            ("works_programme", "vous refaites la façade lundi ?"),
        ],
    )
    async def test_in_doubt_the_fact_stands_alone(self, works: Line, topic: str, text: str) -> None:
        assert not (await works.ask(topic, text)).text.startswith(("Oui", "Non"))

    @pytest.mark.parametrize("text", ["les fenêtres c'est jeudi ?", "les fenetres c le 7 mai ?"])
    async def test_works_in_the_staircase_that_day_are_no_promise_for_a_flat(
        self, works: Line, text: str
    ) -> None:
        answer = await works.ask("quality_windows", text)
        assert "Fenetres" in answer.text
        assert "Je n'ai pas le jour de votre logement" in answer.text
        assert not answer.text.startswith("Oui")
        assert answer.handoff
        later = await works.ask("quality_windows", "les fenêtres c'est le 20 mai ?")
        assert later.text.startswith("Non, pas mercredi 20 mai.")

    @pytest.mark.parametrize(
        ("detail", "language", "begins"),
        [
            (
                "Cinq jours par logement. Des douches sont ouvertes.",
                "fr",
                "Cinq jours par logement.",
            ),
            ("Un technicien regarde. Comptez 30 minutes.", "fr", "Comptez 30 minutes."),
            ("Une journée par logement.", "fr", "Une journée par logement."),
            ("Cinq jours par logement.", "en", "Per home: 5 days. For all the homes:"),
            ("Une journée par logement.", "pt", "Por casa: 1 dia."),
            ("Coupure d'eau de 2 heures.", "fr", "Durée chez vous : pas connue."),
            ("", "fr", "Durée chez vous : pas connue."),
        ],
    )
    async def test_how_long_in_one_flat_is_what_staff_wrote(
        self, line: Line, detail: str, language: str, begins: str
    ) -> None:
        bathroom = milestone(line.estate, "bathroom", on(11), on(30), title="Salle de bain")
        bathroom.detail = detail
        await line.facts(bathroom)
        await line.speaks(IN_A1_FLAT_11, language)
        answer = await line.ask("works_duration", "la salle de bain ça dure combien ?")
        assert answer.text.startswith(begins)
        named = {"fr": "Salle de bain", "en": "Bathroom", "pt": "Casa de banho"}[language]
        assert named in answer.text

    async def test_no_end_of_all_works_at_an_hour_or_of_a_visit(self, works: Line) -> None:
        for text in ("c'est fini à 11h ?", "la visite c'est fini vendredi ?"):
            assert "Fin des travaux" not in (await works.ask("works_progress", text)).text

    async def test_no_yes_before_the_text_that_nothing_is_on_today(self, line: Line) -> None:
        await line.facts(
            cut(line.estate, CutKind.TV_INTERNET, on(11, 14), staircase_id=line.estate.a1)
        )
        for text in ("la télé sera coupée longtemps lundi ?", "la télé est coupée lundi ?"):
            answer = await line.ask("cut_tv_internet", text)
            assert not answer.text.startswith("Oui. Je ne vois pas")
            assert "lundi 11 mai" in answer.text

    async def test_the_hour_of_a_visit_counts(self, line: Line) -> None:
        estate = line.estate
        await line.facts(
            milestone(estate, "bathroom", on(12, 9), on(12, 12), flat_id=estate.flat_11)
        )
        said = {
            "vous venez mardi 12 à 9h ?": "Oui. Votre",
            "vous venez mardi 12 à 14h ?": "Non. Votre",
            "vous venez mardi 12 après-midi ?": "Non. Votre",
            "vous venez mardi 12 à 10h ?": "Votre",  # they may come at nine
            "combien de temps ?": "Durée : 3 heures. ",
        }
        for text, begins in said.items():
            topic = "works_duration" if "combien" in text else "works_my_flat"
            assert (await line.ask(topic, text)).text.startswith(begins), text

    async def test_a_stale_or_missing_end_is_neither_confirmed_nor_denied(self, line: Line) -> None:
        missing = await line.ask("works_end", "c'est fini le 12 ?")
        assert missing.text.startswith("Je n'ai pas cette information")
        await line.facts(milestone(line.estate, "facade", on(4), on(16), confirmed=None))
        stale = await line.ask("works_end", "c'est fini le 12 ?")
        assert stale.text.startswith("Fin des travaux")
        assert "Attention" in stale.text


@pytest.mark.parametrize(
    ("language", "topic", "text", "begins"),
    [
        ("en", "cut_water", "is the water cut on Wednesday?", "Yes. Water cut"),
        ("en", "works_end", "is it finished on 12 May?", "No, not Tuesday 12 May. Planned end"),
        ("en", "works_duration", "how long does the façade take?", "It takes 2 weeks. Fa"),
        ("tr", "cut_water", "su kesintisi perşembe mi?", "Hayir. 7 Mayis Persembe"),
        ("tr", "works_end", "1 temmuzda bitecek mi?", "Evet. Islerin"),
        ("tr", "cut_water", "su kesintisi ne kadar sürecek?", "Süre: 3 saat. Su"),
        ("pt", "cut_water", "o corte de água é na quarta-feira?", "Sim. Corte"),
        ("pt", "works_end", "as obras acabam dia 12?", "Nao, nao é terca-feira 12 de maio. Fim"),
        ("ar", "cut_water", "هل الماء مقطوع يوم الأربعاء؟", "نعم. قطع الماء"),
        ("ar", "works_end", "هل تنتهي الأشغال يوم 12 مايو؟", "لا، ليس الثلاثاء 12 مايو. نهاية"),
        ("ar", "cut_water", "wach lma ghadi yt9te3 nhar larb3a?", "نعم. قطع الماء"),
    ],
)
async def test_in_the_tenants_language(
    works: Line, language: str, topic: str, text: str, begins: str
) -> None:
    await works.facts(cut(works.estate, CutKind.WATER, on(6, 9)))
    await works.speaks(IN_A1_FLAT_11, language)
    assert (await works.ask(topic, text)).text.startswith(begins)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "is the water cut all day on Wednesday?"),
        ("tr", "su çarşamba bütün gün kesik mi?"),
        ("pt", "a água está cortada o dia todo na quarta-feira?"),
        ("ar", "هل الماء مقطوع طول النهار يوم الأربعاء؟"),
    ],
)
async def test_a_cut_of_some_hours_is_not_the_whole_day(
    cuts: Line, language: str, text: str
) -> None:
    await cuts.speaks(IN_A1_FLAT_11, language)
    answer = (await cuts.ask("cut_water", text)).text
    assert not answer.startswith(("Yes", "Evet", "Sim", "نعم", "No", "Hay", "لا"))
