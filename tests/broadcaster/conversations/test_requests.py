"""Requests: one open at a time, ended by the tenant, by an answer or by silence."""

import re
from datetime import timedelta

import pytest

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import Thread
from broadcaster.conversations.request_kinds import request_kinds
from broadcaster.conversations.requests import (
    RequestState,
    TenantRequest,
    begin_request,
    end_silent,
    find_request,
    leave_request,
    open_request,
)
from broadcaster.database import Database
from tests.support.clock import MovableClock

NUMBER = "+33639980011"


async def begin(database: Database, clock: MovableClock, topic: str = "report_theft") -> int:
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, NUMBER, clock())
        request = await begin_request(
            session, who.id, topic, wanted=["what", "when"], answers={}, now=clock()
        )
        return request.id


async def test_a_second_request_does_not_open_beside_the_first(
    database: Database, clock: MovableClock
) -> None:
    first = await begin(database, clock)
    assert await begin(database, clock, "money_damage") == first


async def test_a_reference_can_be_read_aloud_and_found_again(
    database: Database, clock: MovableClock
) -> None:
    request_id = await begin(database, clock)
    async with database.read() as session:
        request = await session.get_one(TenantRequest, request_id)
        assert re.fullmatch(r"R-[2-9B-DF-HJ-NP-TV-XZ]{4}", request.reference)
        for said in (request.reference, request.reference.lower(), request.reference[2:]):
            found = await find_request(session, said)
            assert found is request
        assert await find_request(session, "R-0000") is None
        assert await find_request(session, "") is None


async def test_silence_for_a_day_ends_a_request_with_what_is_known(
    database: Database, clock: MovableClock
) -> None:
    request_id = await begin(database, clock)
    clock.advance(timedelta(hours=23))
    async with database.write() as session:
        assert await end_silent(session, clock()) == 0
        (await session.get_one(TenantRequest, request_id)).note("what", "mon vélo", clock())
    clock.advance(timedelta(hours=24))
    async with database.write() as session:
        assert await end_silent(session, clock()) == 1
        assert await end_silent(session, clock()) == 0
    async with database.read() as session:
        request = await session.get_one(TenantRequest, request_id)
        thread = await session.get_one(Thread, request.thread_id)
    assert (request.state, request.missing) == (RequestState.SILENT, ["when"])
    assert thread.topic == "report_theft"


async def test_a_request_that_was_left_opens_no_thread_and_frees_the_place(
    database: Database, clock: MovableClock
) -> None:
    first = await begin(database, clock)
    async with database.write() as session:
        request = await session.get_one(TenantRequest, first)
        await leave_request(session, request, clock())
        assert await open_request(session, request.correspondent_id) is None
        assert request.thread_id is None
    assert await begin(database, clock) != first


@pytest.mark.parametrize("topic", list(request_kinds()))
def test_every_answer_has_a_french_label(topic: str) -> None:
    kind = request_kinds()[topic]
    assert kind.label
    assert all(kind.answers.values())
