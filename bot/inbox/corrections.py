"""Corrections: « non c'est pas ça, je parlais du chauffage », said of an answer of ours.

What was misunderstood is kept for staff to review, marked as the tenant's correction. The subject
that is named is answered; where none is, the tenant is asked for it once, and then a person.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final  # what the YAML file holds

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answer import Answer
from bot.actions.dialogue import NOT_UNDERSTOOD
from bot.actions.packaged import packaged
from bot.actions.registry import OUT_OF_SCOPE
from bot.actions.spoken import letters_once, plain_words
from bot.inbox.anger import is_angry
from bot.inbox.case import Case
from bot.inbox.clarifying import Asked
from bot.inbox.reading import reading_of
from bot.inbox.settling import Handoff, Settlement, system_text
from broadcaster.conversations.models import InboundMessage
from broadcaster.conversations.requests import leave_request, open_request
from broadcaster.conversations.threads import Reason
from broadcaster.database import Database
from broadcaster.learning.collecting import corrected
from broadcaster.learning.models import Why

type Ask = Callable[[Case], Awaitable[list[Answer]]]
"""Asks the assistant about the text of a case."""

CORRECTED: Final = "corrected"
"""``understood_as`` of a correction that names no subject."""

MOST_WORDS: Final = 20
"""Words of the longest correction: a longer text tells its matter itself."""

STILL_SPOKEN_OF: Final = timedelta(hours=12)
"""How long an answer may be what « c'est pas ça » is about."""

NO_SUBJECT: Final = frozenset({NOT_UNDERSTOOD, OUT_OF_SCOPE, "affirm", "deny"})
"""What a subject was taken for, where it was not made out."""


async def hear_correction(
    database: Database, case: Case, asked: Asked | None, ask: Ask, now: datetime
) -> Settlement | None:
    """Answer what was meant instead; None for a text that corrects no answer of ours."""
    subject = read_correction(case.body)
    if subject is None or is_angry(case.body):
        return None
    async with database.write() as session:
        before = await _answered_before(session, case, now)
        if before is None or not await _nothing_open(session, case, before, now):
            return None
        if not subject:
            await _keep(session, before, None, now)
            again = asked is not None or before.understood_as == CORRECTED
            return await _ask_for_subject(session, case, again=again)
    answers = await ask(replace(case, body=subject, request=None))
    async with database.write() as session:
        await _keep(session, before, _subject_of(answers), now)
    return reading_of(case, answers, asked)


def read_correction(text: str) -> str | None:
    """The subject a text puts right, empty where it names none; None when it corrects nothing."""
    said = plain_words(text)
    if len(said.split()) > MOST_WORDS:
        return None
    rest, complaints = _pattern("complaints").subn(" ", said)
    bare = _without_fillers(rest)
    if not complaints and not _pattern("subject_alone").match(bare):
        return None
    return _as_written(_subject(bare), text)


def _subject(rest: str) -> str:
    named = _pattern("named_before").sub(" ", rest)
    found = list(_pattern("subjects").finditer(named))
    return _without_fillers(named[found[-1].end() :] if found else named)


def _as_written(subject: str, text: str) -> str:
    """The words of a subject as the tenant spelt them."""
    written = re.findall(r"[\w'’]+", text)
    folded, wanted = [plain_words(word) for word in written], subject.split()
    for start in range(len(folded) - len(wanted), -1, -1):
        if folded[start : start + len(wanted)] == wanted:
            return " ".join(written[start : start + len(wanted)])
    return subject


async def _nothing_open(
    session: AsyncSession, case: Case, before: InboundMessage, now: datetime
) -> bool:
    """True where no request is open, once one that the misunderstood message began is left.

    « C'est pas ça » to a later question puts an answer right, which the request itself takes.
    """
    request = await open_request(session, case.correspondent_id)
    if request is None:
        return True
    if request.heard != str(before.id) or request.said != before.body.strip():
        return False
    await leave_request(session, request, now)
    return True


async def _keep(
    session: AsyncSession, before: InboundMessage, topic: str | None, now: datetime
) -> None:
    """Keep for review what was misunderstood; ``topic``: what it was about, where that is known."""
    understood = before.understood_as or ""
    is_topic = "_" in understood and ":" not in understood  # no keyword, no « oui » to a broadcast
    if is_topic and read_correction(before.body) is None:
        await corrected(session, before.id, topic, Why.TENANT, now)


async def _ask_for_subject(session: AsyncSession, case: Case, *, again: bool) -> Settlement:
    """Ask what it was about, once; whoever was asked already is for a person."""
    text = await system_text(session, "other_chosen" if again else "misunderstood", case)
    handoff = Handoff(OUT_OF_SCOPE, Reason.STILL_UNCLEAR) if again else None
    return Settlement([text], CORRECTED, handoff)


def _subject_of(answers: Sequence[Answer]) -> str | None:
    """The topic of what was named, where it was made out."""
    topics = (one.topic for one in answers if not one.choices)
    return next((topic for topic in topics if topic not in NO_SUBJECT), None)


async def _answered_before(
    session: AsyncSession, case: Case, now: datetime
) -> InboundMessage | None:
    """The message whose answer is spoken of."""
    return await session.scalar(
        select(InboundMessage)
        .where(InboundMessage.correspondent_id == case.correspondent_id)
        .where(InboundMessage.id < case.inbound_id)
        .where(InboundMessage.received_at > now - STILL_SPOKEN_OF)
        .order_by(InboundMessage.id.desc())
        .limit(1)
    )


def _without_fillers(said: str) -> str:
    return " ".join(_fillers().sub(" ", said).split())


@cache
def _fillers() -> re.Pattern[str]:
    """Matches what stands at either end and tells nothing."""
    ways = letters_once(_listed()["fillers"])
    return re.compile(rf"^(?:\s*{ways}(?!\w))+|(?:(?<!\w){ways}\s*)+$")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    ways = letters_once("|".join(_listed()[name]))
    return re.compile(rf"(?<!\w)(?:{ways})(?:(?!\w)|(?<='))")


@cache
def _listed() -> Mapping[str, Any]:
    read: Mapping[str, Any] = packaged("bot.inbox", "corrections.yml")
    return read
