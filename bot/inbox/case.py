"""A case: one stored message with what is needed to answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.flows.standing import Standing
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import registered_language
from broadcaster.conversations.models import Correspondent, InboundMessage, InboundState
from broadcaster.conversations.requests import open_request

DEFAULT_LANGUAGE = "fr"
TELLING_LENGTH = 20
"""Characters from which a text's language is remembered for its writer."""


@dataclass(frozen=True, slots=True)
class Case:
    """One message to be answered."""

    inbound_id: int
    correspondent_id: int
    token: str
    channel: AnswerChannel
    language: str
    body: str
    received_at: datetime
    after_menu: bool  # the message before it was answered by the fixed menu
    request: Standing | None = None  # what its writer is being asked about


async def load_case(
    session: AsyncSession, inbound_id: int, guess: Callable[[str], str]
) -> Case | None:
    """The case of a message that is still to be answered; None when it is settled."""
    inbound = await session.get(InboundMessage, inbound_id)
    if inbound is None or inbound.state is InboundState.HANDLED:
        return None
    who = await session.get_one(Correspondent, inbound.correspondent_id)
    language = await _language(session, who, inbound.body, guess)
    return Case(
        inbound_id=inbound.id,
        correspondent_id=who.id,
        token=who.token,
        channel=who.channel,
        language=language,
        body=inbound.body,
        received_at=inbound.received_at,
        after_menu=await _follows_menu(session, inbound),
        request=await _standing(session, who),
    )


async def _standing(session: AsyncSession, who: Correspondent) -> Standing | None:
    request = await open_request(session, who.id)
    return Standing.of(request) if request is not None else None


async def _language(
    session: AsyncSession, who: Correspondent, body: str, guess: Callable[[str], str]
) -> str:
    """What is stored first; else a guess from the text, kept when the text is long enough.

    The register says French for everyone nobody asked, so its French does not count as stored.
    """
    registered = None
    if who.channel is AnswerChannel.SMS:
        registered = await registered_language(session, who.address)
    if registered not in (None, DEFAULT_LANGUAGE):
        who.language = registered
    elif who.language is None:
        guessed = guess(body)
        if len(body) < TELLING_LENGTH:
            return guessed
        who.language = guessed
    return who.language or DEFAULT_LANGUAGE


MENU = "menu"
"""``understood_as`` of a message that the fixed menu answered."""


async def _follows_menu(session: AsyncSession, inbound: InboundMessage) -> bool:
    before = await session.scalar(
        select(InboundMessage.understood_as)
        .where(InboundMessage.correspondent_id == inbound.correspondent_id)
        .where(InboundMessage.id < inbound.id)
        .order_by(InboundMessage.id.desc())
        .limit(1)
    )
    return before == MENU
