import pytest

from bot.actions.places import Told, told_place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bâtiment B escalier 2", Told("B", "2")),
        ("bat b esc 2", Told("B", "2")),
        ("j'habite au bat. A, entrée 3, appt 12", Told("A", "3", "12")),
        ("BAT C 3e", Told("C")),
        ("escalier n° 2", Told(None, "2")),
        ("cage d'escalier 2", Told(None, "2")),
        ("appart 42", Told(None, None, "42")),
        ("je suis au A", Told(bare="A")),
        ("les bâtiments", Told()),
        ("B2", Told("B", "2")),
        ("b 2", Told("B", "2")),
        ("a 1", Told("A", "1")),
        ("b12", Told(bare="B12")),
        ("je suis au B", Told(bare="B")),
        ("A", Told(bare="A")),
        ("2", Told(bare="2")),
        ("B escalier 2", Told("B", "2")),
        ("building A staircase 1", Told("A", "1")),
        ("le bâtiment a un problème", Told()),
        ("quand commencent les travaux ?", Told()),
        ("", Told()),
        ("👍", Told()),
        ("وين المبنى", Told()),
        ("je suis au 2 allée des Cormiers", Told(address="2 allee des cormiers")),
        ("esc 3, 12 bis rue du Lavoir", Told(None, "3", address="12 bis rue du lavoir")),
        ("Mme Tournier A2 appt 501 : la douche ferme quand", Told("A", "2", "501")),
        ("la coupure dure 2 heures rue du Lavoir", Told()),
    ],
)
def test_places_in_tenants_words(text: str, expected: Told) -> None:
    assert told_place(text) == expected
