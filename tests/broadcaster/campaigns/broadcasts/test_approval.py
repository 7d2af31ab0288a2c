"""Approval: a large broadcast needs a second person, a small one does not."""

from datetime import datetime

import pytest
from sqlalchemy import update

from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy, approve, submit
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.writing import create_draft
from broadcaster.campaigns.models import Broadcast, BroadcastState, Purpose
from broadcaster.campaigns.refusals import NothingToApproveError, SecondPersonNeededError
from broadcaster.database import Database
from broadcaster.register.models import Site
from broadcaster.sending.mailings import mailing_of
from broadcaster.sending.models import Hours, Mailing
from tests.broadcaster.campaigns.neighbourhood import (
    TEXT,
    Neighbourhood,
    build,
    homes_with_mobiles,
    scheduled,
)
from tests.support.staff import colleague as colleague_of

FROM_THREE = ApprovalPolicy(second_person_from=3)


@pytest.fixture
async def place(database: Database, now: datetime) -> Neighbourhood:
    return await build(database, now, homes_with_mobiles(3))


async def colleague(database: Database, now: datetime) -> int:
    async with database.write() as session:
        return (await colleague_of(session, "Li", now)).id


async def submitted(
    database: Database, place: Neighbourhood, now: datetime, policy: ApprovalPolicy
) -> Broadcast:
    async with database.write() as session:
        made = await create_draft(session, place.draft(), place.user_id, now)
        return await submit(session, made.id, None, place.user_id, now, policy)


@pytest.mark.parametrize(
    ("second_person_from", "state"),
    [
        pytest.param(0, BroadcastState.SCHEDULED, id="nobody else needed"),
        pytest.param(4, BroadcastState.SCHEDULED, id="small enough"),
        pytest.param(3, BroadcastState.TO_APPROVE, id="large"),
    ],
)
async def test_its_size_decides_whether_a_second_person_is_needed(
    database: Database,
    place: Neighbourhood,
    now: datetime,
    second_person_from: int,
    state: BroadcastState,
) -> None:
    policy = ApprovalPolicy(second_person_from)
    assert (await submitted(database, place, now, policy)).state is state


async def test_nothing_of_it_may_leave_before_its_approval(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    waiting = await submitted(database, place, now, FROM_THREE)
    async with database.read() as session:
        assert await mailing_of(session, waiting.id) is None


async def test_whoever_submitted_it_does_not_approve_it_while_there_is_somebody_else(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    waiting = await submitted(database, place, now, FROM_THREE)
    other = await colleague(database, now)

    async with database.write() as session:
        with pytest.raises(SecondPersonNeededError):
            await approve(session, waiting.id, place.user_id, now, FROM_THREE)
        approved = await approve(session, waiting.id, other, now, FROM_THREE)

    assert (approved.state, approved.approved_by_id) == (BroadcastState.SCHEDULED, other)


async def test_whoever_is_alone_approves_what_they_wrote(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    waiting = await submitted(database, place, now, FROM_THREE)
    async with database.write() as session:
        approved = await approve(session, waiting.id, place.user_id, now, FROM_THREE)
    assert approved.state is BroadcastState.SCHEDULED


async def test_what_does_not_wait_cannot_be_approved(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    broadcast_id = await scheduled(database, place, now)
    async with database.write() as session:
        with pytest.raises(NothingToApproveError):
            await approve(session, broadcast_id, place.user_id, now, FROM_THREE)


@pytest.mark.parametrize(
    ("purpose", "hours", "beyond"),
    [
        pytest.param(Purpose.INFORMATION, Hours.COURTESY, False, id="information"),
        pytest.param(Purpose.URGENT, Hours.URGENT, True, id="urgent"),
    ],
)
async def test_its_purpose_and_site_decide_when_it_may_leave(
    database: Database,
    place: Neighbourhood,
    now: datetime,
    purpose: Purpose,
    hours: Hours,
    beyond: bool,
) -> None:
    draft = Draft("Eau", TEXT, place.everybody, place.milestone_id, purpose)
    async with database.write() as session:
        await session.execute(update(Site).values(department="67"))
    broadcast_id = await scheduled(database, place, now, draft)

    async with database.read() as session:
        mailing = await session.get_one(Mailing, broadcast_id)

    assert (mailing.hours, mailing.department, mailing.approved_at) == (hours, "67", now)
    assert mailing.beyond_daily_limit is beyond
