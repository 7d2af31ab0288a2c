"""Correspondents: whoever writes to us, by telephone or in the chat."""

from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Correspondent
from broadcaster.database import insert_unless_there
from broadcaster.register.models import Contact

WEB_PREFIX = "web:"

_AT: Final = select(Correspondent).where(Correspondent.address == bindparam("address"))


async def correspondent_of(
    session: AsyncSession, channel: AnswerChannel, address: str, now: datetime
) -> Correspondent:
    """The correspondent at an address, made on first contact.

    Two messages of one stranger may come at the same moment: the insert that loses is a no-op.
    """
    known = await session.scalar(_AT, {"address": address})
    if known is not None:
        return known
    await session.execute(
        insert_unless_there(session, Correspondent).values(
            channel=channel, address=address, token=uuid4().hex, created_at=now
        )
    )
    found = await session.scalar(_AT, {"address": address})
    if found is None:  # the row was just written in this very transaction
        raise LookupError(address)
    return found


async def choose_language(session: AsyncSession, correspondent_id: int, language: str) -> None:
    """Answer somebody in a language from now on: they asked, or staff know better."""
    who = await session.get_one(Correspondent, correspondent_id)
    who.language, who.language_chosen = language, True


async def registered_language(session: AsyncSession, number: str) -> str | None:
    """The language the register has for a number, if it has the number."""
    return await session.scalar(
        select(Contact.language).where(Contact.number == number).order_by(Contact.id).limit(1)
    )
