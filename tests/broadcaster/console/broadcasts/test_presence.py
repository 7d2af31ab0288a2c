"""A broadcast that asks for OUI or NON: written, previewed, and its answers by name."""

from sqlalchemy import select, update

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.conversations.presence import PresenceAnswer
from broadcaster.database import Database
from broadcaster.register.models import Household
from broadcaster.sending.models import Delivery, DeliveryState, Mailing
from tests.broadcaster.console.journeys import (
    Client,
    Fields,
    on_sqlite,
    release,
    text_of,
    the_broadcast,
    written,
)
from tests.support.clock import MovableClock

ASKS: Fields = {"asks_presence": "yes"}


async def asking(client: Client, database: Database, clock: MovableClock, fields: Fields) -> str:
    """The path of a broadcast that asked, and reached everybody."""
    body = "{travaux} : {quand}. Serez-vous là ? Répondez OUI ou NON."
    path = await written(client, fields | ASKS | {"body": body})
    await client.post(f"{path}/schedule", data={"when": "now"})
    await release(database, clock)
    async with database.write() as session:
        await session.execute(
            update(Delivery).values(state=DeliveryState.DELIVERED, left_at=clock())
        )
    return path


async def answered(
    database: Database, clock: MovableClock, name: str, *, coming: bool | None
) -> None:
    broadcast = await the_broadcast(database)
    async with database.write() as session:
        household = await session.scalar(select(Household).where(Household.name == name))
        assert household is not None
        session.add(
            PresenceAnswer(
                broadcast_id=broadcast.id,
                household_id=household.id,
                coming=coming,
                answered_at=clock(),
            )
        )


@on_sqlite
async def test_the_preview_says_that_an_answer_is_asked_for(client: Client, fields: Fields) -> None:
    path = await written(client, fields | ASKS)
    text = await text_of(client, f"{path}/preview")
    assert "demande une réponse" in text
    assert "Le texte ne dit pas de répondre OUI ou NON" in text
    form = await text_of(client, f"{path}/edit")
    assert 'name="asks_presence" value="yes" checked' in form


@on_sqlite
async def test_a_broadcast_that_does_not_ask_has_no_answers(client: Client, under_way: str) -> None:
    assert "Qui sera là" not in await text_of(client, under_way)
    assert (await client.get(f"{under_way}/presence.csv")).status == 404


async def test_answers_are_shown_as_counts_and_names(
    client: Client, database: Database, clock: MovableClock, fields: Fields
) -> None:
    path = await asking(client, database, clock, fields)
    await answered(database, clock, "Martin", coming=True)
    await answered(database, clock, "Nguyen", coming=False)
    text = await text_of(client, path)
    assert "<dt>Oui</dt><dd>1</dd>" in text
    assert "<dt>Ne sait pas encore</dt><dd>0</dd>" in text
    assert "<dt>Non</dt><dd>1</dd>" in text
    assert "<dt>Pas de réponse</dt><dd>1</dd>" in text
    async with database.read() as session:
        assert await session.scalar(select(Mailing.asks_presence)) is True


@on_sqlite
async def test_answers_can_be_taken_away_as_a_table(
    client: Client, database: Database, clock: MovableClock, fields: Fields
) -> None:
    path = await asking(client, database, clock, fields)
    async with database.write() as session:
        await session.execute(
            update(Household).where(Household.name == "Martin").values(name="=Martin()")
        )
    await answered(database, clock, "=Martin()", coming=False)
    answer = await client.get(f"{path}/presence.csv")
    assert answer.content_type == "text/csv"
    rows = (await answer.text()).lstrip("\ufeff").splitlines()
    assert rows[0] == "Bâtiment;Escalier;Appartement;Foyer;Réponse;Le;Ce que le foyer a écrit"
    assert rows[1] == "A;1;11;'=Martin();Non;04/05/2026 09:00;"
    assert rows[2].endswith(";Pas de réponse;;")


@on_sqlite
async def test_a_copy_asks_as_well(client: Client, fields: Fields, database: Database) -> None:
    path = await written(client, fields | ASKS)
    copy = await client.post(f"{path}/duplicate")
    assert 'name="asks_presence" value="yes" checked' in await copy.text()


@on_sqlite
async def test_a_condition_and_who_does_not_know_are_shown(
    client: Client, database: Database, clock: MovableClock, fields: Fields
) -> None:
    path = await asking(client, database, clock, fields)
    await answered(database, clock, "Martin", coming=True)
    await answered(database, clock, "Nguyen", coming=None)
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, "+33639981234", clock())
        told = InboundMessage(
            correspondent_id=who.id, sid="SM1",
            body="oui mais pas le 8", received_at=clock(),
        )  # fmt: skip
        session.add(told)
        await session.flush()
        await session.execute(
            update(PresenceAnswer).where(PresenceAnswer.coming.is_(True)).values(remark_id=told.id)
        )
    text = await text_of(client, path)
    assert "Oui (1, dont 1 avec une condition)" in text
    assert "« oui mais pas le 8 »" in text
    assert "<dt>Ne sait pas encore</dt><dd>1</dd>" in text
