"""SMS French becomes plain French; what is not known stays as it is."""

import pytest

from bot.nlu.normaliser import normalise


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("kan", "quand"),
        ("c koi", "c'est quoi"),
        ("pk ya plus deau", "pourquoi il n'y a plus d'eau"),
        ("svpppp", "s'il vous plaît"),
        ("jattends", "j'attends"),
        ("descalier", "d'escalier"),
        ("lascenseur", "l'ascenseur"),
        ("lassenseur marche pa", "l'ascenseur marche pas"),
        ("jvx parler", "je veux parler"),
        ("jsp", "je sais pas"),
        ("g attendu bcp", "j'ai attendu beaucoup"),
        ("vs passez mtn ?", "vous passez maintenant ?"),
        ("eau couper jusque kel heure", "eau couper jusque quel heure"),
        ("kan vs faite ma sdb", "quand vous faites ma salle de bain"),
        ("quil", "qu'il"),
        ("bonjourrrrr", "bonjour"),
        ("l’eau", "l'eau"),
        ("quand ???? !!", "quand ? !"),
        ("y a pas d'eau", "il n'y a pas d'eau"),
        ("estce que", "est-ce que"),
    ],
)
def test_sms_french_is_written_out(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    "text",
    [
        "bat C",
        "escalier d",
        "bâtiment C 3e étage",
        "Mme Traoré",
        "ne zaman başlıyor",
        "متى يعود الماء",
        "le 12 mai à 9 h",
        "https://exemple.fr/kan2",
        "des dents",
        "à quelle heure",
        "telle que celle-ci, cette tête, ce mai",
        "mon ton son test",
        "😀",
        "",
    ],
)
def test_what_is_not_known_stays(text: str) -> None:
    assert normalise(text) == text


def test_normalising_twice_changes_nothing_more() -> None:
    once = normalise("kan es ke vs fete ma sdb svpppp, jattends dpuis 3 smaines")
    assert normalise(once) == once
