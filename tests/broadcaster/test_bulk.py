"""Statements over many keys: the same on both databases."""

import pytest
from sqlalchemy import make_url, select, update

from broadcaster.bulk import among, beside_index, paired
from broadcaster.database import Database
from broadcaster.register.models import Site

CODES = {"a": "Aulnay", "0b": "L'Île « d'Yeu »", "0198f0aa'": 'Évry, dite "la neuve"'}


async def _settle(database: Database) -> None:
    async with database.write() as session:
        session.add_all(Site(code=code, name="", city="") for code in [*CODES, "other"])


async def test_rows_are_found_among_keys(database: Database) -> None:
    await _settle(database)
    async with database.read() as session:
        found = await session.scalars(select(Site.code).where(among(session, Site.code, CODES)))
        assert set(found) == set(CODES)


async def test_no_keys_find_no_rows(database: Database) -> None:
    await _settle(database)
    async with database.read() as session:
        assert not list(await session.scalars(select(Site).where(among(session, Site.code, []))))


async def test_each_row_gets_the_value_of_its_key_and_others_keep_theirs(
    database: Database,
) -> None:
    await _settle(database)
    async with database.write() as session:
        is_known, value = paired(session, Site.code, CODES)
        await session.execute(
            update(Site)
            .where(is_known)
            .values(city=value)
            .execution_options(synchronize_session=False)
        )
    async with database.read() as session:
        sites = await session.scalars(select(Site))
        cities = {site.code: site.city for site in sites}
    assert cities == {code: CODES.get(code, "") for code in [*CODES, "other"]}


@pytest.mark.parametrize(
    ("url", "written"),
    [("sqlite://", "+site.id = "), ("postgresql+psycopg://", "site.id = ")],
    ids=["sqlite", "postgresql"],
)
def test_a_key_beside_its_index_is_signed_on_sqlite_only(url: str, written: str) -> None:
    dialect = make_url(url).get_dialect()()
    query = str(select(Site.code).where(beside_index(Site.id) == 1).compile(dialect=dialect))
    assert f"WHERE {written}" in query.replace("(", "").replace(")", "").replace("\n", "")


async def test_a_key_beside_its_index_finds_the_same_rows(database: Database) -> None:
    await _settle(database)
    async with database.read() as session:
        first = await session.scalar(select(Site.id).where(Site.code == "a"))
        assert first is not None
        query = select(Site.code).where(beside_index(Site.id) == first)
        assert list(await session.scalars(query)) == ["a"]
