"""What the provider found out about a number, and when that no longer holds."""

import pytest
from sqlalchemy import select, update

from broadcaster.database import Database
from broadcaster.register.models import Contact, NumberKind
from broadcaster.register.provider_word import heard_from, overrules
from tests.broadcaster.register.places import build_estate

MOBILE, LANDLINE, UNKNOWN = NumberKind.MOBILE, NumberKind.LANDLINE, NumberKind.UNKNOWN
GONE, INVALID = NumberKind.GONE, NumberKind.INVALID


@pytest.mark.parametrize(
    ("known", "read", "stays"),
    [
        pytest.param(GONE, MOBILE, True, id="gone"),
        pytest.param(INVALID, MOBILE, True, id="invalid"),
        pytest.param(LANDLINE, MOBILE, True, id="a landline that looks like a mobile"),
        pytest.param(MOBILE, MOBILE, False, id="nothing was found out"),
        pytest.param(UNKNOWN, MOBILE, False, id="a kind we read better today"),
        pytest.param(LANDLINE, LANDLINE, False, id="its digits say so already"),
    ],
)
def test_what_was_found_out_stays(known: NumberKind, read: NumberKind, stays: bool) -> None:
    assert overrules(known, read) is stays


@pytest.mark.parametrize("kind", [GONE, INVALID, LANDLINE], ids=str)
async def test_a_number_that_texts_us_works_for_all_its_households(
    database: Database, kind: NumberKind
) -> None:
    async with database.write() as session:
        await build_estate(session)
        await session.execute(update(Contact).values(kind=kind))
        assert await heard_from(session, "+33639980001") == 2
        assert await heard_from(session, "+33639980001") == 0
    async with database.read() as session:
        assert list(await session.scalars(select(Contact.kind))) == [MOBILE, MOBILE]


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("+33199000001", id="a landline that can text"),
        pytest.param("38600", id="short code"),
        pytest.param("Lutece", id="a name"),
        pytest.param("", id="nothing"),
    ],
)
async def test_other_senders_change_nothing(sqlite_database: Database, number: str) -> None:
    async with sqlite_database.write() as session:
        await build_estate(session)
        await session.execute(update(Contact).values(kind=LANDLINE, number=number or "+33"))
        assert await heard_from(session, number) == 0
