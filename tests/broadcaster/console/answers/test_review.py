"""« À vérifier »: similar messages together, sorted one by one or all at once, and undone."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
import yaml
from sqlalchemy import select

from broadcaster.answers.models import AnswerChannel
from broadcaster.console.topics import all_topics, find_topics
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.conversations.threads import Reason, open_thread
from broadcaster.database import Database
from broadcaster.learning.models import Sample
from tests.broadcaster.console.journeys import Client, on_sqlite, readable, refused, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.broadcaster.console.reviewing import wondered
from tools import shell

Wonder = Callable[..., Awaitable[int]]


@pytest.fixture
def wonder(database: Database, neighbourhood: Neighbourhood, now: datetime) -> Wonder:
    """Store a message that was not understood; the id of its sample."""

    async def store(body: str, *topics: str) -> int:
        return await wondered(database, now, body, *topics)

    return store


async def states(database: Database) -> dict[str, tuple[str, str | None]]:
    async with database.read() as session:
        rows = await session.scalars(select(Sample))
        return {row.text: (row.state.value, row.topic) for row in rows}


async def test_similar_messages_are_sorted_in_one_go_and_undone(
    client: Client, database: Database, wonder: Wonder
) -> None:
    ids = [await wonder("chauffage en panne <b>", "cut_heating"), await wonder("chauffage panne")]
    await wonder("où est la loge")
    home = await text_of(client, "/staff/")
    assert 'Messages à vérifier <span class="count">3</span>' in home
    queue = await text_of(client, "/staff/review")
    assert queue.index("2 messages qui se ressemblent") < queue.index("Un message")
    assert "&lt;b&gt;" in queue
    assert 'value="cut_heating" title="Pas de chauffage' in queue
    answer = await client.post("/staff/review/sort", data={"id": ids, "topic": "cut_heating"})
    page = readable(await answer.text())
    assert "C'est rangé" in page
    assert (await states(database))["chauffage panne"] == ("labelled", "cut_heating")
    undo = re.search(r'name="id" value="(\d+)"> <button name="all"', page)
    assert undo
    await client.post("/staff/review/undo", data={"id": undo[1], "all": "yes"})
    assert set((await states(database)).values()) == {("new", None)}
    log = await text_of(client, "/staff/audit")
    assert "a rangé 2 message(s) sous « coupure de chauffage »" in log
    assert "a remis 2 message(s) à vérifier" in log


async def test_one_message_of_a_group_is_sorted_alone(
    client: Client, database: Database, wonder: Wonder
) -> None:
    one, other = await wonder("chauffage en panne"), await wonder("chauffage panne")
    page = await text_of(client, f"/staff/review/{one}?only=1")
    assert re.search(f'value="{one}" checked', page)
    assert not re.search(f'value="{other}" checked', page)
    await client.post("/staff/review/sort", data={"id": one, "search": "retard"})
    assert await states(database) == {
        "chauffage en panne": ("labelled", "works_delay"),
        "chauffage panne": ("new", None),
    }


async def test_a_search_that_finds_several_topics_offers_them(
    client: Client, database: Database, wonder: Wonder
) -> None:
    one = await wonder("et le reste")
    fields = {"id": str(one), "group": str(one), "search": "vote"}
    found = await client.post("/staff/review/sort", data=fields)
    page = readable(await found.text())
    assert "Sujets trouvés : 2" in page
    assert 'value="rights_vote"' in page
    assert 'value="offer_vote"' in page
    assert f'value="{one}" checked' in page
    answer = await client.post("/staff/review/sort", data=fields | {"topic": "offer_vote"})
    assert answer.status == 200
    assert (await states(database))["et le reste"] == ("labelled", "offer_vote")


async def test_looking_for_a_topic_sorts_nothing(
    client: Client, database: Database, wonder: Wonder
) -> None:
    one = await wonder("et le reste")
    fields = {"id": str(one), "group": str(one), "search": "amiante", "look": "yes"}
    found = await client.post("/staff/review/sort", data=fields)
    assert 'value="nuisance_asbestos"' in await found.text()
    assert (await states(database))["et le reste"] == ("new", None)


@on_sqlite
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"search": "zzz"}, "Aucun sujet ne contient"),
        ({"topic": "no_such"}, "Ce choix n'existe pas"),
        ({}, "Ce choix n'existe pas"),
        ({"look": "yes"}, "Aucun sujet ne contient"),
        ({"search": "x" * 61}, "60 au plus"),
    ],
    ids=["nothing found", "unknown", "nothing", "an empty search", "too long"],
)
async def test_what_cannot_be_sorted_is_said(
    client: Client, wonder: Wonder, fields: dict[str, str], sentence: str
) -> None:
    one = await wonder("et le reste")
    answer = await client.post("/staff/review/sort", data={"id": one} | fields)
    assert sentence in await refused(answer)


async def test_nothing_ticked_is_said(client: Client, wonder: Wonder) -> None:
    one = await wonder("et le reste")
    for path in ("sort", "discard"):
        fields = {"group": str(one), "topic": "cut_water"}
        answer = await client.post(f"/staff/review/{path}", data=fields)
        assert "Cochez au moins un message" in await refused(answer)


async def test_passing_puts_a_group_last_and_discarding_takes_it_away(
    client: Client, database: Database, wonder: Wonder
) -> None:
    first, second = await wonder("plus d'eau"), await wonder("où est la loge")
    await client.post("/staff/review/skip", data={"id": second})
    queue = await text_of(client, "/staff/review")
    assert queue.index("plus d'eau") < queue.index("où est la loge")
    assert "Laissé pour plus tard" in queue
    await client.post("/staff/review/discard", data={"id": first})
    assert "plus d'eau" not in await text_of(client, "/staff/review")
    decided = await text_of(client, "/staff/review/done")
    assert "Écarté" in decided
    page = await text_of(client, f"/staff/review/{first}")
    assert "Ce message est écarté" in page
    answer = await client.post("/staff/review/undo", data={"id": first})
    assert "C'est de nouveau à vérifier" in readable(await answer.text())


async def test_of_two_colleagues_the_first_decides(client: Client, wonder: Wonder) -> None:
    one = await wonder("plus d'eau")
    await client.post("/staff/review/sort", data={"id": one, "topic": "cut_water"})
    answer = await client.post("/staff/review/sort", data={"id": one, "topic": "cut_gas"})
    assert "Quelqu'un s'en était déjà occupé" in readable(await answer.text())


async def test_a_text_is_corrected_and_masked(
    client: Client, database: Database, wonder: Wonder
) -> None:
    one = await wonder("plus deau chez madame roche du 3e")
    path = f"/staff/review/{one}/text"
    assert "plus deau" in await text_of(client, path)
    await client.post(path, data={"text": "plus deau, Mme Roche, 06 39 98 00 11"})
    assert list(await states(database)) == ["plus deau, Mme [nom], [téléphone]"]
    empty = await client.post(path, data={"text": "06 39 98 00 11"})
    assert "Il ne reste aucun mot" in await refused(empty)
    assert "a corrigé le texte" in await text_of(client, "/staff/audit")


async def test_a_message_of_a_conversation_is_brought_in(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, "+33639980011", now)
        thread = await open_thread(
            session, who.id, topic="works_end", reason=Reason.NEEDS_PERSON, urgent=False, now=now
        )
        for number, (body, topic) in enumerate(
            [("et la peinture", "works_end"), ("il me tape", "emergency_violence")]
        ):
            session.add(
                InboundMessage(
                    sid=f"SM{number}", correspondent_id=who.id, thread_id=thread.id, body=body,
                    received_at=now, understood_as=topic,
                )
            )  # fmt: skip
    page = await text_of(client, f"/staff/threads/{thread.id}")
    first, second = re.findall(r'action="(/staff/review/message/\d+)"', page)
    answer = await client.post(first)
    assert "Corrigé par l'équipe" in readable(await answer.text())
    again = await client.post(first)
    assert again.url.path == answer.url.path
    kept_out = await client.post(second)
    assert "ne peut pas servir d'exemple" in readable(await kept_out.text())


async def test_pages_of_what_is_not_there(client: Client, neighbourhood: Neighbourhood) -> None:
    assert "Rien n'attend" in await text_of(client, "/staff/review?page=2")
    assert "Rien n'a encore été vérifié" in await text_of(client, "/staff/review/done")
    for path in ("/staff/review/7", "/staff/review/7/text", "/staff/review/x"):
        assert (await client.get(path)).status == 404
    assert (await client.post("/staff/review/sort", data={"id": "7"})).status == 404
    answer = await client.post("/staff/review/undo", data={"id": "7", "all": "yes"})
    assert "plus rien à annuler" in readable(await answer.text())


def test_every_topic_of_the_catalogue_is_described() -> None:
    intents = yaml.safe_load((shell.ROOT / "domain.yml").read_text("utf-8"))["intents"]
    assert {topic.name for topic in all_topics()} == set(intents)
    assert all(topic.description.endswith((".", "?", "…")) for topic in all_topics())
    labels = [topic.label for topic in all_topics()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("amiante", ["nuisance_asbestos"]),
        ("Clé", ["access_keys"]),
        ("vote internet", ["offer_vote"]),
        ("fin des travaux", ["works_end"]),
        ("cut_gas", ["cut_gas"]),
        ("", []),
        ("!!", []),
    ],
)
def test_topics_are_found_by_their_words(words: str, names: list[str]) -> None:
    assert [topic.name for topic in find_topics(words)] == names
