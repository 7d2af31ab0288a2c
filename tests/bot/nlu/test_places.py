"""Tenants name their home in their own words."""

import pytest

from bot.nlu.places import Place, find_place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("bat C 3e", Place(building="C", floor=3)),
        ("appart 42", Place(flat="42")),
        ("esc 2", Place(staircase="2")),
        ("j'habite au batiment B escalier 1", Place(building="B", staircase="1")),
        ("j'habite au bâtiment B, escalier 1, 4ème étage, porte 12", Place("B", "1", 4, "12")),
        ("B2", Place(building="B", staircase="2")),
        ("slt jabite le C escalier 2 le gaz sera coupé kan", Place("C", "2")),
        ("slt j'habite au C2, le gaz c kan", Place("C", "2")),
        ("je m'appelle Sophie j'habite au A1 au 4e, c'est quand", Place("A", "1", 4)),
        ("when is scaffolding going up in building B stairs 3", Place("B", "3")),
        ("I live in C2, when is the gas off", Place("C", "2")),
        ("A1 401 salle de bain svp", Place("A", "1")),
        ("je suis au 5ème étage", Place(floor=5)),
        ("rdc bat A", Place(building="A", floor=0)),
        ("rez-de-chaussée bâtiment C", Place(building="C", floor=0)),
        ("troisième étage", Place(floor=3)),
        ("logement n° 204", Place(flat="204")),
        ("immeuble c, esc. 3", Place(building="C", staircase="3")),
        ("building B staircase 1", Place(building="B", staircase="1")),
        ("flat 42 third floor", Place(flat="42", floor=3)),
        ("B blok daire 12", Place(building="B", flat="12")),
        ("bloco B escada 2", Place(building="B", staircase="2")),
        ("المبنى ب الشقة 42", Place(building="B", flat="42")),
        ("الطابق الثالث المبنى ج", Place(building="C", floor=3)),
        ("y a plus d'eau au bat c esc 1", Place(building="C", staircase="1")),
        ("dernier étage esc 3", Place(staircase="3", top_floor=True)),
        ("n°15", Place(flat="15")),
        ("bat2 esc1", Place(building="2", staircase="1")),
        ("batc etage 5", Place(building="C", floor=5)),
        ("ultimo andar bloco D", Place(building="D", top_floor=True)),
        ("الطابق الأخير المبنى أ", Place(building="A", top_floor=True)),
        ("escalier n° 2", Place(staircase="2")),
        ("et l'escalier 1 du A, c'est pour ma soeur", Place(building="A", staircase="1")),
        ("staircase 2 of building C", Place(building="C", staircase="2")),
        ("prédio C escada 2", Place(building="C", staircase="2")),
        ("escalier 2 du chantier", Place(staircase="2")),
        ("jhabite au 9 eme et lascenseur est mort", Place(floor=9)),
    ],
)
def test_place_is_found(text: str, place: Place) -> None:
    assert find_place(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "quand commencent les travaux dans mon immeuble",
        "c'est quoi ce bruit",
        "le bâtiment est sale",
        "rdv le 12 à 9h",
        "c'est la 2e fois que j'attends",
        "porte cassée",
        "je suis a 2 h de route",
        "il y a escalier bloque au 3",
        "3eme ligne sur la quittance",
        "",
        "😀",
    ],
)
def test_no_place_is_made_up(text: str) -> None:
    assert find_place(text).is_empty
