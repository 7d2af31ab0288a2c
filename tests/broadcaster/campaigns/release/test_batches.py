"""Batches: one message for each telephone and text, whatever households share."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest

from broadcaster.campaigns.broadcasts.life import get_broadcast
from broadcaster.campaigns.release.batches import next_batch
from broadcaster.database import Database
from broadcaster.register.models import NumberKind
from tests.broadcaster.campaigns.neighbourhood import (
    Home,
    Phone,
    build,
    mobile,
    scheduled,
)

SENDER = "+33199000100"
LANDLINE = Phone("+33199000001", NumberKind.LANDLINE)


@pytest.mark.parametrize(
    ("homes", "body", "messages"),
    [
        pytest.param(
            [Home("Amar", [Phone(mobile(1)), Phone(mobile(2)), LANDLINE])],
            "Eau coupée mardi.",
            {mobile(1): 1, mobile(2): 1},
            id="each mobile of a household",
        ),
        pytest.param(
            [Home("Amar", [Phone(mobile(1))]), Home("Bacri", [Phone(mobile(1))])],
            "Eau coupée mardi.",
            {mobile(1): 1},
            id="one mobile for two households, one text",
        ),
        pytest.param(
            [Home("Amar", [Phone(mobile(1))]), Home("Bacri", [Phone(mobile(1))])],
            "Eau coupée mardi, {nom}.",
            {mobile(1): 2},
            id="one mobile for two households, two texts",
        ),
        pytest.param(
            [Home("", [Phone(mobile(1))]), Home("", [Phone(mobile(1))], "B1")],
            "Bonjour {nom|Madame, Monsieur}.",
            {mobile(1): 1},
            id="one mobile, the same default for both",
        ),
        pytest.param(
            [
                Home("Amar", [Phone(mobile(1)), Phone(mobile(2))]),
                Home("Bacri", [Phone(mobile(2)), Phone(mobile(3))], "B1"),
            ],
            "Eau coupée mardi.",
            {mobile(1): 1, mobile(2): 1, mobile(3): 1},
            id="families that share one of their mobiles",
        ),
        pytest.param(
            [
                Home("Amar", [Phone(mobile(1), language="fr")]),
                Home("Kaya", [Phone(mobile(1), language="tr")]),
            ],
            "Eau coupée mardi.",
            {mobile(1): 2},
            id="one mobile, a household in each language",
        ),
    ],
)
async def test_each_telephone_gets_each_text_once(
    database: Database, now: datetime, homes: list[Home], body: str, messages: dict[str, int]
) -> None:
    place = await build(database, now, homes)
    draft = replace(place.draft(body), versions={"tr": "Salı günü su yok."})
    broadcast_id = await scheduled(database, place, now, draft)

    async with database.read() as session:
        broadcast = await get_broadcast(session, broadcast_id)
        batch = await next_batch(session, broadcast, SENDER, now, limit=100)

    assert batch is not None
    assert Counter(message.to_number for message in batch.outgoing) == messages
