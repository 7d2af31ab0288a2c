"""The packaged texts as a telephone gets them: with the demo's facts, and the longest days."""

from collections.abc import Mapping

import yaml

from bot.actions.topics import helping
from bot.actions.topics.offer_values import spare
from bot.actions.wording import MOST_SEGMENTS, takes
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.packaged import Seed, TextKey, seeds
from broadcaster.answers.placeholders import named_in
from broadcaster.answers.sms_form import sms_form
from broadcaster.answers.texts import CONSTANTS, fill
from broadcaster.help.phrases import translated
from tools import shell

DEMO = shell.ROOT / "data" / "demo"
OFFER: dict[str, str] = yaml.safe_load((DEMO / "offer.yml").read_text("utf-8"))
NOTES: dict[str, str] = yaml.safe_load((DEMO / "notes.yml").read_text("utf-8"))

DATES = {
    "fr": {
        "quand": "mercredi 30 septembre, de 8 h 30 à 12 h",
        "jour": "mercredi 30 septembre",
        "debut": "mercredi 30 septembre",
        "fin": "mercredi 30 septembre",
        "ensuite": "Salle de bain, lundi 12 octobre",
        "depuis": "mercredi 9 septembre",
        "lieu": "bât. A esc. 2",
        "lancement": "Lancement, Maison du Lavoir : mardi 13 octobre, de 14 h à 17 h "
        "et mardi 27 octobre, de 14 h à 17 h",
        "jours": "mardi 13 octobre, de 14 h à 17 h et mardi 27 octobre, de 14 h à 17 h",
    },
    "en": {
        "quand": "Wednesday 30 September, 8:30 to 12:00",
        "jour": "Wednesday 30 September",
        "debut": "Wednesday 30 September",
        "fin": "Wednesday 30 September",
        "ensuite": "Salle de bain, Monday 12 October",
        "depuis": "Wednesday 9 September",
        "lieu": "building A staircase 2",
        "lancement": "Launch, Maison du Lavoir: Tuesday 13 October, 14:00 to 17:00 "
        "and Tuesday 27 October, 14:00 to 17:00",
        "jours": "Tuesday 13 October, 14:00 to 17:00",
    },
    "tr": {
        "quand": "30 Eylül Çarşamba, 8:30-12:00",
        "jour": "30 Eylül Çarşamba",
        "debut": "30 Eylül Çarşamba",
        "fin": "30 Eylül Çarşamba",
        "ensuite": "Salle de bain, 12 Ekim Pazartesi",
        "depuis": "9 Eylül Çarşamba",
        "lieu": "A binası, merdiven 2",
        "lancement": "Başlangıç, Maison du Lavoir: 13 Ekim Salı, 14:00-17:00 "
        "ve 27 Ekim Salı, 14:00-17:00",
        "jours": "13 Ekim Salı, 14:00-17:00",
    },
    "pt": {
        "quand": "quarta-feira 30 de setembro, das 8:30 às 12:00",
        "jour": "quarta-feira 30 de setembro",
        "debut": "quarta-feira 30 de setembro",
        "fin": "quarta-feira 30 de setembro",
        "ensuite": "Salle de bain, segunda-feira 12 de outubro",
        "depuis": "quarta-feira 9 de setembro",
        "lieu": "prédio A escada 2",
        "lancement": "Lançamento, Maison du Lavoir: terça-feira 13 de outubro, das 14:00 às 17:00 "
        "e terça-feira 27 de outubro, das 14:00 às 17:00",
        "jours": "terça-feira 13 de outubro, das 14:00 às 17:00",
    },
    "ar": {
        "quand": "الأربعاء 30 سبتمبر من 8:30 إلى 12:00",
        "jour": "الأربعاء 30 سبتمبر",
        "duree": "حوالي أسبوعين",
        "par_logement": "5 أيام",
        "debut": "الأربعاء 30 سبتمبر",
        "fin": "الأربعاء 30 سبتمبر",
        "ensuite": "Salle de bain, الاثنين 12 أكتوبر",
        "depuis": "الأربعاء 9 سبتمبر",
        "lieu": "المبنى A الدرج 2",
        "lancement": "الإطلاق، Maison du Lavoir: الثلاثاء 13 أكتوبر من 14:00 إلى 17:00 "
        "والثلاثاء 27 أكتوبر من 14:00 إلى 17:00",
        "jours": "الثلاثاء 13 أكتوبر من 14:00 إلى 17:00",
    },
}
"""Days as ``Dates`` writes them."""

NEXT_LAUNCH = {
    "fr": "Lancement, Maison du Lavoir : mardi 13 octobre, de 14 h à 17 h",
    "en": "Launch, Maison du Lavoir: Tuesday 13 October, 14:00 to 17:00",
    "tr": "Başlangıç, Maison du Lavoir: 13 Ekim Salı, 14:00-17:00",
    "pt": "Lançamento, Maison du Lavoir: terça-feira 13 de outubro, das 14:00 às 17:00",
    "ar": "الإطلاق، Maison du Lavoir: الثلاثاء 13 أكتوبر من 14:00 إلى 17:00",
}
"""What of the launch is told where there is no room for both half-days."""

ANY = {
    "travaux": "Pose des fenêtres",
    "en_cours": "Électricité du logement",
    "autre": "votre appartement",
    "sujet": "démontage de l'échafaudage",
    "etapes": "Pose des fenêtres (fini) ; Salle de bain, du lundi 5 octobre au vendredi 9 octobre",
    "sans_date": "radiateurs",
    "duree": "environ 2 semaines",
    "par_logement": "Cinq jours par logement",
    "fait": "Pose des fenêtres",
    "detail": "Salle des Cormiers, 6 rue du Lavoir",
    "batiment": "A",
    "escalier": "2",
    "appartement": "24",
    "logements": "A2, B1",
    "reference": "R-4F7K",
    "rendezvous": "Salle de bain, mercredi 30 septembre, de 8 h 30 à 12 h",
    "jour": "mercredi 30 septembre",
    "choix": "1 un conseil avant de signer\n2 qui paie le déménagement\n3 autre chose",
    "contact": "01 99 00 02 10",
    "nom": "Karim Delormeau",
    "numero": "01 99 00 02 10",
    "horaires": "Du lundi au vendredi, de 8 h à 17 h",
    "adresse": "Maison du Lavoir, 6 rue du Lavoir",
    "autres": "Questions-réponses internet, chaque lundi, de 14 h à 16 h",
    "note": NOTES["parking"],
    "contenu": OFFER["content"],
    "debit": OFFER["speed"],
    "tele": OFFER["television"],
    "telephone": OFFER["telephone"],
    "prix": OFFER["price"],
    "payeur": OFFER["payer"],
    "sans_usage": OFFER["unused"],
    "vote": OFFER["vote"],
    "organisateur": OFFER["organiser"],
    "souscrire": OFFER["subscribe"],
    "lieu_lancement": OFFER["launch"],
    "modem": OFFER["modem"],
    "garder": OFFER["keep_operator"],
    "information": OFFER["information"],
    "attestation": OFFER["certification"],
    "commande": OFFER["computer_order"],
    "financeur": OFFER["support_payer"],
    "attente": "6 foyers attendent",
    "fournisseur": "Câble et Réseaux de l'Ouest",
    "chaines": "18 chaînes de la TNT",
    "wifi": "oui, par le modem",
    "usages": "lire ses courriels, regarder une vidéo à la fois",
    "inscrits": "101 logements en 6 mois",
    "personne": OFFER["contact"],
    **CONSTANTS,
}
"""The demo's facts."""

TOGETHER = {"lancement": "modem"}
"""What an answer to what was asked tells along with something else."""

ALWAYS = frozenset({"prix", "payeur", "personne"})


def sms_of(seed: Seed, *, before: str = "", after: str = "") -> str:
    """A text by SMS, between what is said before and after it, with what it has to spare.

    Of a text whose parts are asked for one by one it is the longest.
    """
    return max((_sms(seed, values, before, after) for values in _asked(seed)), key=_size)


def system_text(name: str, language: str, case: str = "default", **values: str) -> str:
    """A text of the service itself."""
    seed = seeds()[f"system.{name}", case, language, AnswerChannel.SMS]
    return fill(seed.text, {**ANY, **DATES[language], **values})


def _sms(seed: Seed, values: Mapping[str, str], before: str, after: str) -> str:
    for name, shorter in [("", ""), *_spare(seed.key, values)]:
        values = {**values, name: shorter} if values.get(name) else values
        told = sms_form(f"{before}\n{fill(seed.text, values)} {after}".strip())
        if takes(told) <= MOST_SEGMENTS:
            break
    return told


def _asked(seed: Seed) -> list[Mapping[str, str]]:
    """The values of a text; one choice for each part of a text of which one is asked for."""
    topic, case, language, _ = seed.key
    own = {name: translated(value, language) for name, value in ANY.items()}
    values = (own if topic.startswith(("offer_", "help_")) else ANY) | DATES[language]
    if case != "asked":
        return [values]
    parts = [name for name in named_in(seed.text) if name not in {*ALWAYS, *TOGETHER}]
    return [
        {
            **values,
            **{name: "" for name in parts if name != part},
            **{name: "" for name, other in TOGETHER.items() if other != part},
        }
        for part in parts
    ]


def _spare(key: TextKey, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the resolvers of the offer and of the help spare."""
    topic, *_ = key
    if topic.startswith("help_"):
        return [("autres", "Questions-réponses internet"), *helping.spare(values)]
    if not topic.startswith("offer_"):
        return []
    return [*spare({**values, "contact": "01 99 00 02 30"}, NEXT_LAUNCH[key[2]])]


def _size(text: str) -> tuple[int, int]:
    return takes(text), len(text)
