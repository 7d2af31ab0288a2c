"""What could name somebody is taken out of a text."""

import pytest

from broadcaster.learning.masking import mask, without_placeholders

OWN, OTHERS = {"yilmaz"}, {"petit", "nguyen"}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("rappelez moi au 06 39 98 12 34 svp", "rappelez moi au [téléphone] svp"),
        ("mon num 0639981234", "mon num [téléphone]"),
        ("06.39.98.12.34 ou +33 6 39 98 12 35", "[téléphone] ou [téléphone]"),
        ("06-39-98-12-34", "[téléphone]"),
        ("o6 39 98 12 34 voila", "[téléphone] voila"),
        ("tel (06) 39 98 12 34", "tel [téléphone]"),
        ("٠٦٣٩٩٨١٢٣٤ رقمي", "[téléphone] رقمي"),
        ("écrivez à fatou.d@exemple.fr merci", "écrivez à [e-mail] merci"),
        ("fatou.d arobase exemple point fr", "[e-mail]"),
        ("dossier 1234567 toujours rien", "dossier [numéro] toujours rien"),
        ("FR76 3000 4000 0312 3456 7890 143", "[numéro]"),
        ("voir https://exemple.fr/moi?id=3", "voir [lien]"),
    ],
    ids=lambda value: value[:20],
)  # fmt: skip
def test_numbers_and_addresses(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Bonjour, je suis Mme Diallo du 3e", "Bonjour, je suis Mme [nom] du 3e"),
        ("bjr c mme diallo", "bjr c mme [nom]"),
        ("je m'appelle fatou Diallo Sow, bat B", "je m'appelle [nom], bat B"),
        ("Monsieur Hamidi est passé ?", "Monsieur [nom] est passé ?"),
        ("L'eau est froide. Cordialement, Fatou Diallo", "L'eau est froide. Cordialement, [nom]"),
        ("my name is Grace and I live in B", "my name is [nom] and I live in B"),
        ("benim adım Emre, su yok", "benim adım [nom], su yok"),
        ("اسمي فاطمة لا ماء", "اسمي [nom] لا ماء"),
        ("ici yilmaz plus de chauffage", "ici [nom] plus de chauffage"),
        ("mon voisin Nguyen a reçu un mot", "mon voisin [nom] a reçu un mot"),
        ("LA VOISINE NGUYEN A REÇU UN MOT", "LA VOISINE [nom] A REÇU UN MOT"),
    ],
    ids=lambda value: value[:20],
)
def test_names(text: str, masked: str) -> None:
    assert mask(text, OWN, OTHERS) == masked


@pytest.mark.parametrize(
    "text",
    [
        "c quand la coupure d'eau bat C 3e étage appart 42",
        "le 12/05/2026 de 9h à 12h30 ?",
        "Bonjour madame, monsieur, je voudrais savoir",
        "un petit problème dans la salle de bain",
        "mme bonjour, l'ascenseur est en panne",
        "JE SUIS MALADE ET SANS CHAUFFAGE",
        "ça dure 3 semaines ou 15 jours",
        "loyer de 450 € au lieu de 430",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert mask(text, OWN, OTHERS) == text


def test_masking_twice_changes_nothing_more() -> None:
    once = mask("Mme Yilmaz, 06 39 98 12 34, a@exemple.fr, dossier 1234567", OWN)
    assert mask(once, OWN) == once


def test_placeholders_are_nothing_to_learn() -> None:
    assert without_placeholders("je suis mme [nom] du [numéro], plus d'eau") == (
        "je suis mme du , plus d'eau"
    )
