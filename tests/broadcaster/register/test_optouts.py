from datetime import datetime, timedelta

from broadcaster.database import Database
from broadcaster.register.models import OptOut
from broadcaster.register.optouts import opt_in, opt_out, opted_out

NUMBER = "+33639980001"


async def test_the_first_opt_out_is_kept(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await opt_out(session, NUMBER, source="keyword", now=now)
        await opt_out(session, NUMBER, source="provider", now=now + timedelta(days=1))
    async with database.read() as session:
        kept = await session.get_one(OptOut, NUMBER)
    assert (kept.source, kept.since) == ("keyword", now)


async def test_opting_in_again(database: Database, now: datetime) -> None:
    async with database.write() as session:
        assert await opt_in(session, NUMBER) is False
        await opt_out(session, NUMBER, source="keyword", now=now)
        assert await opt_in(session, NUMBER) is True
        assert await opted_out(session, [NUMBER]) == set()


async def test_only_those_asked_about_are_told(database: Database, now: datetime) -> None:
    many = [f"+336399{number:05d}" for number in range(1200)]
    async with database.write() as session:
        for number in (many[0], many[700], NUMBER):
            await opt_out(session, number, source="keyword", now=now)
        assert await opted_out(session, many) == {many[0], many[700]}
        assert await opted_out(session, []) == set()
