"""The page of what the assistant lacked: by place, where to fill it in, dismissed, answered."""

from datetime import datetime

import pytest
from sqlalchemy import select

from broadcaster.answers.models import AnswerChannel
from broadcaster.console.answers.lack_views import fill_in
from broadcaster.console.places import Places
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.lacks.keeping import fill
from broadcaster.conversations.lacks.models import Lack, LackKind
from broadcaster.conversations.lacks.noting import Question, Wish, note
from broadcaster.database import Database
from tests.broadcaster.console.journeys import Client
from tests.broadcaster.console.neighbourhood import Neighbourhood

MARTIN, NGUYEN = "+33639980011", "+33639980031"


async def asked(database: Database, wish: Wish, now: datetime, number: str = MARTIN) -> int:
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, number, now)
        await note(session, wish, Question(who.id, wish.place, wish.topic), now)
        found = await session.scalars(select(Lack.id).order_by(Lack.id.desc()))
        return found.first() or 0


@pytest.fixture
async def lack(database: Database, neighbourhood: Neighbourhood, now: datetime) -> int:
    """The end of the works of staircase A1, asked for twice."""
    place = f"{neighbourhood.site_id}.{neighbourhood.building_a}.{neighbourhood.staircase_a1}"
    wish = Wish(place, "works_end", LackKind.MISSING, "façade")
    await asked(database, wish, now)
    return await asked(database, wish, now, NGUYEN)


async def test_a_lack_is_shown_under_its_place_with_where_to_fill_it_in(
    client: Client, lack: int
) -> None:
    text = await (await client.get("/staff/lacks")).text()
    assert "Bâtiment A, escalier 1" in text
    assert "Fin des travaux : façade" in text
    assert "Demandé 2 fois par 2 personnes" in text
    assert 'href="/staff/milestones"' in text
    assert "Ce qui a manqué" in await (await client.get("/staff/")).text()


async def test_a_line_is_closed_with_a_reason(client: Client, lack: int) -> None:
    refused = await client.post(f"/staff/lacks/{lack}/dismiss", data={"reason": " "})
    assert refused.status == 400
    answer = await client.post(f"/staff/lacks/{lack}/dismiss", data={"reason": "Pas décidé"})
    text = await answer.text()
    assert "Rien n'a manqué" in text
    assert "Fermée : Pas décidé" in text
    again = await client.post(f"/staff/lacks/{lack}/dismiss", data={"reason": "x"})
    assert "n&#39;était plus dans cet état" in await again.text()
    log = await (await client.get("/staff/audit")).text()
    assert "a fermé « fin des travaux »" in log


async def test_all_who_asked_are_answered_with_one_click(
    client: Client, database: Database, lack: int, now: datetime
) -> None:
    early = await client.post(f"/staff/lacks/{lack}/answer")
    assert "n&#39;était plus dans cet état" in await early.text()
    async with database.write() as session:
        await fill(session, lack, now)
    assert "Répondre à 2 personnes" in await (await client.get("/staff/lacks")).text()
    answer = await client.post(f"/staff/lacks/{lack}/answer")
    text = await answer.text()
    assert "recevra la réponse une fois" in text
    assert "2 réponses partent" in text


async def test_a_line_that_is_not_there_changes_nothing(client: Client) -> None:
    for path in ("dismiss", "answer"):
        answer = await client.post(f"/staff/lacks/999/{path}", data={"reason": "x"})
        assert answer.status < 500


@pytest.mark.parametrize(
    ("topic", "fact", "path"),
    [
        ("works_start", "", "/milestones"),
        ("works_start", "milestone 7", "/milestones/7"),
        ("cut_water", "", "/milestones"),
        ("contact_site", "", "/people"),
        ("help_workshop", "", "/help-points"),
        ("offer_price", "", "/sites/3#offre"),
        ("nuisance_parking", "", "/sites/3#vie"),
        ("nuisance_noise", "", "/milestones"),
        ("rehousing_temporary", "", None),
    ],
)
def test_where_a_fact_is_filled_in(topic: str, fact: str, path: str | None) -> None:
    assert fill_in(Places([]), Lack(place="3", topic=topic, fact=fact)) == path
