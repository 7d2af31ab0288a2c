"""Storing a message: what its arrival alone tells."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from bot.inbox.incoming import Incoming
from bot.inbox.store import store_once
from broadcaster.answers.models import AnswerChannel
from broadcaster.database import Database
from broadcaster.register.models import Contact, NumberKind
from tests.broadcaster.register.places import build_estate

TENANT = "+33639980001"


@pytest.mark.parametrize(
    ("channel", "address", "kind"),
    [
        pytest.param(AnswerChannel.SMS, TENANT, NumberKind.MOBILE, id="it texts: it works"),
        pytest.param(AnswerChannel.SMS, "+33639980099", NumberKind.GONE, id="another number"),
        pytest.param(AnswerChannel.WEB, f"web:{TENANT}", NumberKind.GONE, id="a chat"),
    ],
)
async def test_a_number_that_texts_us_is_tried_again(
    database: Database, now: datetime, channel: AnswerChannel, address: str, kind: NumberKind
) -> None:
    async with database.write() as session:
        await build_estate(session)
        await session.execute(update(Contact).values(kind=NumberKind.GONE))
        await store_once(session, Incoming(channel, address, "SM1", "Bonjour", now))
    async with database.read() as session:
        kinds = list(await session.scalars(select(Contact.kind)))
    assert kinds == [kind, kind]
