"""A question about some works is answered about those, never about others."""

import pytest

from broadcaster.help.importing import import_offer
from broadcaster.works.models import CutKind, MilestoneState, PersonRole
from tests.bot.actions.conftest import STRANGER, Line
from tests.broadcaster.works.estate import (
    IN_A1_FLAT_11,
    IN_A2_FLAT_21,
    IN_B_FLAT_1,
    cut,
    milestone,
    on,
    person,
)

PLANNED, CANCELLED, DONE = MilestoneState.PLANNED, MilestoneState.CANCELLED, MilestoneState.DONE


@pytest.fixture
async def site(line: Line) -> Line:
    estate = line.estate
    await line.facts(
        person(estate),
        person(estate, PersonRole.LANDLORD, name="Lucie Fontanelle", number="+33199000230"),
        milestone(estate, "technical_visit", on(6), on(8), title="Visite technique"),
        milestone(estate, "scaffolding", on(10), on(12), title="Montage de l'échafaudage"),
        milestone(estate, "facade", on(12), on(30), title="Isolation de la façade"),
        milestone(estate, "heating", on(20), on(22), title="Radiateurs et ventilation"),
        milestone(estate, "electricity", on(14), on(16), title="Électricité du logement"),
        milestone(
            estate, "common_areas", on(25), on(27), state=CANCELLED, title="Peinture des halls"
        ),
        milestone(
            estate, "bathroom", on(18), on(20), title="Salle de bain", flat_id=estate.flat_11
        ),
        cut(estate, CutKind.HEATING, on(9, 8)),
    )
    return line


@pytest.mark.parametrize(
    ("topic", "question", "words", "handoff"),
    [
        ("works_end", "quand finit la façade ?", "fin prévue vendredi 29 mai", None),
        ("works_start", "la façade commence quand", "Isolation de la facade", None),
        ("works_end", "fin de l'échafaudage ?", "pas de date", "missing_fact"),
        (
            "nuisance_scaffolding",
            "quand demontez vous l'echafaudage",
            "pas de date",
            "missing_fact",
        ),
        ("cut_heating", "c'est quand les radiateurs", "mercredi 20 mai", None),
        ("cut_heating", "le chauffage est coupé quand", "Coupure de chauffage", None),
        ("works_my_flat", "mes fenêtres changent quand", "Fenetres : pas de date", "missing_fact"),
        ("quality_windows", "mes fenêtres changent quand", "pas de date", "missing_fact"),
        ("works_start", "quand vous commencez dans mon appart", "Salle de bain", None),
        ("rights_meeting", "visite technique quand", "mercredi 6 mai", None),
        ("nlu_fallback", "visite technique quand", "mercredi 6 mai", None),
        ("works_progress", "les halls c'est quand la peinture", "annulé", "missing_fact"),
        ("works_programme", "et l'ascenseur", "pas de date", "missing_fact"),
        ("access_presence", "fo ke je soi la pr l'electricité", "jeudi 14 mai", "missing_fact"),
        ("access_presence", "je dois etre la pour la salle de bain", "chez vous", None),
        ("works_delay", "pourquoi la façade est en retard", "Isolation", "needs_person"),
    ],
)
async def test_named_works_are_answered_by_their_own_dates(
    site: Line, topic: str, question: str, words: str, handoff: str | None
) -> None:
    answer = await site.ask(topic, question)
    assert words in answer.text
    assert answer.handoff == handoff


async def test_several_works_are_told_together(site: Line) -> None:
    answer = await site.ask("works_progress", "façade, radiateurs et fenêtres c'est quand")
    assert answer.text == (
        "Isolation de la facade, du mardi 12 mai au vendredi 29 mai ; Radiateurs et ventilation, "
        "du mercredi 20 mai au jeudi 21 mai. Pas de date : fenetres. Une personne va répondre."
    )
    assert answer.handoff == "missing_fact"


async def test_who_enters_flats_next_is_told_where_no_flat_has_its_day(site: Line) -> None:
    answer = await site.ask("works_start", "quand dans mon logement ?", number=IN_B_FLAT_1)
    assert "Visite technique, du mercredi 6 mai" in answer.text
    assert "Je n'ai pas le jour de votre logement" in answer.text
    assert answer.handoff == "missing_fact"


async def test_the_flats_own_day_is_told_in_the_tenants_language(site: Line) -> None:
    await site.speaks(IN_A1_FLAT_11, "tr")
    for topic in ("works_my_flat", "quality_bathroom"):
        answer = await site.ask(topic, "banyo ne zaman")
        assert answer.text.startswith("Daireniz: Banyo, 18 Mayis Pazartesi"), topic


async def test_what_was_named_is_remembered_until_the_place_is_known(site: Line) -> None:
    asked = await site.ask("works_end", "quand finit la façade", number=STRANGER)
    assert asked.asks_place
    answer = await site.ask("inform_place", "bat A esc 2", number=STRANGER)
    assert "Isolation de la facade" in answer.text
    assert "vendredi 29 mai" in answer.text


@pytest.mark.parametrize(
    "question",
    ["le prix de la caution ?", "durée du contrat", "comment résilier", "la box est en panne"],
)
async def test_what_no_source_says_of_the_offer_is_said_to_be_unknown(
    site: Line, question: str
) -> None:
    facts = {"price": "1,24 € par mois", "subscribe": "à la loge"}
    async with site.database.write() as session:
        await import_offer(session, site.estate.site, facts, site.clock())
    for topic in ("offer_price", "offer_subscribe"):
        answer = await site.ask(topic, question)
        assert answer.text.count("1,24") == answer.text.count("Prix de l'offre : 1,24") == 1
        assert "Je n'ai pas cette information" in answer.text
        assert answer.handoff == "needs_person"


@pytest.mark.parametrize("topic", ["contact_site", "contact_caretaker"])
async def test_the_landlord_is_named_when_asked_for(site: Line, topic: str) -> None:
    text = (await site.ask(topic, "numéro du bailleur")).text
    assert "bailleur : Lucie Fontanelle, 01 99 00 02 30" in text
    assert "Nadia Perrault" in (await site.ask("contact_site", "le chef")).text
    both = await site.ask("contact_site", "le bailleur ment, donnez le numéro du chef de chantier")
    assert "Nadia Perrault" in both.text


async def test_of_a_list_the_doubtful_item_is_marked(line: Line) -> None:
    await line.facts(
        milestone(line.estate, "facade", on(12), on(16), title="Isolation"),
        milestone(line.estate, "heating", on(20), on(21), title="Radiateurs", confirmed=None),
    )
    answer = await line.ask("works_programme")
    assert "Isolation, mardi 12 mai ; radiateurs, mercredi 20 mai (pas confirmé)." in answer.text
    assert "Attention" not in answer.text
    assert "Une personne va vérifier." in answer.text
    assert answer.handoff == "missing_fact"


async def test_a_doubt_is_said_once(line: Line) -> None:
    estate = line.estate
    for flat, confirmed in ((estate.flat_11, on(3)), (estate.flat_21, None)):
        await line.facts(
            milestone(
                estate,
                "bathroom",
                on(12),
                on(13),
                state=PLANNED,
                confirmed=confirmed,
                flat_id=flat,
            )
        )
    checked = (await line.ask("works_my_flat")).text
    never = (await line.ask("works_my_flat", number=IN_A2_FLAT_21)).text
    assert ("peut encore changer" in checked, "Attention" in checked) == (True, False)
    assert ("peut encore changer" in never, "Attention" in never) == (False, True)


async def test_a_finished_step_of_the_flat_does_not_hide_the_next(line: Line) -> None:
    estate = line.estate
    await line.facts(
        milestone(estate, "bathroom", on(1), on(2), state=DONE, flat_id=estate.flat_11),
        milestone(estate, "heating", on(20), on(21), title="Radiateurs"),
    )
    assert "Radiateurs" in (await line.ask("works_my_flat")).text


async def test_the_chat_asks_with_its_accents(line: Line) -> None:
    assert "Écrivez votre bâtiment" in (await line.ask("works_start", number="web:1")).text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("la façade c'est vendredi ?", "Isolation de la facade"),
        ("les radiateurs c'est mardi ?", "Radiateurs"),
        ("vous faites la façade le samedi ?", "Sans votre accord, pas de travaux"),
        ("vous venez vendredi ?", "Sans votre accord, pas de travaux"),
    ],
)
async def test_works_on_a_working_day_are_not_answered_with_the_weekend(
    site: Line, question: str, words: str
) -> None:
    assert words in (await site.ask("access_weekend", question)).text


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Isolation de la facade"), ("en", "Facade"), ("tr", "Dis cephe"), ("pt", "Fachada")],
)
async def test_works_are_called_what_the_tenant_calls_them(
    site: Line, language: str, words: str
) -> None:
    await site.speaks(IN_A1_FLAT_11, language)
    text = (await site.ask("works_end", "façade")).text
    assert words in text
    assert language == "fr" or "Isolation" not in text


@pytest.mark.parametrize(
    ("topic", "question", "words"),
    [
        ("works_my_flat", "la visite c'est quand", "mercredi 6 mai"),
        ("works_programme", "when are the technicians visiting", "mercredi 6 mai"),
        ("nlu_fallback", "que dia vem o técnico", "mercredi 6 mai"),
        ("nlu_fallback", "em que semana fazem a fachada", "mardi 12 mai"),
        ("nuisance_scaffolding", "quando fazem a fachada", "mardi 12 mai"),
        ("nlu_fallback", "la peinture du hall c'est toujours la semaine pro", "annulé"),
        ("nlu_fallback", "girişin boyası ne zaman", "annulé"),
        ("nlu_fallback", "when are you painting the hallway", "annulé"),
        ("works_programme", "imta tsawbo lhammam", "18 mai"),
    ],
)
async def test_named_works_are_found_in_any_language(
    site: Line, topic: str, question: str, words: str
) -> None:
    answer = await site.ask(topic, question)
    assert words in answer.text


async def test_a_visit_of_the_show_flat_is_no_technical_visit(site: Line) -> None:
    answer = await site.ask("works_my_flat", "la visite du logement témoin c'est quand")
    assert "Logement témoin : pas de date" in answer.text


@pytest.mark.parametrize(
    ("number", "question", "words", "handoff"),
    [
        (IN_B_FLAT_1, "faut vider le balcon ?", "Videz votre balcon avant : Montage", None),
        (IN_A1_FLAT_11, "faut vider le balcon ?", "une personne va vous dire", "needs_person"),
        (IN_B_FLAT_1, "faut vider la cave ?", "une personne va vous dire", "needs_person"),
    ],
)
async def test_balconies_are_emptied_where_staff_wrote_it(
    line: Line, number: str, question: str, words: str, handoff: str | None
) -> None:
    title, estate = "Montage de l'échafaudage", line.estate
    there = milestone(estate, "scaffolding", on(8), on(10), title=title, building_id=estate.b)
    there.detail = "Fermez vos fenêtres. Videz vos balcons avant."
    kept = milestone(estate, "scaffolding", on(8), on(10), title=title, building_id=estate.a)
    kept.detail = "Pas besoin de vider les balcons."
    await line.facts(there, kept)
    answer = await line.ask("nuisance_balcony_cellar", question, number=number)
    assert words in answer.text
    assert answer.handoff == handoff


async def test_noise_to_come_is_that_of_the_next_works(line: Line) -> None:
    await line.facts(milestone(line.estate, "facade", on(12), on(30), title="Façade"))
    answer = await line.ask("nuisance_noise", "ne zaman gürültü olacak")
    assert "mardi 12 mai" in answer.text


class TestTwoHalves:
    """« Mes fenêtres avant le 20 ? et le chauffage ? »: each half has its answer."""

    async def test_works_before_a_cut(self, line: Line) -> None:
        estate = line.estate
        await line.facts(
            milestone(estate, "windows", on(12), on(14), title="Pose des fenêtres"),
            cut(estate, CutKind.HEATING, on(18, 8)),
        )
        text = "mes fenetres c'est après le 20 mai ? et le chauffage on l'aura pendant ?"
        answer = await line.ask("cut_heating", text)
        assert "Pose des fenetres, bat. A esc. 1 : " in answer.text
        assert "Coupure de chauffage, bat. A esc. 1 : lundi 18 mai" in answer.text

    async def test_works_before_others_without_a_date(self, line: Line) -> None:
        windows = milestone(line.estate, "windows", on(12), on(14), title="Pose des fenêtres")
        await line.facts(windows)
        text = "mes fenetres seront posées avant le 20 mai ? et la salle de bain apres ?"
        answer = await line.ask("quality_bathroom", text)
        assert "mardi 12 mai" in answer.text
        assert "Salle de bain : pas de date" in answer.text
        assert answer.handoff == "missing_fact"
