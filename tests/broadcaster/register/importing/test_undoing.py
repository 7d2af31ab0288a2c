"""An import does what its dry run said, and is taken back whole or not at all."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from broadcaster.database import Database
from broadcaster.register.importing.columns import layout_of
from broadcaster.register.importing.households import read_households
from broadcaster.register.importing.keeping import (
    RegisterChangedError,
    carry_out,
    dry_run,
    read_import,
    receive,
    waiting_import,
)
from broadcaster.register.importing.models import ImportState, ImportTouch, RegisterImport
from broadcaster.register.importing.reports import Report
from broadcaster.register.importing.undoing import UndoRefusedError, undo
from broadcaster.register.models import (
    Building,
    Contact,
    DigitalCard,
    Flat,
    Household,
    Site,
)
from broadcaster.reports.walk import walk_on
from broadcaster.sending.models import Delivery, Lane
from broadcaster.staff.models import StaffUser
from tests.broadcaster.register.importing.files import RIVEL, SOREL, TITLES, changed, table_of


@pytest.fixture
async def user_id(database: Database, now: datetime) -> int:
    async with database.write() as session:
        user = StaffUser(email="a@exemple.fr", name="Ana", password_hash="x", created_at=now)
        session.add(user)
        await session.flush()
        return user.id


async def _received(database: Database, user_id: int, now: datetime, *lines: str) -> int:
    """A file that was read, with its dry run."""
    content = "\n".join([TITLES, *lines]).encode()
    async with database.write() as session:
        kept = await receive(session, "foyers.csv", content, user_id, now)
        import_id = kept.id
    async with database.write() as session:
        found = await waiting_import(session, import_id)
        assert found is not None
        reading = await read_import(found)
        assert not isinstance(reading, Report)
        found.plan_sha256 = (await dry_run(session, reading)).plan_sha256
    return import_id


async def _carried_out(database: Database, import_id: int, user_id: int, now: datetime) -> None:
    async with database.write() as session:
        kept = await waiting_import(session, import_id)
        assert kept is not None
        reading = await read_import(kept)
        assert not isinstance(reading, Report)
        await carry_out(session, kept, reading, user_id, now)


async def _imported(database: Database, user_id: int, now: datetime, *lines: str) -> int:
    import_id = await _received(database, user_id, now, *lines)
    await _carried_out(database, import_id, user_id, now)
    return import_id


async def _everything(database: Database) -> list[list[tuple[object, ...]]]:
    """Every row of the register but the versions of households."""
    tables = (Site, Building, Flat, Household, Contact, DigitalCard)
    async with database.read() as session:
        return [
            sorted(
                (
                    tuple(
                        getattr(row, column.name)
                        for column in model.__table__.columns
                        if column.name != "version"
                    )
                    for row in await session.scalars(select(model))
                ),
                key=repr,
            )
            for model in tables
        ]


async def test_a_dry_run_changes_nothing(database: Database, user_id: int, now: datetime) -> None:
    await _received(database, user_id, now, RIVEL, SOREL)
    async with database.read() as session:
        assert await session.scalar(select(func.count(Household.id))) == 0
        assert await session.scalar(select(func.count(Flat.id))) == 0


async def test_the_file_is_let_go_of_once_it_is_imported(
    database: Database, user_id: int, now: datetime
) -> None:
    import_id = await _imported(database, user_id, now, RIVEL)
    async with database.read() as session:
        kept = await waiting_import(session, import_id)
    assert kept is not None
    assert (kept.content, kept.state) == (None, ImportState.DONE)


async def test_an_import_is_refused_when_the_register_changed_since_its_dry_run(
    database: Database, user_id: int, now: datetime
) -> None:
    await _imported(database, user_id, now, RIVEL, SOREL)
    waiting = await _received(database, user_id, now, changed(RIVEL, "nom", "Mme Autre"), SOREL)
    async with database.write() as session:
        (rivel,) = await session.scalars(select(Household).where(Household.reference == "H1"))
        rivel.name = "Mme Rivel-Roy"
    before = await _everything(database)
    with pytest.raises(RegisterChangedError):
        await _carried_out(database, waiting, user_id, now)
    assert await _everything(database) == before


async def test_the_last_import_is_taken_back_to_the_last_cell(
    database: Database, user_id: int, now: datetime
) -> None:
    await _imported(database, user_id, now, RIVEL, SOREL)
    before = await _everything(database)
    line = changed(changed(RIVEL, "téléphone", "06 39 98 00 09"), "nom", "Mme Roy")
    line = changed(changed(line, "lit les SMS", "0"), "consentement", "non")
    moved = changed(changed(SOREL, "bâtiment", "B"), "ville", "Valclair")
    new = changed(changed(RIVEL, "référence", "H3"), "appartement", "99")
    lines = [changed(one, "ville", "Valclair") for one in (line, moved, new)]
    import_id = await _imported(database, user_id, now, *lines)
    assert await _everything(database) != before
    async with database.write() as session:
        await undo(session, import_id, user_id, now)
    assert await _everything(database) == before


async def test_the_first_import_is_taken_back_to_nothing(
    database: Database, user_id: int, now: datetime
) -> None:
    import_id = await _imported(database, user_id, now, RIVEL, SOREL)
    async with database.write() as session:
        await undo(session, import_id, user_id, now)
    assert await _everything(database) == [[], [], [], [], [], []]


async def test_an_import_whose_household_was_edited_since_stays(
    database: Database, user_id: int, now: datetime
) -> None:
    import_id = await _imported(database, user_id, now, RIVEL, SOREL)
    async with database.write() as session:
        (rivel,) = await session.scalars(select(Household).where(Household.reference == "H1"))
        rivel.name = "Mme Rivel-Roy"
    before = await _everything(database)
    with pytest.raises(UndoRefusedError, match="Mme Rivel-Roy"):
        async with database.write() as session:
            await undo(session, import_id, user_id, now)
    assert await _everything(database) == before


async def test_an_import_that_reports_have_read_since_is_taken_back(
    database: Database, user_id: int, now: datetime
) -> None:
    import_id = await _imported(database, user_id, now, RIVEL, SOREL)
    async with database.write() as session:
        await walk_on(session, now)
    async with database.write() as session:
        await undo(session, import_id, user_id, now)
    assert await _everything(database) == [[], [], [], [], [], []]


async def test_an_import_whose_number_was_written_to_since_stays(
    database: Database, user_id: int, now: datetime
) -> None:
    import_id = await _imported(database, user_id, now, RIVEL)
    async with database.write() as session:
        contact = (await session.scalars(select(Contact))).first()
        assert contact is not None
        session.add(
            Delivery(
                contact_id=contact.id,
                household_id=contact.household_id,
                lane=Lane.BULK,
                sender="+33199000100",
                to_number=contact.number,
                body="Bonjour",
                segments=1,
                due_at=now,
                created_at=now,
                updated_at=now,
            )
        )
    with pytest.raises(UndoRefusedError, match="modifiés ou prévenus depuis"):
        async with database.write() as session:
            await undo(session, import_id, user_id, now)


async def test_only_the_last_import_is_taken_back_and_only_once(
    database: Database, user_id: int, now: datetime
) -> None:
    first = await _imported(database, user_id, now, RIVEL)
    second = await _imported(database, user_id, now, SOREL)
    with pytest.raises(UndoRefusedError, match="Un autre import"):
        async with database.write() as session:
            await undo(session, first, user_id, now)
    async with database.write() as session:
        await undo(session, second, user_id, now)
    with pytest.raises(UndoRefusedError, match="déjà annulé"):
        async with database.write() as session:
            await undo(session, second, user_id, now)
    async with database.write() as session:
        await undo(session, first, user_id, now)
        assert await session.scalar(select(func.count(ImportTouch.household_id))) == 0
        assert await session.scalar(select(func.count(RegisterImport.id))) == 2


async def test_rows_of_somebody_else_s_site_are_refused(
    sqlite_database: Database, now: datetime
) -> None:
    table = table_of(RIVEL)
    reading = read_households(table, layout_of(table, {}))
    async with sqlite_database.read() as session:
        checked = await dry_run(session, reading, sites=frozenset())
    assert checked.plan_sha256 is None
    (finding,) = checked.report.findings
    assert "« Les Moulins » n'est pas une de vos résidences" in finding.message


async def test_rows_put_together_and_zeros_put_back_are_told(sqlite_database: Database) -> None:
    table = table_of(
        changed(RIVEL, "téléphone", "639980001"), changed(RIVEL, "téléphone", "639980002")
    )
    reading = read_households(table, layout_of(table, {}))
    told = [str(one) for one in reading.remarks]
    assert "2 lignes ont la même référence « H1 » (lignes 2, 3)" in told[0]
    assert "2 numéro(s) avaient perdu leur 0" in told[1]
    assert "lignes 2, 3" in told[1]
    assert "+33639980002" in reading.entries[0].contacts
