"""Write households.csv: 240 invented households. The same file every time.

Run ``python data/demo/make_households.py``. Names are drawn from lists, numbers only from those
France reserves for fiction; a few telephones are shared on purpose, as in life.
"""

import csv
import random
from pathlib import Path

TITLES = (
    "site",
    "ville",
    "bâtiment",
    "adresse",
    "escalier",
    "étage",
    "appartement",
    "référence",
    "nom",
    "téléphone",
    "téléphone 2",
    "langue",
    "consentement",
    "type de téléphone",
    "lit les SMS",
    "français",
    "accord pour les offres",
    "date de l'accord pour les offres",
    "origine de l'accord pour les offres",
)
BUILDINGS = {"A": "2 allée des Cormiers", "B": "4 allée des Cormiers", "C": "1 rue du Lavoir"}
FLOORS, DOORS = 9, 3
SHORT_STAIRCASES = {"A3", "B3", "C3"}  # 26 flats instead of 27: a caretaker's lodge below

PHONES = {
    "aucun": 14,
    "fixe": 26,
    "à touches": 80,
    "smartphone sans internet": 34,
    "smartphone avec internet": 86,
}
LANGUAGES = {"français": 150, "arabe": 36, "turc": 22, "portugais": 18, "anglais": 14}
CONSENTS = {"oui": 196, "non demandé": 34, "non": 10}
OFFERS = {"oui": 60, "non": 25}  # of those with a mobile; the others were not asked
OFFERS_ASKED = ("16/03/2026", "formulaire papier, réunion publique")
WITHOUT_CARD = 10
SHARED_PHONES = 4

NAMES = {
    "français": (
        "Aline Bastien Cécile Damien Élodie Fabrice Gisèle Hervé Irène Jacky Karine Lionel "
        "Maryse Norbert Odile Pascal Régine Sylvain Thérèse Yvon Awa Mamadou Linh Kévin",
        "Ravaillon Becquerelle Tournemine Lardenois Pouliquet Sauvanet Kervadic Montbrun "
        "Desvignals Charpenay Dorvault Belloncle Diarrasso Konatey Trannoy Hoareaux",
    ),
    "arabe": (
        "Amina Bilal Dounia Fouad Hayat Idriss Jamila Khalil Latifa Mounir Naïma Rachid",
        "Benhadiya Chérifani Elmazouar Hamdoussi Kacemine Lahmidane Ouardiri Zerhouane",
    ),
    "turc": (
        "Ayla Baran Ceyda Emre Fidan Hakan Leyla Onur Selin Tarık",
        "Akdoğmuş Bozkırlı Demirsoylu Karabaşlı Yıldızhan Özgenli",
    ),
    "portugais": (
        "Adelino Benedita Conceição Duarte Fernanda Joaquim Lurdes Nuno",
        "Alvarinhos Carvalhosa Figueirinha Moutelas Quintelas",
    ),
    "anglais": (
        "Abena Chidi Efua Folake Kwabena Nneka Priya Tunde",
        "Adebowari Boatemaa Nkansahene Okonjori Ramasundar",
    ),
}
READINGS = {
    "facile": ("facilement", "facilement", "facilement", "difficilement"),
    "difficile": ("difficilement", "difficilement", "avec de l'aide"),
    "très difficile": ("avec de l'aide", "jamais"),
}


def dealt(draw: random.Random, counts: dict[str, int]) -> list[str]:
    """Each word as often as it is counted, shuffled."""
    words = [word for word, count in counts.items() for _ in range(count)]
    draw.shuffle(words)
    return words


def homes() -> list[tuple[str, str, int, int]]:
    """Building, staircase, floor and flat of the 240 homes."""
    return [
        (building, staircase, floor, floor * 100 + door)
        for building in BUILDINGS
        for staircase in "123"
        for floor in range(FLOORS)
        for door in range(1, DOORS + 1)
        if (floor, door) != (0, 3) or building + staircase not in SHORT_STAIRCASES
    ]


def name_of(draw: random.Random, language: str, taken: set[str]) -> str:
    """A name not yet taken, usual in that language."""
    firsts, lasts = (names.split() for names in NAMES[language])
    name = next(
        name
        for name in iter(lambda: f"{draw.choice(firsts)} {draw.choice(lasts)}", "")
        if name not in taken
    )
    taken.add(name)
    return name


def french_of(draw: random.Random, language: str) -> str:
    """How somebody of that language reads French."""
    weights = (8, 1, 1) if language == "français" else (3, 4, 3)
    return draw.choices(tuple(READINGS), weights)[0]


def numbers_of(draw: random.Random, phone: str, index: int) -> tuple[str, str]:
    """First and second number: mobiles are 06 39 98, landlines 03 53 01, each its own."""
    mobile = f"06 39 98 {index // 100 + 10:02d} {index % 100:02d}"
    landline = f"03 53 01 {index // 100 + 10:02d} {index % 100:02d}"
    if phone == "aucun":
        return "", ""
    if phone == "fixe":
        return landline, ""
    return mobile, landline if draw.random() < 0.15 else ""


def rows() -> list[list[str]]:
    """The 240 rows."""
    draw = random.Random(1904)  # noqa: S311 - a made-up estate, not a secret
    phones, languages, consents = (dealt(draw, kind) for kind in (PHONES, LANGUAGES, CONSENTS))
    taken: set[str] = set()
    made = []
    for index, (building, staircase, floor, flat) in enumerate(homes()):
        language, phone = languages[index], phones[index]
        french = french_of(draw, language)
        place = ["Les Cormiers", "Valbrume", building, BUILDINGS[building], staircase]
        who = [f"COR-{building}{staircase}-{flat:03d}", name_of(draw, language, taken)]
        card = [phone, draw.choice(READINGS[french]), french]
        first, second = numbers_of(draw, phone, index)
        consent = consents[index] if first else ""
        made.append([*place, str(floor), str(flat), *who, first, second, language, consent, *card])
    share_phones(draw, made)
    forget_cards(draw, made)
    return [[*row, *answer] for row, answer in zip(made, offers_of(made), strict=True)]


def share_phones(draw: random.Random, made: list[list[str]]) -> None:
    """Give some households the mobile of a relative next door."""
    number = TITLES.index("téléphone")
    mobiles = [row for row in made if row[number].startswith("06")]
    for index in sorted(draw.sample(range(len(mobiles) - 1), SHARED_PHONES)):
        mobiles[index + 1][number] = mobiles[index][number]


def forget_cards(draw: random.Random, made: list[list[str]]) -> None:
    """Some households with a mobile have not answered the questionnaire."""
    number, card = TITLES.index("téléphone"), TITLES.index("type de téléphone")
    for row in draw.sample([row for row in made if row[number].startswith("06")], WITHOUT_CARD):
        row[card : card + 3] = ["", "", ""]


def offers_of(made: list[list[str]]) -> list[tuple[str, str, str]]:
    """What each household with a mobile answered when asked about offers to buy."""
    draw = random.Random(2004)  # noqa: S311 - apart from the other, whose rows stay as they were
    number = TITLES.index("téléphone")
    mobiles = [index for index, row in enumerate(made) if row[number].startswith("06")]
    words = [word for word, count in OFFERS.items() for _ in range(count)]
    answers = dict(zip(draw.sample(mobiles, len(words)), words, strict=True))
    asked = {index: (word, *OFFERS_ASKED) for index, word in answers.items()}
    return [asked.get(index, ("", "", "")) for index in range(len(made))]


def main() -> None:
    """Write the file, as a French spreadsheet opens it."""
    target = Path(__file__).with_name("households.csv")
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(TITLES)
        writer.writerows(rows())


if __name__ == "__main__":
    main()
