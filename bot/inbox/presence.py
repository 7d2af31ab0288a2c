"""Presence: a « OUI » or « NON » to a broadcast that asked, kept without asking the assistant.

« Oui mais pas le 8 » is a yes whose condition staff read beside it, and a person's business.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.flows.leaving import leaves_questions
from bot.actions.flows.opening import MOVE, Opening
from bot.actions.flows.saying import flow_text
from bot.actions.speech import Speech, speech_to
from bot.inbox.case import Case
from bot.inbox.presence_words import Said, is_digit, says_presence
from bot.inbox.settling import Handoff, Settlement
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.presence import Invitation, invitation_to, note_presence
from broadcaster.conversations.requests import TenantRequest, leave_request, open_request
from broadcaster.conversations.threads import Reason

_COMING = {Said.YES: True, Said.YES_IF: True, Said.NO: False, Said.UNSURE: None}
"""What is kept for each answer."""

PRESENCE = "presence"
"""The topic of the texts, and what such a message is understood as: « presence:yes »."""


async def hear_presence(session: AsyncSession, case: Case, now: datetime) -> Settlement | None:
    """Keep what a message answers to the last broadcast that asked; None when it does not."""
    said = says_presence(case.body)
    if said is None or case.channel is not AnswerChannel.SMS:
        return None
    who = await session.get_one(Correspondent, case.correspondent_id)
    invitation = await invitation_to(session, who.address, now)
    if invitation is None or (_may_be_of_else(case.body, said) and not invitation.is_last_word):
        return None
    request = await open_request(session, who.id)
    if request is not None and not _is_answer_beside(request, invitation, case.body, said):
        return None
    await note_presence(
        session, invitation, now,
        coming=_COMING[said], remark_id=case.inbound_id if said is Said.YES_IF else None,
    )  # fmt: skip
    heard = _Heard(session, who, await speech_to(session, who, now), case, invitation, request)
    if said is Said.UNSURE:
        return await heard.unsure()
    return await (heard.away() if said is Said.NO else heard.coming(said))


def _may_be_of_else(body: str, said: Said) -> bool:
    """True for « 1 » and « je sais pas », which also answer other questions of ours."""
    return is_digit(body) or said is Said.UNSURE


def _is_answer_beside(
    request: TenantRequest, invitation: Invitation, body: str, said: Said
) -> bool:
    """True when the answer is to the broadcast, though a request is open.

    « Non rien » leaves the request, and who does not know which days suit answers that.
    """
    if said is Said.UNSURE or (said is Said.NO and leaves_questions(body)):
        return False
    return _is_beside(request, invitation)


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

    async def coming(self, said: Said) -> Settlement:
        """Somebody will be there: an appointment that was being moved stays.

        What they ask for beside is for a person to see to.
        """
        if self.request is not None and self.request.topic == MOVE:
            await leave_request(self.session, self.request, self.speech.now)
        text = await flow_text(self.speech, PRESENCE, said)
        handoff = Handoff(MOVE, Reason.NEEDS_PERSON) if said is Said.YES_IF else None
        return Settlement([text], understood_as=f"{PRESENCE}:{said}", handoff=handoff)

    async def unsure(self) -> Settlement:
        """They do not know yet: that is an answer, and may become another one."""
        text = await flow_text(self.speech, PRESENCE, Said.UNSURE)
        return Settlement([text], understood_as=f"{PRESENCE}:{Said.UNSURE}")

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
