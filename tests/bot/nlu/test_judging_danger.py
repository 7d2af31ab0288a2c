"""Guard and classifier weighed together. The chances are those the classifier gave these texts."""

import pytest

from bot.nlu.danger import HARMLESS, SEEN, SURE, SURE_OF, Danger
from bot.nlu.emergencies import case_of, detect_emergencies, judge, stands_alone

IN_A_LIFT = [
    "on est bloqués dans l'ascenseur",
    "ma mère est bloquée dans l'ascenseur",
    "je suis bloquée ds l'assenceur avec la poussette",
    "ya quelqu un bloqué dans lascenseur il crie",
    "on est coincés dans l'ascenseur entre le 3 et le 4",
    "mon père est enfermé dans l'ascenseur depuis 20 min",
    "je suis bloqué dans l'ascenseur depuis hier soir",
    "ascenseur bloqué ma fille est dedans toute seule",
    "ascenseur arrêté entre deux étages, ma fille de 6 ans est à l'intérieur",
    "l'ascenseur s'est arrêté, je suis dedans avec mon bébé",
    "je suis dans l'ascenseur il bouge plus",
    "lift stopped, my son is inside alone",
    "we are stuck in the lift",
    "أنا عالق في المصعد",
    "asansörde kaldık",
    "estamos presos no elevador",
    "estoy encerrada en el ascensor",
    "rani m7bous f l'ascenseur",
]

NOBODY_INSIDE = [
    "l'ascenseur est bloqué au rez de chaussée depuis hier",
    "ascenseur en panne ma mère ne peut pas descendre faire ses courses",
    "l'ascenseur est encore en panne je suis au 8e",
    "hier ma mère est restée bloquée dans l'ascenseur",
    "j'ai peur de rester bloquée dans l'ascenseur",
    "ma machine est bloquée dans le couloir, l'ascenseur est trop petit",
    "l'ascenseur est bloqué, ma poussette est dedans",
]

ABOUT_TO_FALL = [
    "l'enfant du voisin est tout seul a la fenetre du 4e il enjambe",
    "le petit du 5e est debout sur le rebord de la fenetre",
    "une gamine enjambe la rambarde du balcon au 3e",
    "un enfant pendu au balcon du 2e il va tomber",
    "a child is alone on the window ledge",
]

ONLY_NAMED = [  # the guard is silent; no word of that danger is there
    ("ma chaudiere est en panne", 0.36, "co"),
    ("ma chaudiere est morte", 0.91, "co"),
    ("la chaudière s'arrête tout le temps", 0.91, "co"),
    ("la chaudière collective est encore en rade", 0.40, "co"),
    ("chaudière hs, quand vient le réparateur", 0.38, "co"),
    ("qui prévenir si je suis pas la le jour du gaz", 0.31, "gas"),
    ("l'odeur de friture du voisin monte chez moi", 0.61, "gas"),
    ("ça sent la clope dans le hall", 0.67, "gas"),
    ("ya des souris dans la cave", 0.35, "violence"),
    ("l'alarme incendie sera testée quand", 0.48, "fire"),
    ("l'alarme incendie va sonner demain ?", 0.45, "fire"),
    ("mon chat s'est echappé", 0.25, "medical"),
    ("fo9ach ghadi t9at3o lma", 0.27, "flood"),
    ("j'ai une fuite d'eau sous levier petite", 0.41, "flood"),
    ("qui remet l'électricité après le changement du tableau", 0.38, "electric"),
    ("il y a des câbles qui traînent dans le couloir", 0.45, "electric"),
    ("ma fille garde son petit frère pendant les travaux", 0.95, "child"),
    ("tableau electrique changé quand", 0.81, "electric"),
    ("la hotte ne marche plus la fumée de cuisine reste", 0.94, "fire"),
    ("ça sent mauvais les poubelles", 0.41, "gas"),
    ("on entend des coups dans le mur", 0.87, "violence"),
]

CLASSIFIER_ALONE = [  # the guard is silent; a word of the danger is there, or the text is foreign
    ("mon fils de 4 ans a disparu jle trouve nul part", 0.99, "child"),
    ("un type essaie de forcer ma serrure en ce moment", 0.49, "violence"),
    ("mon mari est en train de casser la porte pour rentrer", 0.36, "violence"),
    ("jai pri tt les cachet de ma mere pour mourir", 0.99, "suicide"),
    ("Je vous laisse les clés, donnez le chat à la voisine", 0.92, "suicide"),
    ("rajli ydrab fiya w 7lef y9tolni", 0.46, "violence"),
    ("lma rah y7mel f dar tuyau tfergue3 ma n9derch n7absou", 0.92, "flood"),
]


@pytest.mark.parametrize("text", IN_A_LIFT)
@pytest.mark.parametrize("danger", [None, Danger(0.01, "emergency_collapse")])
def test_who_is_in_a_stopped_lift_is_never_overruled(text: str, danger: Danger | None) -> None:
    first, *_others = judge(text, danger)
    assert case_of(first, text) == "lift"


@pytest.mark.parametrize("text", NOBODY_INSIDE)
def test_a_lift_with_nobody_inside_is_a_breakdown(text: str) -> None:
    assert judge(text, Danger(0.05, "emergency_medical")) == ()


@pytest.mark.parametrize("text", ABOUT_TO_FALL)
def test_a_child_about_to_fall_comes_before_anything_else(text: str) -> None:
    first, *_others = detect_emergencies(text)
    assert (first, case_of(first, text)) == ("emergency_child", "fall")


def test_other_dangers_have_no_narrower_case() -> None:
    assert case_of("emergency_gas", "ça sent le gaz") == "emergency_gas"
    assert case_of("emergency_violence", "on est bloqués dans l'ascenseur") == "emergency_violence"


@pytest.mark.parametrize(("text", "chance", "kind"), ONLY_NAMED)
def test_what_a_danger_comes_from_is_no_danger(text: str, chance: float, kind: str) -> None:
    assert judge(text, Danger(chance, f"emergency_{kind}")) == ()


@pytest.mark.parametrize(("text", "chance", "kind"), CLASSIFIER_ALONE)
def test_the_classifier_is_heard_where_the_guard_is_silent(
    text: str, chance: float, kind: str
) -> None:
    assert detect_emergencies(text) == ()
    assert judge(text, Danger(chance, f"emergency_{kind}")) == (f"emergency_{kind}",)


@pytest.mark.parametrize(
    "text",
    [
        "ma chaudière s'est arrêtée et on a tous mal à la tête",
        "chaudière en panne, flamme jaune, et j'ai la nausée",
        "le chauffe eau refoule et ma femme s'est évanouie",
        "la chaudière fait de la suie noire et ça pique les yeux",
    ],
)
def test_a_boiler_with_a_sign_of_poison_is_a_danger(text: str) -> None:
    assert "emergency_co" in judge(text, Danger(0.5, "emergency_co"))


def test_a_hissing_boiler_is_left_first_and_knocks_in_a_wall_are_works() -> None:
    assert judge("la chaudière siffle", None) == ("emergency_gas",)
    assert judge("on entend des coups dans le mur", Danger(0.9, "emergency_violence")) == ()
    cries = "on entend des coups dans le mur et une femme qui appelle au secours"
    assert judge(cries, None)


def test_where_judges_differ_both_dangers_are_told_and_what_to_walk_out_of_first() -> None:
    gas = "ça sent le gaz ici"
    assert judge(gas, Danger(0.9, "emergency_fire")) == ("emergency_gas", "emergency_fire")
    assert judge(gas, Danger(0.4, "emergency_fire")) == ("emergency_gas",)
    generator = "le groupe tourne dans la cave, les gens du rdc tombent dans les pommes"
    assert judge(generator, Danger(0.94, "emergency_co"))[:2] == (
        "emergency_co",
        "emergency_medical",
    )
    lift = "ma fille est coincée toute seule dans l'ascenseur"
    assert judge(lift, Danger(0.9, "emergency_child"))[0] == "emergency_medical"


def test_a_language_of_few_known_words_needs_a_surer_classifier() -> None:
    window = "الشباك الجديد ما يتسكرش مليح والبرد يدخل منه"
    assert judge(window, Danger(0.3, "emergency_medical")) == ()
    assert judge(window, Danger(0.4, "emergency_medical")) == ("emergency_medical",)


def test_gas_and_carbon_monoxide_are_both_told_whichever_judge_saw_them() -> None:
    both = {"emergency_gas", "emergency_co"}
    told = "ça sent bizarre comme du gaz pres de la chaudiere et ma fille a mal a la tete"
    assert set(judge(told, None)) == both
    assert set(judge("ça sent le gaz ici", Danger(0.9, "emergency_co"))) == both


@pytest.mark.parametrize("text", ["cable electrique qui pend dénudé", "des fils à nu pendent"])
def test_a_bare_wire_is_electric_while_the_classifier_is_away(text: str) -> None:
    assert judge(text, None)[0] == "emergency_electric"


def test_a_weak_finding_is_overruled_and_a_firm_one_is_not() -> None:
    harmless = Danger(HARMLESS - 0.01, "emergency_medical")
    assert judge("Mon mari a eu une crise cardiaque, une barre d'appui ?", harmless) == ()
    assert judge("ça sent le gaz dans l'escalier", harmless) == ("emergency_gas",)


def test_how_sure_the_classifier_must_be_without_a_word_of_danger() -> None:
    calm = "vous êtes les meilleurs"
    for kind in ("emergency_gas", "emergency_co", "emergency_suicide"):
        needed = SURE_OF.get(kind, SURE)
        assert stands_alone(calm, Danger(needed, kind))
        assert not stands_alone(calm, Danger(min(needed, SEEN) - 0.01, kind))
    assert not stands_alone(calm, Danger(SURE - 0.01, "emergency_gas"))
