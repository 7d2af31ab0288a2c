"""A case: one stored message with what is needed to answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.flows.standing import Standing
from bot.inbox.language import is_shown
from bot.inbox.limits import Limits, is_spent
from bot.inbox.wishes import language_wish
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import choose_language, registered_language
from broadcaster.conversations.holds import held_thread
from broadcaster.conversations.models import Correspondent, InboundMessage, InboundState
from broadcaster.conversations.requests import open_request

DEFAULT_LANGUAGE = "fr"
UNANSWERED_LANGUAGE = "es"
"""Told apart but not written: whoever has another language keeps it."""


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
    held: bool = False  # a person has the thread in hand: the assistant is silent
    spent: bool = False  # the telephone has had all the answers it may cause for now
    told: str | None = None  # the language the text itself shows beyond doubt
    asks_language: bool = False  # it asks for a language and says nothing else
    answer_days: int = 1  # working days in which a person will answer


async def load_case(
    session: AsyncSession,
    inbound_id: int,
    guess: Callable[[str], str],
    now: datetime,
    limits: Limits,
) -> Case | None:
    """The case of a message that is still to be answered; None when it is settled."""
    inbound = await session.get(InboundMessage, inbound_id)
    if inbound is None or inbound.state is InboundState.HANDLED:
        return None
    who = await session.get_one(Correspondent, inbound.correspondent_id)
    told = _told(inbound.body, guess)
    wish = language_wish(inbound.body, told)
    if wish is not None:
        await choose_language(session, who.id, wish.language)
    language = await _language(session, who, told) or guess(inbound.body)
    held = await held_thread(session, who.id, now, limits.handback)
    return Case(
        inbound_id=inbound.id,
        correspondent_id=who.id,
        token=who.token,
        channel=who.channel,
        language=language,
        told=told,
        body=inbound.body,
        received_at=inbound.received_at,
        after_menu=await _follows_menu(session, inbound),
        request=await _standing(session, who),
        held=held is not None,
        spent=await is_spent(session, who, now, limits),
        asks_language=wish is not None and wish.is_all,
        answer_days=limits.answer_days,
    )


async def _standing(session: AsyncSession, who: Correspondent) -> Standing | None:
    request = await open_request(session, who.id)
    return Standing.of(request) if request is not None else None


def _told(body: str, guess: Callable[[str], str]) -> str | None:
    """The language a text shows; None where it might be another."""
    guessed = guess(body)
    return guessed if is_shown(body, guessed) else None


async def _language(session: AsyncSession, who: Correspondent, told: str | None) -> str | None:
    """What was asked for; else what the text shows; else what was shown before, or registered.

    The register says French for everyone nobody asked, so its French does not count.
    """
    if who.language_chosen and who.language:
        return who.language
    if not who.language and who.channel is AnswerChannel.SMS:
        registered = await registered_language(session, who.address)
        who.language = registered if registered != DEFAULT_LANGUAGE else None
    if told is not None and (told != UNANSWERED_LANGUAGE or not who.language):
        who.language = told
    return who.language


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
