"""Test sends: a broadcast as one of its households would read it, to the writer's own telephone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.recipients import FRENCH, Recipient, recipients
from broadcaster.campaigns.broadcasts.drafts import Draft, checked_milestone
from broadcaster.campaigns.refusals import (
    NobodyInAudienceError,
    NoOwnNumberError,
    NotOwnNumberError,
    OwnNumberRefusedError,
)
from broadcaster.campaigns.texts import fill, milestone_values
from broadcaster.campaigns.wording import refusal_sentence
from broadcaster.register.models import Contact, NumberKind
from broadcaster.register.optouts import opted_out
from broadcaster.register.phone_numbers import NumberRefusedError, mask, parse_number
from broadcaster.sending.engines.engine import Engine
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.models import Lane
from broadcaster.staff import accounts, audit
from broadcaster.staff.models import StaffUser


@dataclass(frozen=True, slots=True)
class Outlet:
    """By what and from whom a test leaves: as the broadcast itself will."""

    engine: Engine
    sender: str  # of broadcasts


async def send_test(
    session: AsyncSession,
    outlet: Outlet,
    draft: Draft,
    *,
    user_id: int,
    now: datetime,
    number: str = "",
    language: str = FRENCH,
    broadcast_id: int | None = None,
) -> str:
    """Send a draft to whoever writes it; give the id of the delivery.

    It leaves at once, before all broadcasts, and is counted in none. ``number`` may be left empty
    once the account has one. Raises NoOwnNumberError, NotOwnNumberError, OwnNumberRefusedError,
    NobodyInAudienceError when nobody can lend the text a name, or what is wrong with the text.
    """
    milestone = await checked_milestone(session, draft)
    own = await _own_number(session, user_id, number, now)
    sample = await _sample(session, draft, language)
    body = fill(draft.text_for(language), sample.values | milestone_values(milestone))
    outgoing = Outgoing(own, body, Lane.REPLY, outlet.sender, due_at=now)
    ids = await add_deliveries(session, [outgoing], now)
    await outlet.engine.submit(session, Lane.REPLY, ids)
    subject = "broadcast" if broadcast_id is None else f"broadcast {broadcast_id}"
    detail: dict[str, object] = {"title": draft.clean_title}
    await audit.record(session, user_id, "broadcast_tested", subject, detail, now)
    return ids[0]


async def set_own_number(session: AsyncSession, user_id: int, typed: str, now: datetime) -> str:
    """Keep the mobile tests go to; give it in E.164. Raises OwnNumberRefusedError."""
    number = _mobile(typed)
    await _refuse_tenants(session, number)
    await accounts.set_number(session, user_id, number, now)
    return number


async def _own_number(session: AsyncSession, user_id: int, typed: str, now: datetime) -> str:
    """The number of whoever asks: a text of ours goes to nobody else for a test."""
    user = await session.get_one(StaffUser, user_id, populate_existing=True)
    if not typed.strip():
        if user.number is None:
            raise NoOwnNumberError
        await _refuse_tenants(session, user.number)
        return user.number
    number = _mobile(typed)
    if user.number is not None and user.number != number:
        raise NotOwnNumberError(own=mask(user.number))
    await _refuse_tenants(session, number)
    if user.number is None:
        await accounts.set_number(session, user_id, number, now)
    return number


async def _refuse_tenants(session: AsyncSession, number: str) -> None:
    """A test was approved by nobody: no tenant reads it, nor whoever asked for silence."""
    if await opted_out(session, {number}):
        raise OwnNumberRefusedError(why=refusal_sentence("own_number_opted_out"))
    tenant = select(Contact.id).where(Contact.number == number).limit(1)
    if await session.scalar(tenant) is not None:
        raise OwnNumberRefusedError(why=refusal_sentence("own_number_of_a_tenant"))


def _mobile(typed: str) -> str:
    try:
        parsed = parse_number(typed)
    except NumberRefusedError as refusal:
        raise OwnNumberRefusedError(why=refusal) from refusal
    if parsed.kind is not NumberKind.MOBILE:
        raise OwnNumberRefusedError(why=refusal_sentence("own_number_not_mobile"))
    return parsed.e164


async def _sample(session: AsyncSession, draft: Draft, language: str) -> Recipient:
    """The first household the text is for, one that speaks the language if there is any."""
    speaking = draft.audience.model_copy(update={"languages": (language,)})
    audiences = [draft.audience]
    if not draft.audience.languages or language in draft.audience.languages:
        audiences.insert(0, speaking)
    for audience in audiences:
        found = await recipients(session, audience, draft.purpose, after=0, limit=1)
        if found:
            return found[0]
    raise NobodyInAudienceError
