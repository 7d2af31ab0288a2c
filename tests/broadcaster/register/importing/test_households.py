from datetime import datetime

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import selectinload

from broadcaster.database import Database
from broadcaster.register.homes import homes_of
from broadcaster.register.importing import ImportRefusedError, ImportReport, import_households
from broadcaster.register.models import (
    Building,
    Consent,
    Contact,
    Flat,
    FrenchReading,
    Household,
    NumberKind,
    PhoneKind,
    Site,
)
from broadcaster.sending.models import Delivery, DeliveryState, Lane
from broadcaster.tabular import Table
from tests.broadcaster.register.importing.files import (
    RIVEL,
    SOREL,
    TITLES,
    changed,
    table_of,
    workbook_of,
)


async def _import(database: Database, table: Table) -> ImportReport:
    async with database.write() as session:
        return await import_households(session, table)


async def _household(database: Database, reference: str) -> Household:
    query = (
        select(Household)
        .where(Household.reference == reference)
        .options(selectinload(Household.contacts), selectinload(Household.card))
    )
    async with database.read() as session:
        return (await session.scalars(query)).one()


async def _numbers(database: Database, reference: str) -> list[str]:
    return [contact.number for contact in (await _household(database, reference)).contacts]


def _counts(report: ImportReport) -> tuple[int, int, int]:
    return report.added, report.changed, report.unchanged


async def test_a_household_is_imported_whole(database: Database) -> None:
    report = await _import(database, table_of(RIVEL, SOREL))
    assert _counts(report) == (2, 0, 0)
    household = await _household(database, "H1")
    mobile, landline = household.contacts
    assert household.name == "Mme Rivel"
    assert (mobile.number, mobile.kind) == ("+33639980001", NumberKind.MOBILE)
    assert (mobile.language, mobile.consent) == ("ar", Consent.GIVEN)
    assert landline.kind is NumberKind.LANDLINE
    assert household.card is not None
    card = (household.card.phone, household.card.reads_sms, household.card.french)
    assert card == (PhoneKind.SMARTPHONE_ONLINE, 3, FrenchReading.HARD)
    async with database.read() as session:
        (home,) = await homes_of(session, "+33639980001")
        site = (await session.scalars(select(Site))).one()
        flats = (await session.scalars(select(Flat.floor).order_by(Flat.floor))).all()
    assert (home.building, home.staircase, home.flat) == ("A", "1", "24")
    assert (site.code, site.name, site.city) == ("lesmoulins", "Les Moulins", "Valbrume")
    assert flats == [0, 2]


async def test_a_household_without_telephone_or_card_is_kept(database: Database) -> None:
    await _import(database, table_of(SOREL))
    household = await _household(database, "H2")
    assert household.contacts == []
    assert household.card is None


async def test_the_same_file_again_changes_nothing(database: Database) -> None:
    await _import(database, table_of(RIVEL, SOREL))
    assert _counts(await _import(database, table_of(RIVEL, SOREL))) == (0, 0, 2)


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("nom", "Mme Rivel-Sorel"),
        ("ville", "Valclair"),
        ("adresse", "2 rue du Moulin"),
        ("étage", "3"),
        ("appartement", "34"),
        ("escalier", "2"),
        ("bâtiment", "B"),
        ("téléphone", "06 39 98 00 09"),
        ("téléphone 2", ""),
        ("langue", "turc"),
        ("consentement", "non"),
        ("type de téléphone", "à touches"),
        ("lit les SMS", "jamais"),
        ("français", "très difficile"),
    ],
)
async def test_one_cell_changed_is_one_household_changed(
    sqlite_database: Database, title: str, value: str
) -> None:
    await _import(sqlite_database, table_of(RIVEL))
    line = changed(RIVEL, title, value)
    assert _counts(await _import(sqlite_database, table_of(line))) == (0, 1, 0)
    assert _counts(await _import(sqlite_database, table_of(line))) == (0, 0, 1)


async def test_a_number_no_longer_in_the_file_is_removed(database: Database) -> None:
    await _import(database, table_of(RIVEL))
    await _import(database, table_of(changed(RIVEL, "téléphone", "06 39 98 00 09")))
    assert await _numbers(database, "H1") == ["+33199000001", "+33639980009"]


async def test_a_number_that_was_written_to_is_silenced_not_lost(
    database: Database, now: datetime
) -> None:
    await _import(database, table_of(RIVEL))
    mobile = (await _household(database, "H1")).contacts[0]
    async with database.write() as session:
        session.add(_delivery(mobile, now))
    report = await _import(database, table_of(changed(RIVEL, "téléphone", "06 39 98 00 09")))
    kept = (await _household(database, "H1")).contacts[0]
    assert (kept.number, kept.consent) == (mobile.number, Consent.REFUSED)
    assert "+33 6 39 •• •• 01" in report.remarks[0].message
    again = await _import(database, table_of(changed(RIVEL, "téléphone", "06 39 98 00 09")))
    assert _counts(again) == (0, 0, 1)


def _delivery(contact: Contact, now: datetime) -> Delivery:
    return Delivery(
        contact_id=contact.id,
        lane=Lane.BULK,
        sender="+33199000100",
        to_number=contact.number,
        body="Bonjour",
        segments=1,
        state=DeliveryState.DELIVERED,
        due_at=now,
        created_at=now,
        updated_at=now,
    )


async def test_empty_cells_change_nothing_that_is_known(database: Database) -> None:
    await _import(database, table_of(RIVEL))
    line = RIVEL
    for title in ("ville", "adresse", "étage", "langue", "consentement"):
        line = changed(line, title, "")
    for title in ("type de téléphone", "lit les SMS", "français"):
        line = changed(line, title, "")
    assert _counts(await _import(database, table_of(line))) == (0, 0, 1)


async def test_a_file_without_telephone_columns_leaves_numbers_alone(database: Database) -> None:
    await _import(database, table_of(RIVEL))
    titles = "site;bâtiment;escalier;appartement;référence;nom"
    report = await _import(database, table_of("Les Moulins;A;1;24;H1;Mme Rivel", titles=titles))
    assert _counts(report) == (0, 0, 1)
    assert len(await _numbers(database, "H1")) == 2


async def test_rows_of_one_reference_are_contacts_of_one_household(database: Database) -> None:
    titles = "résidence,Bât.,cage,N° appt,n° locataire,locataire,portable,langue"
    report = await _import(
        database,
        table_of(
            "Les Moulins,Bâtiment A,Esc. 1,24,H1,Mme Rivel,0639980001,fr",
            "Les Moulins,A,1,24,H1,Mme Rivel,639980002,tr",
            "Les Moulins,A,1,24,H1,Mme Rivel,0639980002,tr",
            titles=titles,
        ),
    )
    household = await _household(database, "H1")
    assert _counts(report) == (1, 0, 0)
    assert [(one.number[-4:], one.language) for one in household.contacts] == [
        ("0001", "fr"),
        ("0002", "tr"),
    ]


async def test_a_number_may_be_shared_by_households(database: Database) -> None:
    await _import(database, table_of(RIVEL, changed(SOREL, "téléphone", "0639980001")))
    async with database.read() as session:
        assert len(await homes_of(session, "+33639980001")) == 2


async def test_flats_whose_numbers_differ_by_a_dash_stay_apart(database: Database) -> None:
    await _import(
        database,
        table_of(changed(RIVEL, "appartement", "1-21"), changed(SOREL, "appartement", "12-1")),
    )
    async with database.read() as session:
        assert await session.scalar(select(func.count(Flat.id))) == 2


async def test_everything_wrong_is_told_at_once_and_nothing_imported(database: Database) -> None:
    wrong = RIVEL
    for title, value in {
        "téléphone": "O639980001",
        "étage": "mezzanine",
        "langue": "klingon",
        "nom": "",
        "lit les SMS": "9",
    }.items():
        wrong = changed(wrong, title, value)
    other = changed(changed(SOREL, "type de téléphone", "fixe"), "adresse", "9 quai Neuf")
    with pytest.raises(ImportRefusedError) as refusal:
        await _import(database, table_of(RIVEL.replace("H1", "H9"), "", wrong, other))
    places = {(finding.row, finding.column) for finding in refusal.value.findings}
    assert places == {
        (4, "téléphone"),
        (4, "étage"),
        (4, "langue"),
        (4, "nom"),
        (4, "lit les SMS"),
        (5, "lit les SMS"),
        (5, "adresse"),
    }
    assert "Rien n'a été importé : 7 erreur(s)" in str(refusal.value)
    assert "Ligne 4, colonne « nom » : La case est vide. Écrivez le nom" in str(refusal.value)
    async with database.read() as session:
        assert await session.scalar(select(func.count(Site.id))) == 0


async def test_a_formula_hides_no_other_wrong_cell(sqlite_database: Database) -> None:
    formulas = changed(changed(RIVEL, "nom", "=A1"), "lit les SMS", "=B1")
    wrong = changed(changed(SOREL, "langue", "klingon"), "appartement", "")
    with pytest.raises(ImportRefusedError) as refusal:
        await _import(sqlite_database, workbook_of(formulas, formulas, wrong))
    assert [(finding.row, finding.column) for finding in refusal.value.findings] == [
        (2, "nom"),
        (2, "lit les SMS"),
        (3, "nom"),
        (3, "lit les SMS"),
        (4, "appartement"),
        (4, "langue"),
    ]
    assert str(refusal.value).count("La formule n'a pas de résultat") == 4


async def test_a_formula_is_no_other_value_for_its_household(sqlite_database: Database) -> None:
    """Rows of one reference must agree: a cell nobody could read says nothing else."""
    unread = changed(changed(RIVEL, "nom", "=A1"), "appartement", "=B1")
    with pytest.raises(ImportRefusedError) as refusal:
        await _import(sqlite_database, workbook_of(unread, RIVEL))
    assert {finding.row for finding in refusal.value.findings} == {2}


async def test_an_unknown_language_names_the_usual_ones(sqlite_database: Database) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        await _import(sqlite_database, table_of(changed(RIVEL, "langue", "klingon")))
    (finding,) = refusal.value.findings
    assert finding.message.endswith(
        "« français », « anglais », « arabe », « turc », « portugais », "
        "ou le code ISO de deux lettres d'une autre langue."
    )


async def test_a_refusal_tells_the_columns_it_does_not_know(sqlite_database: Database) -> None:
    wrong = changed(RIVEL, "nom", "")
    with pytest.raises(ImportRefusedError, match="« loyer » n'est pas connue"):
        await _import(sqlite_database, table_of(f"{wrong};500", titles=f"{TITLES};loyer"))


@pytest.mark.parametrize(
    ("title", "value", "column"),
    [
        pytest.param("nom", "M. Autre", "nom", id="name"),
        pytest.param("appartement", "99", "appartement", id="flat"),
        pytest.param("étage", "9", "étage", id="floor"),
        pytest.param("lit les SMS", "0", "type de téléphone", id="card"),
    ],
)
async def test_rows_of_one_reference_must_agree(
    sqlite_database: Database, title: str, value: str, column: str
) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        await _import(sqlite_database, table_of(RIVEL, changed(RIVEL, title, value)))
    (finding,) = refusal.value.findings
    assert (finding.row, finding.column) == (3, column)
    assert "La ligne 2 a la même référence « H1 »" in finding.message


async def test_too_long_a_cell_is_a_finding(sqlite_database: Database) -> None:
    with pytest.raises(ImportRefusedError, match="121 caractères, 120 au plus"):
        await _import(sqlite_database, table_of(changed(RIVEL, "nom", "x" * 121)))


async def test_missing_and_misspelt_columns_are_findings(sqlite_database: Database) -> None:
    table = table_of("Les Moulins;A;24;H1;x", titles="site;batiment;apartement;référence;loyer")
    with pytest.raises(ImportRefusedError) as refusal:
        await _import(sqlite_database, table)
    told = str(refusal.value)
    assert "Colonne inconnue « apartement ». Vouliez-vous dire « appartement » ?" in told
    assert "Il manque la colonne « escalier »" in told
    assert "Il manque la colonne « nom »" in told


async def test_a_column_we_do_not_know_is_remarked_on(sqlite_database: Database) -> None:
    report = await _import(sqlite_database, table_of(f"{RIVEL};500", titles=f"{TITLES};loyer"))
    assert [remark.column for remark in report.remarks] == ["loyer"]


async def test_an_invented_number_is_remarked_on(sqlite_database: Database) -> None:
    line = changed(RIVEL, "téléphone", "06 06 06 06 06")
    report = await _import(sqlite_database, table_of(line))
    assert (report.remarks[0].row, report.remarks[0].column) == (2, "téléphone")


@pytest.mark.parametrize(("title", "value"), [("adresse", "9 quai Neuf"), ("ville", "Valclair")])
async def test_a_place_is_told_the_same_in_every_row(
    sqlite_database: Database, title: str, value: str
) -> None:
    with pytest.raises(ImportRefusedError, match="dit autre chose du même endroit") as refusal:
        await _import(sqlite_database, table_of(RIVEL, changed(SOREL, title, value)))
    assert [(one.row, one.column) for one in refusal.value.findings] == [(3, title)]


async def test_a_flat_has_one_floor(sqlite_database: Database) -> None:
    other = changed(changed(RIVEL, "référence", "H3"), "étage", "5")
    with pytest.raises(ImportRefusedError, match="dit autre chose du même endroit"):
        await _import(sqlite_database, table_of(RIVEL, other))


async def test_case_does_not_make_a_second_building(sqlite_database: Database) -> None:
    await _import(sqlite_database, table_of(RIVEL, changed(SOREL, "bâtiment", "a")))
    async with sqlite_database.read() as session:
        assert await session.scalar(select(func.count(Building.id))) == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("67", "67", id="two digits"),
        pytest.param("1", "01", id="zero lost by a spreadsheet"),
        pytest.param("2a", "2A", id="Corsica"),
        pytest.param("974", "974", id="overseas"),
        pytest.param("", "", id="empty"),
        pytest.param("20", None, id="Corsica before 1976"),
        pytest.param("96", None, id="no such number"),
        pytest.param("00", None, id="zero"),
        pytest.param("977", None, id="no department"),
        pytest.param("067", None, id="three digits"),
        pytest.param("Bas-Rhin", None, id="a name"),
    ],
)
async def test_a_department_is_known_by_its_number(
    sqlite_database: Database, written: str, kept: str | None
) -> None:
    table = table_of(f"{RIVEL};{written}", titles=f"{TITLES};département")
    if kept is None:
        with pytest.raises(ImportRefusedError, match="67, 2A, 974") as refused:
            await _import(sqlite_database, table)
        assert [(one.row, one.column) for one in refused.value.findings] == [(2, "département")]
        return
    await _import(sqlite_database, table)
    async with sqlite_database.read() as session:
        assert (await session.scalars(select(Site.department))).one() == kept


async def test_a_department_is_learnt_later_and_not_forgotten(database: Database) -> None:
    titles = f"{TITLES};département"
    for written, kept, changed_now in [
        ("", "", 0),
        ("67", "67", 1),
        ("", "67", 0),
        ("68", "68", 1),
    ]:
        report = await _import(database, table_of(f"{RIVEL};{written}", titles=titles))
        assert report.added or report.changed == changed_now
        async with database.read() as session:
            assert (await session.scalars(select(Site.department))).one() == kept


async def test_a_site_lies_in_one_department(sqlite_database: Database) -> None:
    table = table_of(f"{RIVEL};67", f"{SOREL};68", titles=f"{TITLES};département")
    with pytest.raises(ImportRefusedError, match="dit autre chose du même endroit") as refused:
        await _import(sqlite_database, table)
    assert [(one.row, one.column) for one in refused.value.findings] == [(3, "département")]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        pytest.param(NumberKind.GONE, "n'est plus attribué", id="gone"),
        pytest.param(NumberKind.INVALID, "n'existe pas", id="invalid"),
        pytest.param(NumberKind.LANDLINE, "ne reçoit pas de SMS", id="a landline after all"),
    ],
)
async def test_a_dead_number_is_not_brought_back_by_naming_it_again(
    database: Database, kind: NumberKind, told: str
) -> None:
    await _import(database, table_of(RIVEL))
    async with database.write() as session:
        await session.execute(
            update(Contact).where(Contact.number == "+33639980001").values(kind=kind)
        )

    report = await _import(database, table_of(RIVEL))

    assert _counts(report) == (0, 0, 1)
    (remark,) = report.remarks
    assert remark.row == 2
    assert told in remark.message
    assert "+33 6 39 •• •• 01" in remark.message
    assert [one.kind for one in (await _household(database, "H1")).contacts] == [
        kind,
        NumberKind.LANDLINE,
    ]


async def test_a_new_number_takes_the_place_of_a_dead_one(database: Database) -> None:
    await _import(database, table_of(RIVEL))
    async with database.write() as session:
        await session.execute(update(Contact).values(kind=NumberKind.GONE))

    report = await _import(database, table_of(changed(RIVEL, "téléphone", "06 39 98 00 09")))

    assert (_counts(report), report.remarks) == ((0, 1, 0), ())
    kinds = {one.number: one.kind for one in (await _household(database, "H1")).contacts}
    assert kinds == {
        "+33639980009": NumberKind.MOBILE,
        "+33199000001": NumberKind.LANDLINE,  # its digits say so, whatever was found out
    }


async def test_a_dead_number_is_tried_again_for_another_household(database: Database) -> None:
    """The operator may have given it to somebody else: the next message will tell."""
    await _import(database, table_of(RIVEL))
    async with database.write() as session:
        await session.execute(update(Contact).values(kind=NumberKind.GONE))

    await _import(database, table_of(changed(SOREL, "téléphone", "06 39 98 00 01")))

    assert [one.kind for one in (await _household(database, "H2")).contacts] == [NumberKind.MOBILE]


async def test_ten_thousand_rows_take_few_statements_and_tell_their_progress(
    database: Database,
) -> None:
    lines = [
        f"Les Moulins;Valbrume;{'ABCD'[n % 4]};;{n % 9};{n % 12};{n};H{n};Foyer {n};06 39 98 "
        f"{n // 100:02d} {n % 100:02d};;fr;oui;à touches;2;facile"
        for n in range(10_000)
    ]
    table = table_of(*lines)
    told: list[tuple[int, int]] = []
    statements: list[str] = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: statements.append(statement),
    )
    async with database.write() as session:
        report = await import_households(session, table, lambda *step: told.append(step))
    assert report.added == 10_000
    assert told[0] == (200, 10_000)
    assert told[-1] == (10_000, 10_000)
    assert len(statements) < 200
