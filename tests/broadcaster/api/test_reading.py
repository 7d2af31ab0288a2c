"""What became of messages and of what tenants asked, as a landlord's system reads it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.conversations.threads import Reason, close_thread, open_thread
from broadcaster.database import Database
from broadcaster.register.models import Household
from broadcaster.sending.models import Delivery, DeliveryState, Lane
from broadcaster.staff.api_tokens import Scope
from broadcaster.staff.models import StaffUser
from tests.broadcaster.api.conftest import MakeKey
from tests.broadcaster.api.system import System

NUMBERS = {"L11": "+33639980011", "M11": "+33639980021"}


@pytest.fixture
async def sent(database: Database, system: System, now: datetime) -> None:
    """A message to each household, one of them undelivered, and one to a stranger."""
    async with database.write() as session:
        homes = {one.reference: one.id for one in await session.scalars(select(Household))}
        states = (DeliveryState.DELIVERED, DeliveryState.UNDELIVERED, DeliveryState.SENT)
        for place, (reference, state) in enumerate(zip([*NUMBERS, None], states, strict=True)):
            at = now + timedelta(minutes=place)
            session.add(
                Delivery(
                    household_id=homes.get(reference or ""), lane=Lane.BULK, state=state,
                    sender="+33199000100", to_number=NUMBERS.get(reference or "", "+33639980077"),
                    body="Bonjour", segments=1, due_at=at, created_at=at, updated_at=at,
                )
            )  # fmt: skip


@pytest.mark.usefixtures("sent")
async def test_messages_are_told_by_state_time_and_household_without_their_text(
    system: System, now: datetime
) -> None:
    everything = (await system.get("/deliveries")).body["items"]
    assert {one["household"] for one in everything} == {"L11", "M11", None}
    assert not any("Bonjour" in str(one) for one in everything)
    failed = (await system.get("/deliveries?state=undelivered")).body["items"]
    assert [(one["household"], one["number"]) for one in failed] == [("M11", "+33639980021")]
    since = (now + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len((await system.get(f"/deliveries?since={since}")).body["items"]) == 2
    own = (await system.get("/deliveries?household=L11")).body["items"]
    assert [one["state"] for one in own] == ["delivered"]


@pytest.mark.usefixtures("sent")
async def test_pages_of_messages_miss_and_repeat_none(system: System) -> None:
    first = (await system.get("/deliveries?limit=2")).body
    second = (await system.get(f"/deliveries?limit=2&cursor={first['next']}")).body
    ids = [one["id"] for one in first["items"] + second["items"]]
    assert (len(ids), len(set(ids)), second["next"]) == (3, 3, None)


@pytest.mark.usefixtures("sent")
async def test_a_key_of_one_site_reads_its_messages_masked(
    system: System, make_key: MakeKey, estate: dict[str, int]
) -> None:
    key = await make_key(Scope.DELIVERIES_READ, sites=[estate["Les Lilas"]])
    items = (await System(system.client, key).get("/deliveries")).body["items"]
    assert [(one["household"], one["number"]) for one in items] == [("L11", "+33 6 39 •• •• 11")]


@pytest.fixture
async def asked(database: Database, system: System, now: datetime) -> list[int]:
    """A question of each household; the second is closed. The threads' ids."""
    ids = []
    async with database.write() as session:
        closer = (await session.scalars(select(StaffUser))).first()
        assert closer is not None
        for reference, number in NUMBERS.items():
            who = await correspondent_of(session, AnswerChannel.SMS, number, now)
            thread = await open_thread(
                session, who.id, topic="works_end", reason=Reason.MISSING_FACT, urgent=False,
                now=now,
            )  # fmt: skip
            session.add(
                InboundMessage(
                    sid=f"SM{reference}", correspondent_id=who.id, thread_id=thread.id,
                    body="c'est quand la fin ?", received_at=now,
                )
            )  # fmt: skip
            ids.append(thread.id)
        await close_thread(session, ids[1], closer.id, now + timedelta(hours=1))
    return ids


async def test_threads_are_told_with_what_was_said(system: System, asked: list[int]) -> None:
    items = (await system.get("/threads")).body["items"]
    assert [(one["id"], one["households"]) for one in items] == [
        (asked[0], ["L11"]),
        (asked[1], ["M11"]),
    ]
    open_ones = (await system.get("/threads?state=open")).body["items"]
    assert [one["id"] for one in open_ones] == [asked[0]]
    thread = (await system.get(f"/threads/{asked[0]}")).body
    assert [(one["author"], one["text"]) for one in thread["messages"]] == [
        ("tenant", "c'est quand la fin ?")
    ]


async def test_a_key_of_one_site_reads_its_threads_only(
    system: System, make_key: MakeKey, estate: dict[str, int], asked: list[int]
) -> None:
    key = await make_key(Scope.THREADS_READ, sites=[estate["Les Moulins"]])
    of_moulins = System(system.client, key)
    items = (await of_moulins.get("/threads")).body["items"]
    assert [(one["id"], one["number"]) for one in items] == [(asked[1], "+33 6 39 •• •• 21")]
    assert (await of_moulins.get(f"/threads/{asked[0]}")).status == 404
