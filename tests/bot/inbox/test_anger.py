"""Anger in words: enough to send a person, not every oath."""

import pytest

from bot.inbox.anger import is_angry


@pytest.mark.parametrize(
    "text",
    [
        "Vous vous foutez de nous, l'eau est coupée",
        "c une honte ce chantier merde",
        "y'en a ras le bol !!",
        "C EST QUAND LA FIN DE CE BORDEL",
        "putain encore une panne !!!",
        "this is a joke, shame on you",
        "rezalet bu inşaat",
        "isto é uma vergonha",
        "عيب عليكم",
        "🤬 n'importe quoi",
    ],
)
def test_anger_is_heard(text: str) -> None:
    assert is_angry(text)


@pytest.mark.parametrize(
    "text",
    [
        "putain c quand l'eau",
        "QUAND COMMENCENT LES TRAVAUX DANS MON APPARTEMENT",
        "Bonjour, quand revient l'eau ?",
        "c'est vous ou des escrocs ?",
        "on m'a volé mon vélo, des voleurs sont entrés",
        "merci la fuite est réparée, vous êtes des anges",
        "الحليب بزاف",
        "",
    ],
)
def test_an_oath_or_capitals_alone_are_not(text: str) -> None:
    assert not is_angry(text)
