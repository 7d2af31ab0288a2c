from datetime import datetime

import pytest
from sqlalchemy import func, select

from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.french import span
from broadcaster.register.models import Building, Flat, Site, Staircase
from broadcaster.tabular import ImportRefusedError, ImportReport, Table, read_bytes
from broadcaster.works.importing import import_works
from broadcaster.works.models import (
    CutKind,
    Milestone,
    MilestoneState,
    PersonRole,
    PlannedCut,
    SitePerson,
)

TITLES = (
    "type;référence;site;bâtiment;escalier;appartement;nature;titre;détail;début;fin;état;"
    "confirmé le;confirmé par;nom;téléphone;horaires"
)
STEP = (
    "étape;E1;;A;1;24;salle de bain;Douche;Cinq jours.;12/05/2026;15/05/2026;confirmé;"
    "02/05/2026;K. Delorme;;;"
)
CUT = "coupure;C1;;bât. a;;;eau;;;12/05/2026 9h;12h;;;;;;"
PERSON = "contact;;;;;;gardien;;;;;;02/05/2026;;Rosa T.;01 99 00 02 20;de 9 h à 12 h"


@pytest.fixture
async def estate(database: Database) -> Database:
    building = Building(code="A", address="")
    step = Staircase(code="1")
    step.flats.append(Flat(number="24", floor=2))
    building.staircases.append(step)
    site = Site(code="moulins", name="Les Moulins", city="Valbrume")
    site.buildings += [building, Building(code="B", address="")]
    async with database.write() as session:
        session.add(site)
    return database


def _table(*lines: str) -> Table:
    return read_bytes("\n".join([TITLES, *lines]).encode())


def changed(line: str, title: str, value: str) -> str:
    cells = line.split(";")
    cells[TITLES.split(";").index(title)] = value
    return ";".join(cells)


async def _import(database: Database, now: datetime, *lines: str) -> ImportReport:
    async with database.write() as session:
        return await import_works(session, _table(*lines), now)


def _counts(report: ImportReport) -> tuple[int, int, int]:
    return report.added, report.changed, report.unchanged


async def _milestone(database: Database) -> Milestone:
    async with database.read() as session:
        return (await session.scalars(select(Milestone))).one()


async def test_each_type_of_line_goes_to_its_table(estate: Database, now: datetime) -> None:
    assert _counts(await _import(estate, now, STEP, CUT, PERSON)) == (3, 0, 0)
    step = await _milestone(estate)
    async with estate.read() as session:
        cut = (await session.scalars(select(PlannedCut))).one()
        person = (await session.scalars(select(SitePerson))).one()
    assert (step.kind, step.title, step.detail) == ("bathroom", "Douche", "Cinq jours.")
    assert step.flat_id is not None
    assert step.state is MilestoneState.CONFIRMED
    assert (step.confirmed_at, step.confirmed_by) == (
        datetime(2026, 5, 2, tzinfo=PARIS),
        "K. Delorme",
    )
    assert span(step.starts_at, step.ends_at) == "du mardi 12 mai au vendredi 15 mai"
    assert (cut.kind, cut.staircase_id, cut.cancelled) == (CutKind.WATER, None, False)
    assert cut.building_id is not None
    assert span(cut.starts_at, cut.ends_at) == "mardi 12 mai, de 9 h à 12 h"
    assert (person.role, person.building_id) == (PersonRole.CARETAKER, None)
    assert (person.number, person.hours) == ("+33199000220", "de 9 h à 12 h")


async def test_the_same_file_again_changes_nothing(estate: Database, now: datetime) -> None:
    await _import(estate, now, STEP, CUT, PERSON)
    assert _counts(await _import(estate, now, STEP, CUT, PERSON)) == (0, 0, 3)


async def test_left_empty_a_line_has_usual_values(estate: Database, now: datetime) -> None:
    await _import(estate, now, "étape;E1;;;;;échafaudage;;;12/05/2026;;;;;;;")
    step = await _milestone(estate)
    assert (step.title, step.state) == ("Échafaudage", MilestoneState.PLANNED)
    assert (step.building_id, step.confirmed_at) == (None, None)
    assert span(step.starts_at, step.ends_at) == "mardi 12 mai"


async def test_a_new_date_is_not_covered_by_the_old_confirmation(
    estate: Database, now: datetime
) -> None:
    await _import(estate, now, STEP)
    silent = changed(changed(STEP, "confirmé le", ""), "confirmé par", "")
    assert _counts(await _import(estate, now, silent)) == (0, 0, 1)
    assert (await _milestone(estate)).confirmed_at is not None
    assert _counts(await _import(estate, now, changed(silent, "fin", "19/05/2026"))) == (0, 1, 0)
    assert (await _milestone(estate)).confirmed_at is None


async def test_an_empty_state_keeps_the_known_one(estate: Database, now: datetime) -> None:
    await _import(estate, now, STEP, changed(CUT, "état", "annulé"))
    report = await _import(estate, now, changed(STEP, "état", ""), CUT)
    assert _counts(report) == (0, 0, 2)
    assert (await _milestone(estate)).state is MilestoneState.CONFIRMED


@pytest.mark.parametrize(
    ("line", "title", "value", "column", "told"),
    [
        pytest.param(STEP, "type", "truc", "type", "étape", id="type"),
        pytest.param(STEP, "type", "", "type", "case est vide", id="no type"),
        pytest.param(STEP, "référence", "", "référence", "case est vide", id="no reference"),
        pytest.param(STEP, "nature", "piscine", "nature", "échafaudage", id="kind"),
        pytest.param(STEP, "nature", "", "nature", "case est vide", id="no kind"),
        pytest.param(CUT, "nature", "piscine", "nature", "« eau »", id="cut kind"),
        pytest.param(STEP, "site", "Ailleurs", "site", "Les Moulins", id="site"),
        pytest.param(STEP, "bâtiment", "Z", "bâtiment", "A, B", id="building"),
        pytest.param(STEP, "bâtiment", "", "bâtiment", "case est vide", id="no building"),
        pytest.param(
            STEP, "escalier", "1, 2", "escalier", "ligne par escalier", id="two staircases"
        ),
        pytest.param(STEP, "escalier", "", "escalier", "case est vide", id="no staircase"),
        pytest.param(STEP, "appartement", "99", "appartement", "n'est pas connu", id="flat"),
        pytest.param(STEP, "début", "", "début", "case est vide", id="no start"),
        pytest.param(STEP, "début", "bientôt", "début", "12/05/2026", id="start"),
        pytest.param(STEP, "début", "lundi 12 mai 2026", "début", "un mardi", id="weekday"),
        pytest.param(STEP, "fin", "01/05/2026", "fin", "avant le début", id="end first"),
        pytest.param(STEP, "fin", "15/05/2026 9h", "début", "manque d'un côté", id="one hour"),
        pytest.param(CUT, "début", "12/05/2026", "début", "heures exactes", id="cut, no hour"),
        pytest.param(CUT, "fin", "", "fin", "case est vide", id="cut, no end"),
        pytest.param(CUT, "fin", "9h", "fin", "même moment", id="cut of no length"),
        pytest.param(CUT, "titre", "Eau", "titre", "ne sert pas", id="cut with a title"),
        pytest.param(STEP, "état", "peut-être", "état", "annulé", id="state"),
        pytest.param(STEP, "confirmé le", "01/06/2026", "confirmé le", "avenir", id="future"),
        pytest.param(
            STEP, "confirmé le", "", "confirmé par", "date de la vérif", id="by, not when"
        ),
        pytest.param(PERSON, "nom", "", "nom", "case est vide", id="no name"),
        pytest.param(PERSON, "téléphone", "3615", "téléphone", "numéro court", id="number"),
        pytest.param(
            PERSON, "début", "12/05/2026", "début", "ne sert pas", id="person with a date"
        ),
        pytest.param(STEP, "titre", "x" * 161, "titre", "160 au plus", id="long title"),
    ],
)
async def test_a_wrong_cell_is_told_and_nothing_imported(
    estate: Database, now: datetime, line: str, title: str, value: str, column: str, told: str
) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        await _import(estate, now, changed(PERSON, "bâtiment", "B"), changed(line, title, value))
    (finding,) = refusal.value.findings
    assert (finding.row, finding.column) == (3, column)
    assert told in finding.message
    async with estate.read() as session:
        assert await session.scalar(select(func.count(SitePerson.id))) == 0


async def test_everything_wrong_is_told_at_once(estate: Database, now: datetime) -> None:
    wrong = changed(changed(STEP, "bâtiment", "Z"), "début", "hier")
    with pytest.raises(ImportRefusedError) as refusal:
        await _import(estate, now, wrong, changed(CUT, "nature", "vin"), PERSON, PERSON)
    assert [(finding.row, finding.column) for finding in refusal.value.findings] == [
        (2, "bâtiment"),
        (2, "début"),
        (3, "nature"),
        (5, None),
    ]


async def test_a_reference_is_used_once(estate: Database, now: datetime) -> None:
    with pytest.raises(ImportRefusedError, match="« E1 » est déjà à la ligne 2"):
        await _import(estate, now, STEP, changed(CUT, "référence", "E1"))


async def test_works_need_a_register(database: Database, now: datetime) -> None:
    with pytest.raises(ImportRefusedError, match="Importez d'abord le fichier des locataires"):
        await _import(database, now, STEP)


async def test_a_second_site_must_be_named(estate: Database, now: datetime) -> None:
    async with estate.write() as session:
        session.add(Site(code="prés", name="Les Prés", city=""))
    with pytest.raises(ImportRefusedError, match="il y en a plusieurs"):
        await _import(estate, now, CUT)
    await _import(estate, now, changed(CUT, "site", "les moulins"))


async def test_a_column_that_is_not_there_is_told(estate: Database, now: datetime) -> None:
    table = read_bytes("type;nature\nétape;façade\n".encode())
    with pytest.raises(ImportRefusedError) as refusal:
        async with estate.write() as session:
            await import_works(session, table, now)
    assert [finding.message for finding in refusal.value.findings] == [
        "Il manque la colonne « référence ». Ajoutez-la.",
        "Il manque la colonne « début ». Ajoutez-la.",
    ]


async def test_flats_whose_numbers_differ_by_a_dash_stay_apart(
    estate: Database, now: datetime
) -> None:
    async with estate.write() as session:
        (known,) = await session.scalars(select(Flat))
        session.add_all(Flat(staircase_id=known.staircase_id, number=n) for n in ("1-21", "12-1"))
    await _import(estate, now, changed(STEP, "appartement", "appt 12-1"))
    step = await _milestone(estate)
    async with estate.read() as session:
        flat = await session.get_one(Flat, step.flat_id)
    assert flat.number == "12-1"
