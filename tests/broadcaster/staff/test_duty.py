"""Duty: by the roster, else everybody."""

from datetime import datetime, timedelta

from broadcaster.database import Database
from broadcaster.staff.duty import drop_turn, enter_turn, on_duty, turns_from
from broadcaster.staff.models import Role, StaffRole, StaffUser

HOUR = timedelta(hours=1)


async def member(database: Database, name: str, now: datetime) -> int:
    async with database.write() as session:
        user = StaffUser(email=f"{name}@b.example", name=name, password_hash="x", created_at=now)
        session.add(user)
        await session.flush()
        return user.id


async def names(database: Database, at: datetime) -> list[str]:
    async with database.read() as session:
        return [user.name for user in await on_duty(session, at)]


async def test_the_roster_tells_who_is_on_duty_else_everybody(
    database: Database, now: datetime
) -> None:
    ana, bea = await member(database, "Ana", now), await member(database, "Bea", now)
    async with database.write() as session:
        await enter_turn(session, ana, now, now + HOUR, bea, now)
    assert await names(database, now - HOUR) == ["Ana", "Bea"]
    assert await names(database, now) == ["Ana"]
    assert await names(database, now + HOUR) == ["Ana", "Bea"]


async def test_a_turn_is_taken_out_once(database: Database, now: datetime) -> None:
    ana = await member(database, "Ana", now)
    async with database.write() as session:
        await enter_turn(session, ana, now, now + HOUR, ana, now)
        (turn,) = await turns_from(session, now)
        assert turn.is_now(now)
        assert await drop_turn(session, turn.id)
        assert not await drop_turn(session, turn.id)
        assert await turns_from(session, now) == []


async def test_without_a_roster_whoever_has_the_role_is_called_on(
    database: Database, now: datetime
) -> None:
    bea = await member(database, "Bea", now)
    await member(database, "Ana", now)
    async with database.write() as session:
        session.add(StaffRole(user_id=bea, role=Role.ON_DUTY))
    assert await names(database, now) == ["Bea"]


async def test_nobody_whose_account_is_closed_is_called_on(
    database: Database, now: datetime
) -> None:
    ana, bea = await member(database, "Ana", now), await member(database, "Bea", now)
    async with database.write() as session:
        await enter_turn(session, ana, now, now + HOUR, bea, now)
        (await session.get_one(StaffUser, ana)).disabled_at = now
    assert await names(database, now) == ["Bea"]
