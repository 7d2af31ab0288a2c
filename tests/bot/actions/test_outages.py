"""Something is missing now: no cut to come is told for it, and a person is."""

import pytest

from bot.actions.days import said_in
from bot.actions.hints import FRAIL, GONE
from broadcaster.sending.texts.segments import measure
from broadcaster.works.models import CutKind
from tests.bot.actions.conftest import STRANGER, Line
from tests.broadcaster.works.estate import IN_B_FLAT_1, cut, on

NOW = on(4, 10)


@pytest.mark.parametrize(
    "text",
    [
        "j'ai plus d'eau depuis hier soir",
        "pas d'eau chaude depuis 3 jours",
        "ya pu d'eau !!",
        "y a pas de lumiere dans lescalier",
        "plus d'eau ce matin",
        "lascenseur est en panne",
        "l'ascenseur marche pas",
        "toujours pas d'eau",
        "les radiateurs chauffent pas",
        "le radiateur reste froid",
        "mon robinet ne donne plus rien",
        "y a plus une goutte au robinet",
        "l'eau coule pas",
        "l'eau est marron",
        "l'eau sort toute jaune",
        "robinets à sec",
        "no hot water since monday",
        "the lift doesn't work",
        "sular kesik",
        "asansör çalışmıyor",
        "não há água",
        "o elevador está avariado desde ontem",
        "makach lma",
        "pas d'eau toute la journée",
        "mon radiateur est froid ce soir",
        "my radiator is stone cold",
        "the radiators are really cold",
        "petekler buz gibi",
        "ısıtma ne zaman gelecek evde çok soğuk",
        "le chauffage revient quand, on gèle",
        "os radiadores estão gelados",
        "makaynch lma men lbareh",
        "لا يوجد ماء منذ أمس",
        "الماء مقطوع",
    ],
)
def test_what_is_missing_now_is_seen(text: str) -> None:
    assert {GONE, FRAIL} & said_in(text, NOW) == {GONE}


@pytest.mark.parametrize(
    "text",
    [
        "J'AI PAS DE CHAUFFAGE DEPUIS 3 JOURS ET J'AI UN BEBE",
        "ma mere de 90 ans est toute seule sans chauffage depuis hier",
        "plus de courant et mon mari est sous oxygène",
        "we don't have any heating and my wife is pregnant",
        "üç gündür sıcak su yok, bebeğim var",
        "sem aquecimento e a minha mãe é idosa",
        "المصعد معطل وأمي مريضة",
    ],
)
def test_who_cannot_wait_is_seen(text: str) -> None:
    assert {GONE, FRAIL} <= said_in(text, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "plus d'eau lundi ?",
        "y a pas d'eau jeudi matin ?",
        "pas d'eau aujourd'hui ?",
        "on aura plus d'eau quand",
        "c'est quand la coupure d'eau",
        "y a pas de coupure demain ?",
        "plus d'infos sur la coupure d'eau",
        "ya ascenseur ou pas ce soir",
        "j'ai un bébé, c'est quand la coupure",
        "will there be no water on tuesday",
        "su ne zaman kesilecek",
        "yarın su yok mu",
        "vai faltar água amanhã ?",
        "متى ينقطع الماء",
        "wach kayn lma lyoum",
        "c'est vrai que le gaz est coupé toute la semaine",
        "l'eau est coupée toute la journée ?",
        "l'ascenseur est coupé du 11 au combien",
        "is it true the gas is off all week",
        "gaz bütün hafta kesik mi",
        "o gás está cortado toda a semana?",
        "wach lgaz ma9tou3 simana kamla",
    ],
)
def test_a_cut_to_come_is_no_outage(text: str) -> None:
    assert not {GONE, FRAIL} & said_in(text, NOW)


async def test_the_next_cut_is_no_answer_to_an_outage(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.WATER, on(12, 9)))
    answer = await line.ask("cut_water", "j'ai plus d'eau depuis hier soir")
    assert answer.text.startswith("Aucune coupure d'eau prévue en ce moment, bat. A esc. 1.")
    assert "12 mai" not in answer.text
    assert (answer.handoff, answer.urgent) == ("needs_person", False)


async def test_one_that_comes_soon_is_told_beside(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.GAS, on(8, 9)))
    answer = await line.ask("cut_gas", "le gaz est coupé")
    assert "Aucune coupure de gaz en ce moment, bat. A esc. 1. La prochaine : " in answer.text
    assert "vendredi 8 mai, de 9 h à 12 h" in answer.text
    assert answer.handoff == "needs_person"


async def test_who_asks_whether_all_week_is_told_of_the_cut(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.GAS, on(8, 9)))
    answer = await line.ask("cut_gas", "c'est vrai que le gaz est coupé toute la semaine")
    assert answer.text.startswith("Coupure de gaz, bat. A esc. 1 : vendredi 8 mai")
    assert answer.handoff is None


@pytest.mark.parametrize(
    "text",
    ["on aura une nouvelle gazinière ?", "are we getting a new cooker", "yeni ocak alınacak mı"],
)
async def test_a_cooker_is_no_cut(line: Line, text: str) -> None:
    await line.facts(cut(line.estate, CutKind.GAS, on(8, 9)))
    answer = await line.ask("cut_gas", text)
    assert "8 mai" not in answer.text
    assert answer.handoff == "missing_fact"


async def test_it_is_urgent_for_who_cannot_wait(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.HEATING, on(12, 9)))
    answer = await line.ask("cut_heating", "pas de chauffage depuis 3 jours et j'ai un bebe")
    assert "Votre message est transmis" in answer.text
    assert (answer.handoff, answer.urgent) == ("needs_person", True)


async def test_who_cannot_wait_may_be_told_of_in_another_sentence(line: Line) -> None:
    who = await line.who(STRANGER)
    message = "Pas de chauffage. J'ai un bébé."
    answer = await line.answerer.answer(
        "cut_heating", who.id, "Pas de chauffage", line.clock(), message=message
    )
    assert (answer.handoff, answer.urgent) == ("needs_person", True)


async def test_a_cut_to_come_is_not_urgent_for_a_baby(line: Line) -> None:
    message = "C'est quand la coupure de chauffage ? J'ai un bébé."
    who = await line.who(STRANGER)
    answer = await line.answerer.answer(
        "cut_heating",
        who.id,
        "C'est quand la coupure de chauffage ?",
        line.clock(),
        message=message,
    )
    assert not answer.urgent


@pytest.mark.parametrize(
    ("day", "hour", "text", "said", "handoff", "urgent"),
    [
        (4, 8, "plus d'eau, j'ai un bébé", "Eau coupée en ce moment", None, False),
        (3, 12, "toujours pas d'eau, ma mère a 90 ans", "Toujours coupé", "needs_person", True),
        (12, 9, "plus d'eau mardi 12 mai ?", "12 mai, de 9 h à 12 h", None, False),
    ],
    ids=["a cut under way explains it", "one that should be over may", "a day ahead is no outage"],
)
async def test_what_the_calendar_explains_is_told(
    line: Line, day: int, hour: int, text: str, said: str, handoff: str | None, urgent: bool
) -> None:
    await line.facts(cut(line.estate, CutKind.WATER, on(day, hour)))
    answer = await line.ask("cut_water", text)
    assert said in answer.text
    assert (answer.handoff, answer.urgent) == (handoff, urgent)


async def test_a_follow_up_is_no_outage_any_more(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.WATER, on(12, 9)))
    await line.ask("cut_water", "plus d'eau depuis hier")
    assert "12 mai" in (await line.ask("nlu_fallback", "et mardi 12 mai ?")).text


async def test_who_cannot_wait_does_not_wait_for_the_place(line: Line) -> None:
    text = "ma mere de 90 ans est seule sans chauffage depuis hier"
    asked = await line.ask("cut_heating", text, number=STRANGER)
    assert (asked.asks_place, asked.handoff, asked.urgent) == (True, "needs_person", True)
    answer = await line.ask("inform_place", "bâtiment A escalier 1", number=STRANGER)
    assert "Aucune coupure de chauffage" in answer.text
    assert answer.urgent


class TestGoingOnAboutIt:
    async def test_when_it_comes_back_is_for_a_person(self, line: Line) -> None:
        await line.facts(cut(line.estate, CutKind.WATER, on(20, 9)))
        await line.ask("cut_water", "l'eau marche plus depuis 10 min")
        answer = await line.ask("nlu_fallback", "ça revient quand")
        assert answer.handoff == "needs_person"
        assert "20 mai" not in answer.text

    async def test_details_are_passed_on(self, line: Line) -> None:
        await line.ask("cut_water", "l'eau est marron")
        answer = await line.ask("cut_tv_internet", "depuis hier soir, dans tout l'immeuble")
        assert (answer.topic, answer.handoff) == ("cut_water", "needs_person")

    async def test_a_day_after_a_planned_cut_is_no_detail(self, line: Line) -> None:
        await line.facts(cut(line.estate, CutKind.WATER, on(20, 9)))
        await line.ask("cut_water", "la coupure d'eau c'est quand ?")
        answer = await line.ask("nlu_fallback", "depuis ce matin")
        assert answer.handoff == "not_understood"


@pytest.mark.parametrize(
    "text",
    [
        "l'ascenseur sera réparé quand, je suis au 6e",
        "vous réparez quand l'ascenseur",
        "when will the lift be fixed",
        "asansör ne zaman tamir edilecek",
        "quando é que o elevador é reparado",
        "متى يتم إصلاح المصعد",
    ],
)
async def test_a_lift_to_be_repaired_is_not_the_cut_of_next_week(line: Line, text: str) -> None:
    await line.facts(cut(line.estate, CutKind.LIFT, on(15, 8), 9))
    answer = await line.ask("cut_lift", text)
    assert "15 mai" not in answer.text
    assert answer.handoff == "needs_person"


async def test_a_lift_that_is_stopped_says_when_it_was_confirmed(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.LIFT, on(15, 8), 106, building_id=line.estate.b))
    answer = await line.ask("cut_lift", "l'ascenseur", number=IN_B_FLAT_1)
    assert answer.text == (
        "Ascenseur hors service, bat. B esc. 1 : du vendredi 15 mai, 8 h, au mardi 19 mai, 18 h. "
        "Une aide ? Répondez-nous. Confirmé le dimanche 3 mai."
    )
    assert measure(answer.text).segments == 1
