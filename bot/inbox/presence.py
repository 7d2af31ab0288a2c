"""Presence: a « OUI » or « NON » to a broadcast that asked, kept without asking the assistant."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.flows.opening import MOVE, Opening
from bot.actions.flows.saying import flow_text
from bot.actions.speech import Speech, speech_to
from bot.inbox.case import Case
from bot.inbox.presence_words import is_digit, says_coming
from bot.inbox.settling import Settlement
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.presence import Invitation, invitation_to, note_presence
from broadcaster.conversations.requests import TenantRequest, leave_request, open_request

PRESENCE = "presence"
"""The topic of the texts, and what such a message is understood as: « presence:yes »."""


async def hear_presence(session: AsyncSession, case: Case, now: datetime) -> Settlement | None:
    """Keep what a message answers to the last broadcast that asked; None when it does not."""
    coming = says_coming(case.body)
    if coming is None or case.channel is not AnswerChannel.SMS:
        return None
    who = await session.get_one(Correspondent, case.correspondent_id)
    invitation = await invitation_to(session, who.address, now)
    if invitation is None or (is_digit(case.body) and not invitation.is_last_word):
        return None
    request = await open_request(session, who.id)
    if request is not None and not _is_beside(request, invitation):
        return None
    await note_presence(session, invitation, now, coming=coming)
    heard = _Heard(session, who, await speech_to(session, who, now), case, invitation, request)
    return await (heard.coming() if coming else heard.away())


def _is_beside(request: TenantRequest, invitation: Invitation) -> bool:
    """True when « oui » or « non » is no answer to the open question, or came to us before it."""
    return request.asked_at < invitation.told_at or (
        request.topic == MOVE and request.asked == "better"
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    """An answer of one household."""

    session: AsyncSession
    who: Correspondent
    speech: Speech
    case: Case
    invitation: Invitation
    request: TenantRequest | None

    async def coming(self) -> Settlement:
        """Somebody will be there: an appointment that was being moved stays."""
        if self.request is not None and self.request.topic == MOVE:
            await leave_request(self.session, self.request, self.speech.now)
        text = await flow_text(self.speech, PRESENCE, "yes")
        return Settlement([text], understood_as=f"{PRESENCE}:yes")

    async def away(self) -> Settlement:
        """Nobody will: the tenant is asked which days suit instead."""
        texts = [await flow_text(self.speech, PRESENCE, "no")]
        request = self.request or await self._begin()
        if request.asked is not None:
            texts.append(await flow_text(self.speech, request.topic, request.asked))
        return Settlement(texts, understood_as=f"{PRESENCE}:no")

    async def _begin(self) -> TenantRequest:
        """Begin moving the appointment."""
        opening = Opening(self.who, self.speech)
        return await opening.move(
            self.invitation.milestone, self.invitation.text, heard=str(self.case.inbound_id)
        )
