"""Answers about offers to buy in a household file: each with its day and where it was given."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.consents import Origin, withdraw_consent
from broadcaster.register.importing import ImportRefusedError, ImportReport, import_households
from broadcaster.register.importing.offers import read_day
from broadcaster.register.models import Consent, Contact
from broadcaster.tabular import Table, read_bytes

TITLES = "site;bâtiment;escalier;appartement;référence;nom;téléphone"
RIVEL = "Les Moulins;A;1;24;H1;Mme Rivel;06 39 98 00 01"
NUMBER = "+33639980001"
MAY_1 = datetime(2026, 4, 30, 22, tzinfo=UTC)  # midnight in Paris


def table(answer: str, *more: str) -> Table:
    """One household with its answer, under the three columns, and further rows."""
    titles = f"{TITLES};accord pour les offres;date de l'accord;origine de l'accord"
    return read_bytes("\n".join([titles, f"{RIVEL};{answer}", *more]).encode())


async def imported(
    database: Database, found: Table, now: datetime, name: str | None = "liste.xlsx"
) -> ImportReport:
    origin = Origin(name, now) if name else None
    async with database.write() as session:
        return await import_households(session, found, origin=origin)


async def kept(database: Database) -> tuple[Consent, datetime | None, str | None]:
    async with database.read() as session:
        contact = (await session.scalars(select(Contact).where(Contact.number == NUMBER))).one()
    return contact.offers_consent, contact.offers_consent_at, contact.offers_consent_source


@pytest.mark.parametrize(
    ("answer", "consent", "at", "source"),
    [
        pytest.param("oui;01/05/2026;accueil", Consent.GIVEN, MAY_1, "accueil", id="all told"),
        pytest.param("oui;2026-05-01;", Consent.GIVEN, MAY_1, "liste.xlsx", id="source left out"),
        pytest.param("oui;;papier", Consent.GIVEN, None, "papier", id="day left out"),
        pytest.param("oui;;", Consent.GIVEN, None, "liste.xlsx", id="only yes"),
        pytest.param("non;;", Consent.REFUSED, None, "liste.xlsx", id="only no"),
    ],
)
async def test_an_answer_has_a_day_and_a_source(
    database: Database,
    now: datetime,
    answer: str,
    consent: Consent,
    at: datetime | None,
    source: str,
) -> None:
    await imported(database, table(answer), now)
    assert await kept(database) == (consent, at or now, source)


@pytest.mark.parametrize("answer", [";;", "non demandé;;", "non demandé;01/05/2026;accueil"])
async def test_nobody_who_was_not_asked_said_yes(
    sqlite_database: Database, now: datetime, answer: str
) -> None:
    await imported(sqlite_database, table(answer), now)
    assert await kept(sqlite_database) == (Consent.NOT_ASKED, None, None)


async def test_a_consent_to_works_notices_is_none_to_offers(
    sqlite_database: Database, now: datetime
) -> None:
    found = read_bytes(f"{TITLES};consentement\n{RIVEL};oui".encode())
    await imported(sqlite_database, found, now)
    assert (await kept(sqlite_database))[0] is Consent.NOT_ASKED


@pytest.mark.parametrize(
    ("answer", "column", "told"),
    [
        pytest.param("peut-être;;", "accord pour les offres", "oui", id="neither yes nor no"),
        pytest.param("oui;hier;", "date de l'accord", "12/05/2026", id="no date"),
        pytest.param("oui;31/02/2026;", "date de l'accord", "12/05/2026", id="no such day"),
        pytest.param("oui;05/05/2026;", "date de l'accord", "est à venir", id="tomorrow"),
        pytest.param(";01/05/2026;", "accord pour les offres", "oui ou non", id="only a date"),
        pytest.param(";;accueil", "accord pour les offres", "oui ou non", id="only a source"),
        pytest.param(
            "oui;;" + "x" * 121, "origine de l'accord", "120 au plus", id="too long a source"
        ),
    ],
)
async def test_a_wrong_answer_is_refused_where_it_stands(
    sqlite_database: Database, now: datetime, answer: str, column: str, told: str
) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        await imported(sqlite_database, table(answer), now)
    (finding,) = refused.value.findings
    assert (finding.row, finding.column) == (2, column)
    assert told in finding.message


@pytest.mark.parametrize("answer", ["oui;;accueil", "oui;01/05/2026;", "non;;"])
async def test_without_a_known_origin_an_answer_must_name_its_own(
    sqlite_database: Database, now: datetime, answer: str
) -> None:
    with pytest.raises(ImportRefusedError, match="n'a pas sa date ou son origine"):
        await imported(sqlite_database, table(answer), now, name=None)
    await imported(sqlite_database, table("oui;01/05/2026;accueil"), now, name=None)
    assert await kept(sqlite_database) == (Consent.GIVEN, MAY_1, "accueil")


async def test_the_same_file_a_month_later_changes_nothing(
    database: Database, now: datetime
) -> None:
    await imported(database, table("oui;;"), now)
    later = now + timedelta(days=30)
    report = await imported(database, table("oui;;"), later, name="liste-2.xlsx")
    assert (report.changed, report.unchanged, report.remarks) == (0, 1, ())
    assert await kept(database) == (Consent.GIVEN, now, "liste.xlsx")


async def test_a_file_without_the_columns_changes_nothing(
    sqlite_database: Database, now: datetime
) -> None:
    await imported(sqlite_database, table("oui;;"), now)
    report = await imported(sqlite_database, read_bytes(f"{TITLES}\n{RIVEL}".encode()), now)
    assert report.unchanged == 1
    assert (await kept(sqlite_database))[0] is Consent.GIVEN


async def test_a_no_in_the_file_ends_a_yes(sqlite_database: Database, now: datetime) -> None:
    await imported(sqlite_database, table("oui;;"), now)
    later = now + timedelta(days=1)
    report = await imported(sqlite_database, table("non;;"), later, name="liste-2.xlsx")
    assert report.changed == 1
    assert await kept(sqlite_database) == (Consent.REFUSED, later, "liste-2.xlsx")


@pytest.mark.parametrize(
    ("answer", "stays"),
    [
        pytest.param("oui;;", True, id="a yes of no known day"),
        pytest.param("oui;04/05/2026;papier", True, id="a yes of the same day"),
        pytest.param("non demandé;;", True, id="not asked"),
        pytest.param("oui;05/05/2026;papier", False, id="a newer yes"),
    ],
)
async def test_who_took_a_yes_back_is_not_asked_to_buy(
    database: Database, now: datetime, answer: str, stays: bool
) -> None:
    await imported(database, table("oui;01/05/2026;accueil"), now)
    async with database.write() as session:
        await withdraw_consent(session, NUMBER, source="SMS", user_id=None, now=now)

    report = await imported(database, table(answer), now + timedelta(days=3))

    assert (await kept(database))[0] is (Consent.REFUSED if stays else Consent.GIVEN)
    assert [remark.row for remark in report.remarks] == ([2] if stays else [])
    assert all("+33 6 39 •• •• 01" in remark.message for remark in report.remarks)


async def test_an_answer_is_of_its_own_row_and_number(
    sqlite_database: Database, now: datetime
) -> None:
    other = f"{RIVEL.replace('98 00 01', '98 00 02')};non;;"
    await imported(sqlite_database, table("oui;;", other), now)
    async with sqlite_database.read() as session:
        query = select(Contact.offers_consent).order_by(Contact.number)
        assert list(await session.scalars(query)) == [Consent.GIVEN, Consent.REFUSED]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        pytest.param("12/05/2026", date(2026, 5, 12), id="slashes"),
        pytest.param("1/5/2026", date(2026, 5, 1), id="no zeros"),
        pytest.param("12-05-2026", date(2026, 5, 12), id="dashes"),
        pytest.param("12.05.2026", date(2026, 5, 12), id="points"),
        pytest.param("2026-05-12", date(2026, 5, 12), id="as a spreadsheet keeps it"),
        pytest.param("2026-05-12T00:00:00", date(2026, 5, 12), id="with an hour, T"),
        pytest.param("12/05/2026 14:30", date(2026, 5, 12), id="with an hour"),
        pytest.param("12/05/26", None, id="which century"),
        pytest.param("05/2026", None, id="a month"),
        pytest.param("30/02/2026", None, id="no such day"),
        pytest.param("T", None, id="a letter"),
        pytest.param("0001-01-01", None, id="before there were telephones"),
        pytest.param("mardi", None, id="a word"),
    ],
)
def test_days_are_read_as_people_write_them(written: str, day: date | None) -> None:
    assert read_day(written) == day
