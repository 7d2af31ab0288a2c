"""The second factor: set up with a code, asked for at the login, never twice the same."""

import re
from datetime import datetime, timedelta

import pyotp
import pytest

from broadcaster.database import Database
from broadcaster.staff.second_factors import secret_to_confirm
from tests.broadcaster.console.conftest import PASSWORD, Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite, readable, refused, text_of
from tests.support.clock import MovableClock

pytestmark = on_sqlite

LOGIN = {"email": Nadia.email, "password": PASSWORD}
STEP = timedelta(seconds=30)


async def begun(client: Client, database: Database, nadia: Nadia) -> pyotp.TOTP:
    """Start the set-up; give what an authenticator would hold."""
    answer = await client.post("/staff/second-factor/start", data={"current": PASSWORD})
    assert answer.url.path == "/staff/second-factor/setup"
    async with database.read() as session:
        secret = await secret_to_confirm(session, nadia.id)
    assert secret is not None
    return pyotp.TOTP(secret)


class Protected:
    """Nadia's account with a second factor, and what she holds."""

    def __init__(self, app: pyotp.TOTP, recovery_codes: list[str]) -> None:
        self.app = app
        self.recovery_codes = recovery_codes

    def code(self, now: datetime) -> str:
        return self.app.at(now)


@pytest.fixture
async def protected(
    client: Client, database: Database, nadia: Nadia, clock: MovableClock
) -> Protected:
    app = await begun(client, database, nadia)
    page = await client.post("/staff/second-factor/confirm", data={"code": app.at(clock())})
    codes = re.findall(r"<code>([a-z2-9-]{19})</code>", await page.text())
    assert len(set(codes)) == 10
    await client.post("/staff/logout")
    clock.advance(STEP)
    return Protected(app, codes)


async def test_the_qr_code_is_a_picture_of_our_own(
    client: Client, database: Database, nadia: Nadia
) -> None:
    app = await begun(client, database, nadia)
    page = await text_of(client, "/staff/second-factor/setup")
    assert 'src="/staff/second-factor/qr.svg"' in page
    assert app.secret[:4] in page
    picture = await client.get("/staff/second-factor/qr.svg")
    assert picture.content_type == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    assert (await picture.text()).startswith("<?xml")


async def test_the_password_is_asked_for_before_it_is_set_up(client: Client) -> None:
    answer = await client.post("/staff/second-factor/start", data={"current": "faux"})
    assert "pas votre mot de passe actuel" in await refused(answer)


async def test_a_wrong_first_code_changes_nothing(
    client: Client, database: Database, nadia: Nadia
) -> None:
    await begun(client, database, nadia)
    answer = await client.post("/staff/second-factor/confirm", data={"code": "000 00"})
    assert "Ce code n'est pas le bon" in await refused(answer)
    await client.post("/staff/logout")
    assert (await client.post("/staff/login", data=LOGIN)).url.path == "/staff/"


async def test_the_password_alone_opens_nothing(
    client: Client, protected: Protected, clock: MovableClock
) -> None:
    answer = await client.post("/staff/login", data={**LOGIN, "next": "/staff/audit"})
    assert answer.url.path == "/staff/login/code"
    assert (await client.get("/staff/audit")).url.path == "/staff/login"
    code = {"code": protected.code(clock()), "next": "/staff/audit"}
    assert (await client.post("/staff/login/code", data=code)).url.path == "/staff/audit"
    assert "a protégé son compte par un code" in await text_of(client, "/staff/audit")


async def test_no_code_is_good_twice(
    client: Client, other: Client, protected: Protected, clock: MovableClock
) -> None:
    code = {"code": protected.code(clock())}
    await client.post("/staff/login", data=LOGIN)
    assert (await client.post("/staff/login/code", data=code)).url.path == "/staff/"
    await other.post("/staff/login", data=LOGIN)
    answer = await other.post("/staff/login/code", data=code)
    assert "il a déjà servi" in await refused(answer)


@pytest.mark.parametrize(
    ("steps", "is_right"), [(-2, False), (-1, False), (0, True), (1, True), (2, False)]
)
async def test_a_clock_may_be_one_step_off(
    client: Client, protected: Protected, clock: MovableClock, steps: int, is_right: bool
) -> None:
    """The step before is the one the set-up spent: it is over, though it is near."""
    await client.post("/staff/login", data=LOGIN)
    code = {"code": protected.code(clock() + steps * STEP)}
    answer = await client.post("/staff/login/code", data=code)
    assert (answer.url.path == "/staff/") is is_right


async def test_a_recovery_code_is_good_once(
    client: Client, other: Client, protected: Protected
) -> None:
    code = {"code": protected.recovery_codes[0].replace("-", " ").upper()}
    await client.post("/staff/login", data=LOGIN)
    assert (await client.post("/staff/login/code", data=code)).url.path == "/staff/"
    assert "il en reste 9" in await text_of(client, "/staff/audit")
    await other.post("/staff/login", data=LOGIN)
    assert (await other.post("/staff/login/code", data=code)).status == 400


async def test_new_recovery_codes_end_the_old_ones(
    client: Client, other: Client, protected: Protected, clock: MovableClock
) -> None:
    await client.post("/staff/login", data=LOGIN)
    await client.post("/staff/login/code", data={"code": protected.code(clock())})
    page = await client.post("/staff/second-factor/recovery-codes", data={"current": PASSWORD})
    assert len(re.findall(r"<code>", await page.text())) == 10
    await other.post("/staff/login", data=LOGIN)
    old = {"code": protected.recovery_codes[1]}
    assert (await other.post("/staff/login/code", data=old)).status == 400


async def test_guessing_is_held_back_wherever_it_comes_from(
    client: Client, protected: Protected, clock: MovableClock
) -> None:
    await client.post("/staff/login", data=LOGIN)
    for number in range(8):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        await client.post("/staff/login/code", data={"code": "123"}, headers=headers)
    right = {"code": protected.code(clock())}
    assert (await client.post("/staff/login/code", data=right)).status == 429


async def test_the_code_must_come_within_ten_minutes(
    client: Client, protected: Protected, clock: MovableClock
) -> None:
    await client.post("/staff/login", data=LOGIN)
    clock.advance(timedelta(minutes=10))
    answer = await client.post("/staff/login/code", data={"code": protected.code(clock())})
    assert answer.url.path == "/staff/login"


async def test_it_can_be_removed_with_the_password(
    client: Client, protected: Protected, clock: MovableClock
) -> None:
    await client.post("/staff/login", data=LOGIN)
    await client.post("/staff/login/code", data={"code": protected.code(clock())})
    refusal = await client.post("/staff/second-factor/remove", data={"current": "faux"})
    assert refusal.status == 400
    text = await (
        await client.post("/staff/second-factor/remove", data={"current": PASSWORD})
    ).text()
    assert "Le code n'est plus demandé" in readable(text)
    await client.post("/staff/logout")
    assert (await client.post("/staff/login", data=LOGIN)).url.path == "/staff/"
