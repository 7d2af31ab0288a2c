"""What is said of the works calendar, and what is never said."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions.answering import Answerer
from broadcaster.conversations.lacks.models import Lack
from broadcaster.database import Database
from broadcaster.sending.texts.segments import measure
from broadcaster.works.models import MilestoneState
from tests.bot.actions.conftest import STRANGER, Line
from tests.broadcaster.works.estate import (
    IN_A1_FLAT_11,
    IN_A1_FLAT_12,
    IN_A2_FLAT_21,
    IN_B_FLAT_1,
    build_estate,
    milestone,
    on,
    person,
)
from tests.support.clock import MovableClock

DONE, UNDER_WAY = MilestoneState.DONE, MilestoneState.UNDER_WAY
PLANNED, CANCELLED = MilestoneState.PLANNED, MilestoneState.CANCELLED


async def test_the_start_is_told_for_the_own_staircase_only(line: Line) -> None:
    estate = line.estate
    await line.facts(
        milestone(estate, "windows", on(12), on(16), title="Fenêtres", staircase_id=estate.a1),
        milestone(estate, "facade", on(1, month=6), on(30, month=6), staircase_id=estate.a2),
    )
    first = await line.ask("works_start", number=IN_A1_FLAT_11)
    other = await line.ask("works_start", number=IN_A2_FLAT_21)
    none = await line.ask("works_start", number=IN_B_FLAT_1)
    assert first.text == (
        "Début des travaux, bat. A esc. 1 : mardi 12 mai. Première étape : Fenetres. "
        "Confirmé le dimanche 3 mai."
    )
    assert first.handoff is None
    assert "lundi 1er juin" in other.text
    assert none.handoff == "missing_fact"
    assert "Je n'ai pas cette information" in none.text


async def test_a_meeting_a_visit_or_a_fence_does_not_start_the_works(line: Line) -> None:
    await line.facts(
        milestone(line.estate, "public_meeting", on(2), on(3), state=DONE),
        milestone(line.estate, "technical_visit", on(6), on(7)),
        milestone(line.estate, "site_setup", on(1), on(3), state=DONE),
        milestone(line.estate, "scaffolding", on(18), on(20)),
    )
    assert "lundi 18 mai" in (await line.ask("works_start")).text


async def test_the_sites_own_setup_is_told_where_nothing_else_is_known(line: Line) -> None:
    await line.facts(milestone(line.estate, "site_setup", on(18), on(20)))
    assert "lundi 18 mai" in (await line.ask("works_start")).text


@pytest.mark.parametrize(
    ("state", "starts", "ends", "words", "handoff"),
    [
        pytest.param(PLANNED, on(12), on(16), "mardi 12 mai", None, id="ahead"),
        pytest.param(PLANNED, on(1), on(9), "vendredi 1er mai", None, id="due, not reported begun"),
        pytest.param(UNDER_WAY, on(1), on(9), "Les travaux ont commencé", None, id="begun"),
        pytest.param(UNDER_WAY, on(1), on(3), "Les travaux ont commencé", None, id="overdue"),
        pytest.param(DONE, on(1), on(3), "sont finis", None, id="over"),
        pytest.param(
            PLANNED, on(1), on(3), "Je ne sais pas si c'est fait", "missing_fact", id="past"
        ),
        pytest.param(CANCELLED, on(12), on(16), "sont annulés", "missing_fact", id="cancelled"),
    ],
)
async def test_the_start_by_what_is_known(
    line: Line,
    state: MilestoneState,
    starts: datetime,
    ends: datetime,
    words: str,
    handoff: str | None,
) -> None:
    await line.facts(milestone(line.estate, "facade", starts, ends, state=state))
    answer = await line.ask("works_start")
    assert words in answer.text
    assert answer.handoff == handoff


async def test_a_cancelled_step_is_never_told_as_planned(line: Line) -> None:
    await line.facts(
        milestone(line.estate, "facade", on(12), on(16), state=CANCELLED, title="Façade"),
        milestone(line.estate, "heating", on(20), on(21), title="Radiateurs"),
    )
    for topic in ("works_start", "works_progress", "works_programme", "works_end", "works_delay"):
        text = (await line.ask(topic)).text
        assert "acade" not in text, topic
        assert "12 mai" not in text, topic


async def test_a_fact_nobody_confirmed_lately_is_said_to_be_so(line: Line) -> None:
    await line.facts(
        person(line.estate),
        milestone(line.estate, "facade", on(12), on(16), confirmed=on(10, month=4)),
    )
    stale = await line.ask("works_start")
    assert "mardi 12 mai" in stale.text
    assert stale.text.endswith(
        "Attention : pas confirmé depuis le vendredi 10 avril. Une personne va vérifier. "
        "Contact : 06 39 98 02 00."
    )
    assert stale.handoff == "missing_fact"


async def test_a_fact_never_confirmed_is_said_to_be_so(line: Line) -> None:
    await line.facts(milestone(line.estate, "facade", on(12), on(16), confirmed=None))
    assert "Attention : pas encore confirmé." in (await line.ask("works_start")).text


async def test_a_fact_goes_stale_with_time(line: Line) -> None:
    await line.facts(milestone(line.estate, "facade", on(30), on(31)))
    assert "Attention" not in (await line.ask("works_start")).text
    line.clock.advance(timedelta(days=14))
    assert "Attention" in (await line.ask("works_start")).text


async def test_my_flat_is_told_to_its_tenant_alone(line: Line) -> None:
    estate = line.estate
    await line.facts(
        milestone(
            estate, "bathroom", on(12, 9), on(12, 12), title="Salle de bain", flat_id=estate.flat_11
        ),
        milestone(
            estate,
            "bathroom",
            on(14, 9),
            on(14, 12),
            title="Salle de bain",
            state=PLANNED,
            flat_id=estate.flat_12,
        ),
    )
    mine = await line.ask("works_my_flat", number=IN_A1_FLAT_11)
    neighbour = await line.ask("works_my_flat", number=IN_A1_FLAT_12)
    stranger = await line.ask("works_my_flat", "bat A esc 1 appt 11", number=STRANGER)
    assert mine.text == (
        "Votre logement : Salle de bain, mardi 12 mai, de 9 h à 12 h. Confirmé le dimanche 3 mai."
    )
    assert "jeudi 14 mai" in neighbour.text
    assert "peut encore changer" in neighbour.text
    assert "mai" not in stranger.text
    assert stranger.handoff == "missing_fact"


async def test_a_flats_day_is_never_inferred_from_its_staircase(line: Line) -> None:
    estate = line.estate
    await line.facts(
        milestone(estate, "bathroom", on(12), on(30), title="Bains", staircase_id=estate.a1)
    )
    answer = await line.ask("works_my_flat")
    assert "Je n'ai pas le jour de votre logement" in answer.text
    assert answer.handoff == "missing_fact"


@pytest.mark.parametrize(
    ("state", "starts", "ends", "words", "handoff"),
    [
        pytest.param(UNDER_WAY, on(3), on(9), "en cours", None, id="under way"),
        pytest.param(UNDER_WAY, on(1), on(3), "La fin était prévue", "missing_fact", id="overdue"),
        pytest.param(DONE, on(1), on(3), "c'est fini", None, id="done"),
        pytest.param(PLANNED, on(1), on(3), "c'était prévu", "missing_fact", id="past"),
        pytest.param(CANCELLED, on(12), on(13), "annulé", "missing_fact", id="cancelled"),
    ],
)
async def test_my_flat_by_what_is_known(
    line: Line,
    state: MilestoneState,
    starts: datetime,
    ends: datetime,
    words: str,
    handoff: str | None,
) -> None:
    await line.facts(
        milestone(line.estate, "bathroom", starts, ends, state=state, flat_id=line.estate.flat_11)
    )
    answer = await line.ask("works_my_flat")
    assert words in answer.text
    assert answer.handoff == handoff


async def test_the_end_is_the_latest_planned(line: Line) -> None:
    await line.facts(
        milestone(line.estate, "facade", on(12), on(16)),
        milestone(line.estate, "acceptance", on(1, month=9), on(2, month=9)),
        milestone(line.estate, "completion_year", on(2, month=9), on(30, month=12)),
    )
    assert "mardi 1er septembre" in (await line.ask("works_end")).text


@pytest.mark.parametrize(
    ("state", "words", "handoff"),
    [
        pytest.param(DONE, "sont finis", None, id="all done"),
        pytest.param(UNDER_WAY, "n'est pas confirmée", "missing_fact", id="end has passed"),
        pytest.param(CANCELLED, "Je n'ai pas", "missing_fact", id="cancelled"),
    ],
)
async def test_the_end_when_it_is_not_ahead(
    line: Line, state: MilestoneState, words: str, handoff: str | None
) -> None:
    await line.facts(milestone(line.estate, "facade", on(1), on(3), state=state))
    answer = await line.ask("works_end")
    assert words in answer.text
    assert answer.handoff == handoff


async def test_progress_says_done_under_way_and_next(line: Line) -> None:
    await line.facts(
        milestone(line.estate, "scaffolding", on(1), on(2), state=DONE, title="Echafaudage"),
        milestone(line.estate, "windows", on(2), on(9), state=UNDER_WAY, title="Volets"),
        milestone(line.estate, "facade", on(12), on(16), title="Isolation"),
        milestone(line.estate, "heating", on(20), on(21), title="Radiateurs"),
    )
    text = (await line.ask("works_progress")).text
    assert text == (
        "Bat. A esc. 1. Fait : Echafaudage. En cours : Volets. "
        "Ensuite : Isolation, mardi 12 mai ; radiateurs, mercredi 20 mai."
    )
    programme = (await line.ask("works_programme")).text
    assert programme == (
        "Travaux prévus, bat. A esc. 1. D'abord : Isolation, mardi 12 mai ; "
        "radiateurs, mercredi 20 mai. Aussi : Volets."
    )


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("works_today", "Aujourd'hui, bat. A esc. 1 : Volets, de 14 h à 17 h."),
        ("nuisance_noise", "Volets"),
        ("access_worker_id", "Volets"),
    ],
)
async def test_what_happens_today(line: Line, topic: str, words: str) -> None:
    nothing = await line.ask(topic)
    assert nothing.handoff is not None
    await line.facts(
        milestone(line.estate, "windows", on(4, 14), on(4, 17), title="Volets"),
        milestone(line.estate, "facade", on(5), on(6), title="Demain"),
    )
    answer = await line.ask(topic)
    assert words in answer.text
    assert "Demain" not in answer.text
    assert answer.handoff is None


async def test_presence_is_asked_for_where_the_flats_day_is_known(line: Line) -> None:
    estate = line.estate
    await line.facts(
        milestone(
            estate, "electricity", on(12, 9), on(12, 12), title="Prises", flat_id=estate.flat_11
        )
    )
    known = await line.ask("access_presence")
    unknown = await line.ask("access_presence", number=IN_A2_FLAT_21)
    assert known.text.startswith("Prises chez vous : mardi 12 mai, de 9 h à 12 h.")
    assert (known.handoff, unknown.handoff) == (None, "needs_person")


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("nuisance_scaffolding", "scaffolding"),
        ("nuisance_asbestos", "asbestos"),
        ("quality_bathroom", "bathroom"),
        ("quality_windows", "windows"),
        ("quality_choices", "show_flat"),
        ("rights_meeting", "public_meeting"),
        ("works_duration", "heating"),
    ],
)
async def test_topics_about_one_kind_of_works(line: Line, topic: str, kind: str) -> None:
    nothing = await line.ask(topic)
    assert nothing.handoff is not None
    await line.facts(
        milestone(line.estate, kind, on(12, 18), on(12, 20), title="Voilà"),
        milestone(line.estate, "facade", on(6), on(7), title="Autre"),
    )
    answer = await line.ask(topic)
    assert "Voilà" in answer.text
    assert "mardi 12 mai, de 18 h à 20 h" in answer.text
    assert "Autre" not in answer.text


async def test_a_meeting_of_the_building_does_not_hide_the_sites_next(line: Line) -> None:
    estate = line.estate
    await line.facts(
        milestone(estate, "public_meeting", on(1, 18), on(1, 20), state=DONE, building_id=estate.a),
        milestone(estate, "public_meeting", on(20, 18), on(20, 20), title="Réunion"),
    )
    assert "mercredi 20 mai" in (await line.ask("rights_meeting")).text


async def test_delay_is_for_a_person_with_what_the_calendar_says(line: Line) -> None:
    await line.facts(milestone(line.estate, "facade", on(1), on(3), title="Isolation"))
    answer = await line.ask("works_delay")
    assert "Isolation" in answer.text
    assert answer.handoff == "needs_person"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Works start, building A staircase 1: Tuesday 12 May. First step: Isolation."),
        ("tr", "Insaat baslangici, A binasi, merdiven 1: 12 Mayis Sali. Ilk adim: Isolation."),
        ("pt", "Inicio das obras, prédio A escada 1: terca-feira 12 de maio."),
        ("ar", "بداية الأشغال، المبنى A الدرج 1: الثلاثاء 12 مايو."),
        ("es", "Début des travaux, bat. A esc. 1 : mardi 12 mai."),
    ],
)
async def test_answers_in_the_tenants_language(line: Line, language: str, words: str) -> None:
    await line.speaks(IN_A1_FLAT_11, language)
    await line.facts(milestone(line.estate, "facade", on(12), on(16), title="Isolation"))
    answer = await line.ask("works_start")
    assert words in answer.text


async def test_a_text_that_only_exists_in_french_is_french_throughout(line: Line) -> None:
    await line.speaks(IN_A1_FLAT_11, "es")
    await line.facts(milestone(line.estate, "facade", on(12), on(16), confirmed=None))
    text = (await line.ask("works_end")).text
    assert text == (
        "Fin des travaux prévue, bat. A esc. 1 : vendredi 15 mai. "
        "Attention : pas encore confirmé. Une personne va vérifier."
    )


async def test_the_registers_language_holds_until_another_is_known(
    database: Database, clock: MovableClock
) -> None:
    async with database.write() as session:
        estate = await build_estate(session, language="en")
    line = Line(database, clock, estate, Answerer(database))
    await line.facts(milestone(estate, "facade", on(12), on(16)))
    assert (await line.ask("works_start")).text.startswith("Works start")
    await line.speaks(IN_A1_FLAT_11, "fr")
    assert (await line.ask("works_start")).text.startswith("Début des travaux")


async def test_a_day_of_another_year_is_told_with_it(line: Line) -> None:
    ends = on(12, month=2).replace(year=2027)
    await line.facts(milestone(line.estate, "facade", on(12), ends))
    assert "jeudi 11 février 2027" in (await line.ask("works_end")).text


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        pytest.param("quality_mould", "mesajiniz iletildi", id="damp"),
        pytest.param("report_theft", "17", id="theft"),
    ],
)
async def test_a_person_is_promised_in_the_tenants_language(
    line: Line, topic: str, words: str
) -> None:
    await line.speaks(IN_A1_FLAT_11, "tr")
    answer = await line.ask(topic)
    assert words in answer.text
    assert "personne" not in answer.text
    assert answer.handoff == "needs_person"


async def test_the_chat_keeps_its_accents(line: Line) -> None:
    await line.facts(milestone(line.estate, "facade", on(12), on(16), title="Façade"))
    answer = await line.ask("works_start", "bat A esc 1", number="web:1")
    assert answer.text.startswith("Début des travaux, bât. A esc. 1")
    assert "Façade" in answer.text


async def test_who_has_no_day_of_their_own_is_told_whom_to_call(line: Line) -> None:
    estate = line.estate
    await line.facts(
        person(estate),
        milestone(
            estate, "technical_visit", on(11), on(15), title="Visite", staircase_id=estate.a1
        ),
    )
    for topic in ("works_my_flat", "access_presence"):
        answer = await line.ask(topic, "vous venez quand chez moi")
        assert "Contact : 06 39 98 02 00." in answer.text
        assert measure(answer.text).segments <= 2


async def test_nobody_wrote_who_moves_furniture(line: Line) -> None:
    """A person tells, whoever asks may call, and staff see that it lacks."""
    await line.facts(person(line.estate))
    answer = await line.ask("access_furniture", "qui bouge les meubles")
    assert answer.text == (
        "Pour les meubles et les protections, une personne va vous répondre. "
        "Contact : 06 39 98 02 00."
    )
    assert answer.handoff == "missing_fact"
    async with line.database.read() as session:
        lacked = list(await session.scalars(select(Lack)))
    assert [one.topic for one in lacked] == ["access_furniture"]


async def test_an_unconfirmed_next_step_is_for_a_person_too(line: Line) -> None:
    estate = line.estate
    await line.facts(
        person(estate),
        milestone(estate, "scaffolding", on(12), on(16), title="Montage", confirmed=None),
    )
    answer = await line.ask("works_progress", "ça en est où")
    assert answer.text == (
        "Bat. A esc. 1. Ensuite : Montage, mardi 12 mai (pas confirmé). "
        "Une personne va vérifier. Contact : 06 39 98 02 00."
    )
    assert answer.handoff == "missing_fact"
