"""One fact of the offer or of the help is asked for, and is told; or a person is, and staff."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.answering import Answer, Answerer
from bot.actions.message import Question
from bot.actions.plainly import heard_plainly
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.sms_form import sms_form
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.lacks.models import Lack
from broadcaster.conversations.models import Correspondent
from broadcaster.database import Database
from broadcaster.demo import load_demo
from broadcaster.help.importing import import_offer
from broadcaster.help.models import OfferFact
from broadcaster.sending.texts.segments import measure
from tests.broadcaster.answers.catalogue import system_text
from tests.support.clock import MovableClock
from tools import shell

NUMBER = "+33639989999"
UNSURE = "nlu_fallback"
STANDARD = "internet, la télé et un téléphone"
"""How the offer as a whole begins."""


@dataclass
class Cormiers:
    """Somebody asks about the demo's neighbourhood, which holds what the seeds say."""

    database: Database
    clock: MovableClock

    async def ask(self, topic: str, text: str, *, language: str = "fr") -> Answer:
        """A question by SMS, as the classifier took it for a topic."""
        async with self.database.write() as session:
            who = await correspondent_of(session, AnswerChannel.SMS, NUMBER, self.clock())
            (await session.get_one(Correspondent, who.id)).language = language
        heard = heard_plainly(Question(text, topic, 0.5))
        return await Answerer(self.database).answer(heard.topic, who.id, text, self.clock())

    async def lacks(self) -> list[str]:
        """What staff read that the assistant did not know."""
        async with self.database.read() as session:
            return list(await session.scalars(select(Lack.subject)))

    async def knows(self, **facts: str) -> None:
        """Staff write facts of the offer."""
        async with self.database.write() as session:
            site = (await session.scalars(select(OfferFact.site_id))).first() or 0
            await import_offer(session, site, facts, self.clock())


@pytest.fixture
async def cormiers(sqlite_database: Database, clock: MovableClock) -> Cormiers:
    async with sqlite_database.write() as session:
        await load_demo(session, shell.ROOT, clock())
    return Cormiers(sqlite_database, clock)


MODEM = "Modem : au lancement, après la signature. Lancement, Maison du Lavoir : lundi 18 mai"
ORGANISER = "Vote organisé par : le bailleur et l'Amicale des locataires"
SKILLS = "Valider ses compétences numériques : oui, à l'atelier"


@pytest.mark.parametrize(
    ("topic", "text", "words"),
    [
        ("offer_subscribe", "où je retire le modem", MODEM),
        ("offer_subscribe", "le modem on le reçoit après la signature ?", MODEM),
        ("offer_trouble", "le modem est donné quand", MODEM),
        ("offer_trouble", "c quand qu'on a la box de l'offre", MODEM),
        ("offer_vote", "qui organise le vote pour internet", ORGANISER),
        ("offer_vote", "qui a organisé le vote internet ?", ORGANISER),
        ("offer_vote", "le vote internet c'etait quand", "Vote : du mercredi 25 mars au mardi 31"),
        ("works_duration", "combien de voix par logement", "Pour voter : une voix par logement"),
        ("offer_what", "avec l'offre je peux passer des appels ?", "il n'en passe pas"),
        ("offer_what", "la télé est comprise ?", "Télé : oui, comprise"),
        ("offer_what", "c koi la vitesse", "Débit : 2 Mb/s"),
        (UNSURE, "je voudrais valider des compétences numériques", SKILLS),
        ("out_of_scope", "attestation de compétences numériques", SKILLS),
        ("rehousing_moving_costs", "qui paie l'accompagnement", "est payé par : la Ville"),
        ("help_computer", "on peut commander un ordinateur au lancement ?", "La Recyclette"),
        ("offer_vote", "y a eu des tracts avant le vote internet ?", "un mois avant"),
        ("offer_what", "c'est obligatoire l'offre internet", "vous gardez l'opérateur"),
    ],
)
async def test_a_fact_that_is_asked_for_is_told_first(
    cormiers: Cormiers, topic: str, text: str, words: str
) -> None:
    told = (await cormiers.ask(topic, text)).text
    assert words.replace("ç", "c") in told
    assert STANDARD not in told
    assert measure(told).segments <= 2


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("is television included", "en", "TV: yes, included."),
        ("televizyon dahil mi", "tr", "TV: evet, dahil."),
        ("a televisão está incluída", "pt", "TV: sim, incluida."),
        ("هل التلفزيون مشمول", "ar", "التلفاز: نعم، مشمول."),
    ],
)
async def test_and_in_the_tenants_language(
    cormiers: Cormiers, text: str, language: str, words: str
) -> None:
    assert (await cormiers.ask("offer_what", text, language=language)).text.startswith(words)


@pytest.mark.parametrize(
    ("topic", "text", "lacks"),
    [
        ("offer_what", "combien de chaines", "Les chaînes de télévision"),
        ("offer_what", "2 mb/s c'est assez pour netflix", "Ce que le débit permet"),
        ("offer_what", "y a du wifi", "Le wifi"),
        ("offer_what", "c'est quoi le nom du fournisseur internet", "Le nom du fournisseur"),
        ("offer_what", "combien de voisins ont pris l'offre", "Combien de logements ont pris"),
        ("offer_subscribe", "combien de personnes ont signé", "Combien de logements ont pris"),
        ("help_computer", "il y a une liste d'attente pour les ordinateurs", "La liste d'attente"),
    ],
)
async def test_what_no_source_says_goes_to_a_person_and_to_staff(
    cormiers: Cormiers, topic: str, text: str, lacks: str
) -> None:
    answer = await cormiers.ask(topic, text)
    assert answer.text.startswith("Je n'ai pas cette information. Une personne va vous répondre.")
    assert "Lucie Fontanelle, 01 99 00 02 30" in answer.text
    assert answer.handoff == "missing_fact"
    (lacked,) = await cormiers.lacks()
    assert lacked.startswith(lacks)


async def test_and_is_told_once_staff_wrote_it(cormiers: Cormiers) -> None:
    await cormiers.knows(provider="Sol Réseaux", channels="18 chaînes")
    told = await cormiers.ask("offer_what", "c'est quoi le nom du fournisseur internet")
    assert told.text.startswith("Fournisseur : Sol Réseaux. Offre : 1 € par mois")
    assert "18 cha" not in told.text
    assert told.handoff is None


@pytest.mark.parametrize(
    "text",
    [
        "l'abonnement c'est pour combien de temps", "faut-il payer une caution",
        "on rend le modem si on part ?", "le contrat dure combien de temps",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["offer_what", "offer_price"])
async def test_the_contract_is_asked_about_after_the_offer(
    cormiers: Cormiers, before: str, text: str
) -> None:
    await cormiers.ask(before, "internet")
    answer = await cormiers.ask("works_duration", text)
    assert answer.text.startswith("Je n'ai pas cette information (panne, caution")
    assert answer.handoff == "needs_person"


@pytest.mark.parametrize("text", ["c'est dans les charges ?", "compris dans le loyer ?"])
async def test_after_the_price_the_charges_are_the_offers(cormiers: Cormiers, text: str) -> None:
    await cormiers.ask("offer_price", "c'est combien internet")
    assert "Payé par : chaque logement" in (await cormiers.ask("money_benefits", text)).text


async def test_a_word_after_the_offer_asks_for_one_fact(cormiers: Cormiers) -> None:
    await cormiers.ask("offer_price", "c'est combien internet")
    assert (await cormiers.ask(UNSURE, "et la vitesse ?")).text.startswith("Débit : 2 Mb/s.")


async def test_after_the_launch_the_modem_is_for_a_person(cormiers: Cormiers) -> None:
    await cormiers.knows(launch_first="2026-04-20 14:00-17:00", launch_second="")
    answer = await cormiers.ask("offer_subscribe", "où je retire le modem")
    assert "sont finies" in answer.text
    assert answer.handoff == "needs_person"


CAFE, QUESTIONS = "Café du Net, Maison du Lavoir", "Questions-réponses internet, Maison du Lavoir"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("questions-réponses internet c'est quand ?", QUESTIONS),
        ("il y a une permanence le lundi ?", QUESTIONS),
        ("il y a d'autres permanences ?", QUESTIONS),
        ("y a-t-il autre chose que le café du net", QUESTIONS),
        ("café du net c'est quand", CAFE),
        ("la permanence du vendredi", CAFE),
    ],
)
async def test_the_words_choose_the_drop_in(cormiers: Cormiers, text: str, words: str) -> None:
    told = (await cormiers.ask("help_dropin", text)).text
    assert f"Permanence sans rendez-vous : {words}" in told
    assert "Aussi" not in told


async def test_questions_and_answers_are_no_questionnaire(cormiers: Cormiers) -> None:
    answer = await cormiers.ask("survey_digital", "questions-réponses internet c'est quand ?")
    assert QUESTIONS in answer.text


async def test_of_drop_ins_all_are_told(cormiers: Cormiers) -> None:
    told = (await cormiers.ask("help_dropin", "les permanences c'est quels jours")).text
    assert CAFE in told
    assert "Aussi : Questions-réponses internet, chaque lundi, de 14 h à 16 h." in told
    assert measure(told).segments <= 2


LONGER = {("offer_subscribe", "ar")}
"""How to join, with the place and hours of the launch and the warning, in 67 signs a segment."""


@pytest.mark.parametrize("language", ["fr", "en", "ar", "tr", "pt"])
@pytest.mark.parametrize("topic", ["offer_what", "offer_price", "offer_vote", "offer_subscribe"])
async def test_a_doubtful_offer_takes_two_segments_even_at_first(
    cormiers: Cormiers, topic: str, language: str
) -> None:
    cormiers.clock.advance(timedelta(days=16))
    told = (await cormiers.ask(topic, "internet", language=language)).text
    assert "01 99 00 02 30" in told or language == "ar"
    said = sms_form(f"{system_text('introduction', language)}\n{told}")
    assert (measure(said).segments <= 2) is ((topic, language) not in LONGER), told
