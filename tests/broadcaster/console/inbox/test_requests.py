"""Tenants' requests in the console: their summary in the thread, found by their reference."""

from datetime import datetime

import pytest

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.requests import TenantRequest, begin_request, hand_over
from broadcaster.database import Database
from tests.broadcaster.console.journeys import Client, on_sqlite, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood

MARTIN = "+33639980011"


async def begun(database: Database, now: datetime, *, complete: bool = True) -> TenantRequest:
    """Martin's theft, handed over unless it is still being told."""
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, MARTIN, now)
        request = await begin_request(
            session, who.id, "report_theft",
            wanted=["what", "when", "police"], answers={"what": "mon <vélo>"}, now=now,
        )  # fmt: skip
        if complete:
            request.note("when", "hier", now)
            await hand_over(session, request, now)
    return request


async def test_a_thread_shows_the_answers_by_their_labels_and_what_is_missing(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    request = await begun(database, now)
    text = await text_of(client, f"/staff/threads/{request.thread_id}")
    assert request.reference in text
    assert "Ce qui est volé" in text
    assert "mon &lt;vélo&gt;" in text
    assert "Il manque : Plainte à la police." in text
    assert "Logement connu" in text
    assert request.reference in await text_of(client, "/staff/threads")


@pytest.mark.parametrize("spelling", ["{0}", "{1}", "r {1}"])
@on_sqlite
async def test_a_reference_leads_to_its_thread(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime, spelling: str
) -> None:
    request = await begun(database, now)
    said = spelling.format(request.reference.lower(), request.reference[2:])
    answer = await client.get("/staff/threads", params={"q": said})
    assert answer.url.path == f"/staff/threads/{request.thread_id}"


@on_sqlite
async def test_a_reference_nobody_has_is_said_so(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    text = await text_of(client, "/staff/threads?q=R-ZZZZ")
    assert "Aucune demande n'a cette référence" in text
    assert 'value="R-ZZZZ"' in text
    request = await begun(database, now, complete=False)
    text = await text_of(client, f"/staff/threads?q={request.reference}")
    assert "répond encore aux questions" in text
