"""What stands beside a conversation: home, works to come, broadcasts, other threads, lacks."""

from datetime import datetime, timedelta

import pytest

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.lacks.models import LackKind
from broadcaster.conversations.lacks.noting import Question, Wish, note
from broadcaster.database import Database
from broadcaster.register.optouts import opt_out
from tests.broadcaster.console.inbox.desk import MARTIN, STRANGER, YILMAZ, asks
from tests.broadcaster.console.journeys import Client, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood


async def beside(client: Client, thread_id: int) -> str:
    """The part of the page beside the conversation."""
    return (await text_of(client, f"/staff/threads/{thread_id}")).partition("<aside")[2]


async def test_the_home_its_contacts_and_works_are_there(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    text = await beside(client, await asks(database, MARTIN, "Bonjour ?", now))
    assert "Bâtiment A, escalier 1, appartement 11, étage 1" in text
    assert "06 39 98 00 11" in text
    assert "/staff/households/" in text
    assert f'<a href="/staff/milestones/{neighbourhood.milestone_id}">Échafaudage</a>' in text
    assert "mercredi 6 mai" in text  # the water cut of their building


async def test_works_of_another_staircase_are_not(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    text = await beside(client, await asks(database, YILMAZ, "Bonjour ?", now))
    assert "Échafaudage" not in text
    assert "Langue : turc" in text


@pytest.mark.usefixtures("under_way")
async def test_the_last_broadcasts_tell_how_they_arrived(
    client: Client, database: Database, now: datetime
) -> None:
    text = await beside(client, await asks(database, MARTIN, "Bonjour ?", now))
    assert "Échafaudage, rappel" in text


async def test_other_threads_and_silence_are_told(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    old = await asks(database, MARTIN, "Bonjour ?", now)
    await client.post(f"/staff/threads/{old}/close")
    async with database.write() as session:
        await opt_out(session, MARTIN, source="keyword", now=now)
    new = await asks(database, MARTIN, "Encore moi", now + timedelta(days=2))
    text = await text_of(client, f"/staff/threads/{new}")
    assert "Ses autres demandes" in text
    assert f'href="/staff/threads/{old}"' in text
    assert "Ce numéro a envoyé STOP" in text


async def test_a_missing_fact_can_be_filled_in_from_the_thread(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    thread = await asks(database, MARTIN, "Quand finissent les travaux ?", now)
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, MARTIN, now)
        site = str(neighbourhood.site_id)
        wish = Wish(site, "works_end", LackKind.MISSING)
        await note(session, wish, Question(who.id, site, "works_end"), now)
    text = await beside(client, thread)
    assert "Ce qui a manqué à l'assistant" in text
    assert '<a href="/staff/milestones">Remplir' in text


async def test_a_stranger_is_said_to_be_one(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    text = await beside(client, await asks(database, STRANGER, "Bonjour ?", now))
    assert "n'est pas dans la liste des locataires" in text
    assert "Bientôt dans ce logement" not in text
