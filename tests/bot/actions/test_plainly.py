"""What the words of a question say beyond doubt, whatever it was taken for."""

import pytest

from bot.actions.message import Question
from bot.actions.plainly import heard_plainly

UNCLEAR = "nlu_fallback"


def heard(text: str, topic: str) -> str:
    return heard_plainly(Question(text, topic, 0.5)).topic


@pytest.mark.parametrize(
    "text",
    [
        "la fenêtre de la chambre coince depuis qu'elle est posée",
        "mes volets neufs ne descendent plus",
        "il y a un courant d'air qui vient de la porte-fenêtre",
        "la poignée neuve tourne pas",
        "the new door won't shut",
        "there is wind coming through the window",
        "yeni kapı kapanmıyor",
        "a porta nova não fecha",
        "الباب الجديد لا يغلق",
        "cherjem jdid ma kaytsedch",
    ],
)
@pytest.mark.parametrize("topic", ["quality_windows", "works_progress", UNCLEAR])
def test_what_was_put_in_and_does_not_work_is_a_defect(text: str, topic: str) -> None:
    assert heard(text, topic) == "quality_defect"


@pytest.mark.parametrize(
    "text",
    [
        "c'est quand les fenêtres",
        "les nouvelles fenêtres seront à double vitrage ?",
        "quand changez-vous ma fenêtre qui ne ferme plus ?",
        "ma vieille fenêtre ferme mal",
        "les fenêtres auront des volets ?",
    ],
)
def test_a_question_about_windows_is_none(text: str) -> None:
    assert heard(text, "quality_windows") == "quality_windows"


@pytest.mark.parametrize(
    "text",
    [
        "pouvez-vous m'appeler jeudi à 15h",
        "call me on Thursday at 3",
        "podem telefonar-me na quinta às 15h",
        "perşembe saat 15'te beni arayın",
        "اتصلوا بي يوم الخميس الساعة 3",
        "3ayto liya nhar lkhmis",
    ],
)
def test_a_call_at_an_hour_is_no_appointment_to_move(text: str) -> None:
    assert heard(text, "access_reschedule") == "speak_to_human"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("rappelez-moi pour décaler le rendez-vous de jeudi", "access_reschedule"),
        ("appelez-moi avant de passer", "access_presence"),
        ("vous deviez me rappeler", "works_my_flat"),
    ],
)
def test_a_call_about_a_visit_stays_what_it_was(text: str, topic: str) -> None:
    assert heard(text, topic) == topic


@pytest.mark.parametrize(
    "text",
    [
        "estou numa cadeira de rodas",
        "tekerlekli sandalyedeyim",
        "أنا على كرسي متحرك",
        "ana f korsi mota7arik",
        "my father uses an oxygen machine",
    ],
)
def test_who_needs_care_is_understood(text: str) -> None:
    assert heard(text, UNCLEAR) == "household_vulnerable"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("non le 18 je ne suis pas chez moi", "deny"),
        ("vou estar de férias nessa semana", "access_weekend"),
        ("je dois partir chez mon frère à compter du 12 janvier", UNCLEAR),
        ("o hafta tatildeyim", UNCLEAR),
        ("we are away that week", UNCLEAR),
    ],
)
def test_who_is_away_wants_another_day(text: str, topic: str) -> None:
    assert heard(text, topic) == "access_reschedule"


@pytest.mark.parametrize(
    "text", ["si je ne suis pas là vous faites quoi ?", "je dois rester là toute la journée ?"]
)
def test_whoever_only_asks_about_being_away_does_not(text: str) -> None:
    assert heard(text, UNCLEAR) == UNCLEAR


def test_laughter_is_no_anger() -> None:
    assert heard("vous êtes trop drôles, je suis morte de rire", "service_anger") == (
        "service_thanks"
    )
    assert heard("vous êtes vraiment pas drôles", "service_anger") == "service_anger"


def test_tempers_that_heat_up_are_no_heating() -> None:
    assert heard("ça chauffe avec ma voisine", "cut_heating") == "out_of_scope"


def test_what_is_missing_is_heard_among_other_words() -> None:
    assert heard("vous êtes gentils mais l'eau ne coule plus ce matin", UNCLEAR) == "cut_water"
    assert heard("dites, le courant ne marche plus chez moi", UNCLEAR) == "cut_power"


def test_what_was_stolen_is_no_wish_for_one() -> None:
    assert heard("um operário roubou o meu computador", "help_computer") == "report_theft"
    assert heard("où acheter un ordinateur pas cher", "help_computer") == "help_computer"


def test_a_broken_door_is_no_theft_unless_somebody_came_in() -> None:
    assert heard("la porte du hall est cassée", "report_theft") == "quality_defect"
    assert heard("la porte est cassée on a été cambriolés", "report_theft") == "report_theft"


@pytest.mark.parametrize(
    ("text", "topic", "meant"),
    [
        ("l'ouvrier a l'air saoul sur l'échafaudage", "nuisance_scaffolding", "speak_to_human"),
        ("the builder smells of alcohol", "works_today", "speak_to_human"),
        ("ils ont laissé la porte du hall ouverte toute la nuit", "report_theft", "speak_to_human"),
        ("العمال كسروا الباب", "report_theft", "money_damage"),
        ("vous arrêtez quand vos travaux ?", "works_start", "works_end"),
        ("c'est bon on m'a rappelé merci", "contact_unreachable", "service_thanks"),
        ("ca pue le gaz d'échappement avec vos camions", "cut_gas", "speak_to_human"),
        ("su kesintisi iptal mi oldu", "cut_heating", "cut_water"),
    ],
)
def test_words_that_leave_no_doubt(text: str, topic: str, meant: str) -> None:
    assert heard(text, topic) == meant


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("l'ouvrier boit un café sur l'échafaudage", "nuisance_scaffolding"),
        ("ils ont laissé la porte ouverte et on m'a volé mon vélo", "report_theft"),
        ("les ouvriers ont cassé la serrure et volé mon sac", "report_theft"),
        ("quand commencez-vous, et vous arrêtez le bruit quand ?", "works_start"),
        ("on m'a pas rappelé", "contact_unreachable"),
        ("le gaz est coupé quand", "cut_gas"),
        ("su kesintisi mi elektrik kesintisi mi", "cut_power"),
    ],
)
def test_and_what_only_looks_like_them(text: str, topic: str) -> None:
    assert heard(text, topic) == topic


@pytest.mark.parametrize(
    ("text", "topic", "meant"),
    [
        ("combien de voix par logement", "works_duration", "offer_vote"),
        ("questions-réponses internet c'est quand ?", "survey_digital", "help_dropin"),
        ("je voudrais valider des compétences numériques", UNCLEAR, "help_workshop"),
        ("qui paie l'accompagnement", "rehousing_moving_costs", "help_home_visit"),
        ("le contrat dure combien de temps", "works_duration", "offer_trouble"),
        ("une caution pour la box ?", "rehousing_moving_costs", "offer_trouble"),
        ("on rend le modem si on part ?", "offer_subscribe", "offer_trouble"),
        ("c'est obligatoire l'offre", "offer_what", "offer_keep_operator"),
        ("qui paie le déménagement", "rehousing_moving_costs", "rehousing_moving_costs"),
        ("le chantier dure combien de temps", "works_duration", "works_duration"),
        (
            "une caution pour le logement temporaire ?",
            "rehousing_moving_costs",
            "rehousing_moving_costs",
        ),
        ("attestation de domicile", "out_of_scope", "out_of_scope"),
    ],
)
def test_the_offer_and_its_help_are_told_from_the_works(text: str, topic: str, meant: str) -> None:
    assert heard(text, topic) == meant
