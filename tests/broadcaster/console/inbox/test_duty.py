"""The roster in the console: entered, shown, taken out, each in the log."""

import pytest

from broadcaster.database import Database
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite, refused, text_of


def span(user_id: int, first: str = "2026-05-04", last: str = "2026-05-05") -> dict[str, str]:
    return {
        "colleague": str(user_id), "from_day": first, "from_hour": "08:00", "to_day": last,
        "to_hour": "18:00",
    }  # fmt: skip


async def test_a_turn_is_entered_and_taken_out(
    client: Client, database: Database, nadia: Nadia
) -> None:
    text = await text_of(client, "/staff/duty")
    assert "toute l'équipe est prévenue" in text
    assert "Ne peut pas être prévenu(e)" in text  # neither a number nor a mail server
    await client.post("/staff/duty", data=span(nadia.id))
    text = await text_of(client, "/staff/duty")
    assert "Personne n'est inscrit" not in text
    assert "En ce moment" in text
    await client.post("/staff/duty/1/remove")
    assert "Personne n'est inscrit" in await text_of(client, "/staff/duty")
    log = await text_of(client, "/staff/audit")
    assert "a mis Nadia Benali d'astreinte, du lundi 4 mai 2026 à 8 h au mardi 5 mai" in log
    assert "a retiré une astreinte de Nadia Benali" in log


@on_sqlite
@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-05-06", "2026-05-05", "La fin doit venir après le début"),
        ("2026-05-01", "2026-05-02", "déjà finie"),
        ("", "2026-05-05", "Ce champ est vide"),
    ],
    ids=["order", "over", "empty"],
)
async def test_a_span_that_cannot_be_is_refused(
    client: Client, nadia: Nadia, first: str, last: str, sentence: str
) -> None:
    text = await refused(await client.post("/staff/duty", data=span(nadia.id, first, last)))
    assert sentence in text


@on_sqlite
async def test_nobody_unknown_is_on_duty(client: Client) -> None:
    assert "liste" in await refused(await client.post("/staff/duty", data=span(999)))


@on_sqlite
async def test_a_turn_that_is_gone_is_said_so(client: Client) -> None:
    answer = await client.post("/staff/duty/77/remove")
    assert "n'était plus inscrite" in (await answer.text()).replace("&#39;", "'")
