"""What is read in a text while a request is completed."""

import pytest

from bot.actions.flows.words import asks, is_urgent, leaves, tells, wants_call


@pytest.mark.parametrize(
    "text",
    ["laisse tomber", "Laissez tomber merci", "stop ça", "annuler", "ANNULE !", "non laisse tomber",
     "c'est bon laisse", "never mind", "boşver", "deixa", "لا داعي"],
)  # fmt: skip
def test_a_request_is_left(text: str) -> None:
    assert leaves(text)


@pytest.mark.parametrize(
    "text",
    ["annulez le rendez-vous de mardi svp", "ils ont oublié une prise", "la porte de la cave",
     "il a laissé tomber la télé par terre hier", "STOP", "jeudi"],
)  # fmt: skip
def test_an_answer_is_not_taken_for_leaving(text: str) -> None:
    assert not leaves(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("which", "je peux pas le 12"),
        ("better", "plutôt jeudi matin"),
        ("better", "quinta de manhã"),
        ("day", "ce matin a 8h"),
        ("trade", "le plombier"),
        ("what", "ils ont cassé ma télé"),
        ("where", "ds la sdb"),
        ("since", "depuis avant-hier"),
        ("when", "dans la nuit"),
        ("police", "j'ai porté plainte"),
        (
            "need",
            "mon bébé a 2 mois, il dort le matin et le bruit lui fait très peur",
        ),
        ("better", "lkhmis sbah"),
        ("call_at", "demain vers 14h"),
        ("number", "06 39 98 12 34"),
        ("number", "+33639981234"),
        ("home", "bat B esc 2 appt 14"),
    ],
)
def test_an_answer_is_found(name: str, text: str) -> None:
    assert tells(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("which", "je ne peux pas être là"),
        ("what", "vous avez fait des dégâts"),
        ("need", "mon mari est malade"),
        ("number", "le 12 à 14h"),
        ("home", "je ne sais pas"),
        ("when", "on m'a volé des affaires pendant les travaux"),
    ],
)
def test_an_answer_is_not_guessed(name: str, text: str) -> None:
    assert not tells(name, text)


@pytest.mark.parametrize(
    "text",
    ["appelez moi", "je veux qu'on m'appelle", "vous pouvez me rappeler ?", "un coup de fil svp",
     "call me back please", "beni arayın", "podem ligar-me", "اتصلوا بي", "tel moi"],
)  # fmt: skip
def test_a_call_is_wanted(text: str) -> None:
    assert wants_call(text)


@pytest.mark.parametrize("text", ["je veux une personne", "je m'appelle Karim", "un humain svp"])
def test_no_call_is_wanted(text: str) -> None:
    assert not wants_call(text)


@pytest.mark.parametrize(
    "text",
    ["ma mère est sous oxygène", "il est dialysé à la maison", "oksijen cihazı var",
     "minha mãe usa oxigénio", "أمي تستعمل الأكسجين", "she is on a ventilator"],
)  # fmt: skip
def test_a_life_depends_on_it(text: str) -> None:
    assert is_urgent(text)


def test_questions_are_told_from_answers() -> None:
    assert asks("c koi le numéro")
    assert asks("jeudi ?")
    assert not asks("la télé dans le salon")
