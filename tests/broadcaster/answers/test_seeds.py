import re
from collections import defaultdict

import pytest

from broadcaster.answers.dates import supported_languages
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.packaged import Seed, seeds
from broadcaster.answers.sms_form import sms_form
from broadcaster.answers.texts import fill
from broadcaster.sending.texts.segments import measure

LATIN = {"fr", "en", "tr", "pt"}

TYPICAL = {
    "fr": {
        "quand": "mercredi 30 septembre, de 8 h 30 à 12 h",
        "jour": "mercredi 30 septembre",
        "debut": "mercredi 30 septembre",
        "fin": "mercredi 30 septembre",
        "ensuite": "façade, lundi 12 octobre",
        "depuis": "mercredi 9 septembre",
        "lieu": "bât. A esc. 2",
        "logements": "bât. A esc. 2 appt 24, bât. B esc. 1 appt 3",
        "prix": "1,24 € par mois",
        "payeur": "chaque logement, avec les charges",
        "sans_usage": "même prix",
    },
    "en": {
        "quand": "Wednesday 30 September, 8:30 to 12:00",
        "jour": "Wednesday 30 September",
        "debut": "Wednesday 30 September",
        "fin": "Wednesday 30 September",
        "ensuite": "façade, Monday 12 October",
        "lieu": "building A staircase 2",
        "prix": "€1.24 a month",
        "payeur": "every home",
        "sans_usage": "same price",
    },
    "tr": {
        "quand": "30 Eylül Çarşamba, 8:30-12:00",
        "jour": "30 Eylül Çarşamba",
        "debut": "30 Eylül Çarşamba",
        "fin": "30 Eylül Çarşamba",
        "ensuite": "façade, 12 Ekim Pazartesi",
        "lieu": "A binası, merdiven 2",
        "prix": "ayda 1,24 €",
        "payeur": "her daire",
        "sans_usage": "aynı",
    },
    "pt": {
        "quand": "quarta-feira 30 de setembro, das 8:30 às 12:00",
        "jour": "quarta-feira 30 de setembro",
        "debut": "quarta-feira 30 de setembro",
        "fin": "quarta-feira 30 de setembro",
        "ensuite": "façade, segunda-feira 12 de outubro",
        "lieu": "prédio A escada 2",
        "prix": "1,24 € por mês",
        "payeur": "cada casa",
        "sans_usage": "igual",
    },
}
TYPICAL["ar"] = TYPICAL["fr"] | {"lieu": "المبنى A الدرج 2"}

ANY = {
    "travaux": "salle de bain",
    "en_cours": "échafaudage",
    "sujet": "démontage de l'échafaudage",
    "etapes": "Façade, du mardi 12 mai au lundi 8 juin ; Fenêtres (fini)",
    "sans_date": "radiateurs",
    "fait": "fenêtres",
    "detail": "",
    "batiment": "A",
    "escalier": "2",
    "appartement": "24",
    "logements": "A2, B1",
    "contact": "06 39 98 02 00",
    "nom": "Nadia Perrault",
    "numero": "06 39 98 02 00",
    "horaires": "lundi au vendredi, 8 h-17 h",
    "adresse": "12 rue des Lilas",
    "autres": "",
    "contenu": "internet 2 Mb/s et télévision",
    "debit": "",
    "tele": "",
    "telephone": "",
    "vote": "du 8 au 12 juin, loge",
    "souscrire": "signer le contrat à la loge",
    "lancement": "mardi 16 juin à 14 h",
    "modem": "",
    "garder": "oui, vous pouvez",
    "personne": "la loge, 01 99 00 12 34",
    "depuis": "9 septembre",
    "reference": "R-4F7K",
    "rendezvous": "Salle de bain, mercredi 30 septembre, de 8 h 30 à 12 h",
    "jour": "mercredi 30 septembre",
    "choix": "1 un conseil avant de signer\n2 qui paie le déménagement\n3 autre chose",
}

MUST_SPEAK = (
    "works_start",
    "cut_water",
    "cut_power",
    "cut_lift",
    "offer_price",
    "contact_site",
    "speak_to_human",
    "service_identity",
)
"""Topics answered in every language; so is the service itself (``system.…``)."""


def filled(seed: Seed) -> str:
    values = ANY | TYPICAL[seed.key[2]]
    return fill(seed.text, values)


def named(seed: Seed) -> str:
    topic, case, language, channel = seed.key
    return f"{topic}-{case}-{language}-{channel}"


ALL = list(seeds().values())
BY_SMS = [seed for seed in ALL if seed.key[3] is AnswerChannel.SMS]


@pytest.mark.parametrize("seed", BY_SMS, ids=named)
def test_a_telephone_text_is_one_segment_where_the_script_allows(seed: Seed) -> None:
    size = measure(sms_form(filled(seed)))
    if seed.key[2] in LATIN:
        assert (size.encoding, size.segments) == ("GSM-7", 1), (size.units, filled(seed))
    else:
        assert size.segments <= 3, (size.units, filled(seed))


def test_every_text_exists_in_french_by_sms() -> None:
    keys = set(seeds())
    for topic, case, _language, _channel in keys:
        assert (topic, case, "fr", AnswerChannel.SMS) in keys


def test_the_service_and_the_first_topics_speak_every_language() -> None:
    languages = defaultdict(set)
    for topic, case, language, _channel in seeds():
        languages[topic, case].add(language)
    spoken = {
        key: held
        for key, held in languages.items()
        if key[0].startswith(("system.", "flow.")) or key[0] in MUST_SPEAK
    }
    lacking = {key: set(supported_languages()) - held for key, held in spoken.items()}
    assert not {key: missing for key, missing in lacking.items() if missing}


def test_languages_of_a_text_name_the_same_facts() -> None:
    names: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    for (topic, case, language, channel), seed in seeds().items():
        if channel is AnswerChannel.SMS:
            names[topic, case][language] = sorted(set(re.findall(r"\{(\w+)\}", seed.text)))
    for key, by_language in names.items():
        for language, found in by_language.items():
            assert found == by_language["fr"], (key, language)


@pytest.mark.parametrize(
    "name",
    ["introduction", "menu", "question_waits", "late", "empty", "stop", "start", "help", "contact"],
)
def test_the_inbox_says_these_without_values(name: str) -> None:
    for (topic, _case, _language, _channel), seed in seeds().items():
        if topic == f"system.{name}":
            assert fill(seed.text, {}) == seed.text


def test_the_introduction_says_it_is_a_machine() -> None:
    said = seeds()["system.introduction", "default", "fr", AnswerChannel.SMS].text
    assert "assistant automatique" in said


@pytest.mark.parametrize("seed", [s for s in ALL if s.key[2] == "fr"], ids=named)
def test_french_sentences_are_short(seed: Seed) -> None:
    for sentence in re.split(r"[.?!]\s", filled(seed)):
        assert len(sentence.split()) <= 22, sentence
