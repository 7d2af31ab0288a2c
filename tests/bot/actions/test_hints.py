"""What a question names beside its topic."""

import pytest

from bot.actions.hints import asks_works_date, hints_of, is_titled, works_named
from bot.actions.wanted import ROOM, Wanted


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("QUAND FINIT LA FACADE ??", ["facade"]),
        ("l'échaffaudage c'est pour kan", ["scaffolding"]),
        ("quand démontez-vous l’échafaudage", ["unscaffolding"]),
        ("jusqu'à quand reste l'échafaudage", ["unscaffolding"]),
        ("ma sdb et les radiateurs", ["bathroom", "radiators"]),
        ("visite technique quand", ["technical_visit"]),
        ("les halls c'est quand la peinture", ["halls"]),
        ("banyo ne zaman", ["bathroom"]),
        ("when are the windows", ["windows"]),
        ("متى الحمام", ["bathroom"]),
        ("quando é a fachada", ["facade"]),
        ("j'habite hall 2 appart 12", []),
        ("quand commencent les travaux", []),
    ],
)
def test_works_are_named_in_everyday_words(text: str, named: list[str]) -> None:
    assert [one.hint for one in works_named(hints_of(text))] == named


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("c'est quand les radiateurs", True),
        ("mon radiateur est froid quand ca revient", False),
        ("quand le chauffage", False),
        ("les radiateurs sont moches", False),
    ],
)
def test_a_date_of_works_is_not_a_cut(text: str, *, meant: bool) -> None:
    assert asks_works_date(hints_of(text)) is meant


@pytest.mark.parametrize(
    ("title", "question", "same"),
    [
        ("Montage de l'échafaudage", "echafaudage", True),
        ("Montage de l'échafaudage", "démontage échafaudage", False),
        ("Démontage de l'échafaudage", "démontage échafaudage", True),
        ("Démontage de l'échafaudage", "echafaudage", False),
        ("Peinture des halls", "ascenseur", False),
        ("Halls et ascenseur", "ascenseur", True),
        ("Lot 7", "ascenseur", True),
    ],
)
def test_a_title_may_be_about_other_works_of_its_kind(
    title: str, question: str, *, same: bool
) -> None:
    [works] = works_named(hints_of(question))
    assert is_titled(title, works) is same


def test_what_waits_is_read_again() -> None:
    wanted = Wanted("works_end", frozenset({"facade", "when"}))
    assert Wanted.from_text(str(wanted)) == wanted
    everything = Wanted("nuisance_balcony_cellar", hints_of("quand sdb façade fenetres radiateurs"))
    assert len(str(everything)) <= ROOM
    assert Wanted.from_text(str(everything)).topic == "nuisance_balcony_cellar"


@pytest.mark.parametrize(
    ("text", "hint", "named"),
    [
        ("tell me about the cheap internet", "offer_phone", False),
        ("le tel est compris ?", "offer_phone", True),
        ("g commandé lordi en octobre jatend", "help_order", False),
        ("commander un ordinateur", "help_order", True),
        ("le wifi c'est combien", "offer_wifi", False),
        ("y a du wifi ?", "offer_wifi", True),
        ("c'est le vote par internet ?", "offer_tv", False),
        ("je prends le modem quand", "contract", False),
        ("je rends le modem quand", "contract", True),
    ],
)
def test_one_thing_of_the_offer_is_named(text: str, hint: str, *, named: bool) -> None:
    assert (hint in hints_of(text)) is named
