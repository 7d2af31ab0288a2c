"""Households nobody can text, by name and with the reason."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from broadcaster.campaigns.audience.figures import figures_of
from broadcaster.campaigns.audience.unreachable import (
    UnreachableReason,
    unreachable,
)
from broadcaster.campaigns.models import Purpose
from broadcaster.database import Database
from broadcaster.register.models import Consent, NumberKind
from broadcaster.register.optouts import opt_out
from broadcaster.sending.receipts import learn_from_error
from tests.broadcaster.campaigns.neighbourhood import (
    Home,
    Neighbourhood,
    Phone,
    build,
    homes_with_mobiles,
    mobile,
)

LANDLINE = Phone("+33199000001", NumberKind.LANDLINE)


async def reasons(
    database: Database, place: Neighbourhood, purpose: Purpose = Purpose.INFORMATION
) -> dict[str, str]:
    """Each household that is left out, and why."""
    async with database.read() as session:
        found = await unreachable(session, place.everybody, purpose, limit=10)
        assert (await figures_of(session, place.everybody, purpose)).unreachable == len(found)
    return {left.name: left.reason.value for left in found}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param(30005, "gone", id="30005, nobody has it"),
        pytest.param(21211, "invalid", id="21211, no such number"),
        pytest.param(21614, "landline", id="21614, not a mobile"),
        pytest.param(30006, "landline", id="30006, landline"),
        pytest.param(21610, "opted_out", id="21610, opted out"),
    ],
)
async def test_what_the_provider_found_out_is_the_reason(
    database: Database, now: datetime, code: int, reason: str
) -> None:
    place = await build(database, now, [*homes_with_mobiles(2), Home("Zaoui", [Phone(mobile(1))])])
    async with database.write() as session:
        await learn_from_error(session, mobile(1), code, now)

    assert await reasons(database, place) == {"Foyer 0001": reason, "Zaoui": reason}


async def test_another_telephone_still_reaches_the_household(
    database: Database, now: datetime
) -> None:
    place = await build(database, now, [Home("Amar", [Phone(mobile(1)), Phone(mobile(2))])])
    async with database.write() as session:
        await learn_from_error(session, mobile(1), 30005, now)

    assert await reasons(database, place) == {}


@pytest.mark.parametrize(
    ("phones", "reason"),
    [
        pytest.param([Phone(mobile(1))], "no_consent", id="was not asked"),
        pytest.param([Phone(mobile(1), offers=Consent.REFUSED)], "no_consent", id="said no"),
        pytest.param(
            [Phone(mobile(1), consent=Consent.GIVEN)], "no_consent", id="a yes to works only"
        ),
        pytest.param([LANDLINE, Phone(mobile(1))], "no_consent", id="a landline too"),
        pytest.param([Phone(mobile(9))], "opted_out", id="STOP, and was not asked"),
        pytest.param(
            [Phone(mobile(9), offers=Consent.GIVEN)], "opted_out", id="STOP after a yes to offers"
        ),
        pytest.param([Phone(mobile(9)), Phone(mobile(1))], "no_consent", id="one could be asked"),
        pytest.param(
            [Phone(mobile(1), consent=Consent.REFUSED, offers=Consent.GIVEN)],
            "refused",
            id="wants no SMS at all",
        ),
        pytest.param([LANDLINE], "landline", id="only a landline"),
        pytest.param([], "no_number", id="no telephone"),
    ],
)
async def test_who_gets_no_offer_and_why(
    database: Database, now: datetime, phones: Sequence[Phone], reason: str
) -> None:
    consenting = Home("Bacri", [Phone(mobile(2), offers=Consent.GIVEN)])
    place = await build(database, now, [Home("Amar", phones), consenting])
    async with database.write() as session:
        await opt_out(session, mobile(9), source="keyword", now=now)

    assert await reasons(database, place, Purpose.OFFER) == {"Amar": reason}


@pytest.mark.parametrize("purpose", [Purpose.INFORMATION, Purpose.URGENT], ids=str)
async def test_works_notices_need_no_consent_to_offers(
    database: Database, now: datetime, purpose: Purpose
) -> None:
    phones = [Phone(mobile(1)), Phone(mobile(2), offers=Consent.REFUSED)]
    homes = [Home(f"Foyer {phone.number}", [phone]) for phone in phones]
    place = await build(database, now, homes)

    assert await reasons(database, place, purpose) == {}


@pytest.mark.parametrize("reason", list(UnreachableReason), ids=str)
def test_every_reason_has_a_sentence(reason: UnreachableReason) -> None:
    assert reason.sentence


@pytest.mark.parametrize(
    ("phones", "expected"),
    [
        pytest.param([Phone(mobile(1), reads_sms=False)], {"Amar": "does_not_read"}, id="never"),
        pytest.param(
            [Phone(mobile(1), reads_sms=False), Phone(mobile(2))], {}, id="a helper's number too"
        ),
        pytest.param([Phone(mobile(1), reads_sms=True)], {}, id="reads them"),
        pytest.param(
            [LANDLINE, Phone(mobile(1), reads_sms=False)],
            {"Amar": "does_not_read"},
            id="a landline too",
        ),
    ],
)
async def test_who_does_not_read_sms_is_told_otherwise(
    database: Database, now: datetime, phones: Sequence[Phone], expected: dict[str, str]
) -> None:
    place = await build(database, now, [Home("Amar", phones)])
    assert await reasons(database, place) == expected
