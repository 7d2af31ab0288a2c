"""Consent to offers: who said yes to offers to buy, when and where, and who took it back.

An offer to buy by SMS needs a yes given before (code des postes et des communications
électroniques, art. L. 34-5), and whoever sends it must be able to show that yes: hence its date
and its source (règlement 2016/679, art. 7). Works notices need none of this.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster import french
from broadcaster.errors import PalierError
from broadcaster.register.models import Consent, Contact
from broadcaster.staff.audit import record
from broadcaster.wording import Wording

LONGEST_SOURCE: Final = 120

_refusal = Wording("broadcaster.register", "consent_refusals.yml")


class ConsentRefusedError(PalierError):
    """This consent cannot be kept. The text, from ``consent_refusals.yml``, says why."""

    def __init__(self, key: str) -> None:
        super().__init__(_refusal(key))
        self.key = key


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer comes from when it does not say so itself."""

    name: str  # of the file, or of what else it was read in
    at: datetime


@dataclass(frozen=True, slots=True)
class OffersAnswer:
    """What somebody answered when asked about offers."""

    consent: Consent
    at: datetime | None = None  # None: it is not known when
    source: str | None = None  # « formulaire papier »; None: it is not known where

    def columns(self, origin: Origin | None = None) -> dict[str, object]:
        """What a contact keeps of it; the origin stands for what it does not say itself.

        Nothing is kept of a question that was not asked.
        """
        if self.consent is Consent.NOT_ASKED:
            at, source = None, None
        else:
            at = self.at or (origin.at if origin else None)
            source = self.source or (origin.name[:LONGEST_SOURCE] if origin else None)
        return {
            "offers_consent": self.consent,
            "offers_consent_at": at,
            "offers_consent_source": source,
        }


class Answering(Protocol):
    """A telephone of the register, or what is known of one."""

    offers_consent: Any  # a Consent; Any for SQLAlchemy's own kind of attribute
    offers_consent_at: Any  # a moment or None
    offers_consent_source: Any  # a text or None


def is_overruled(contact: Answering, answer: OffersAnswer) -> bool:
    """True for an answer that is older than the no a contact gave, or of no known day."""
    if contact.offers_consent is not Consent.REFUSED or answer.consent is Consent.REFUSED:
        return False
    refused_at = contact.offers_consent_at
    return answer.at is None or refused_at is None or answer.at <= refused_at


def take_answer(contact: Answering, answer: OffersAnswer, origin: Origin | None = None) -> bool:
    """Write an answer into a contact; False when it changes nothing, or is overruled."""
    if is_overruled(contact, answer):
        return False
    kept = answer.columns(origin)
    if answer.consent is contact.offers_consent:  # the same again: only what it says itself counts
        kept["offers_consent_at"] = answer.at or contact.offers_consent_at
        kept["offers_consent_source"] = answer.source or contact.offers_consent_source
    changed = any(getattr(contact, name) != value for name, value in kept.items())
    for name, value in kept.items():
        setattr(contact, name, value)
    return changed


async def record_consent(
    session: AsyncSession,
    contact_ids: Collection[int],
    *,
    given_at: datetime,
    source: str,
    user_id: int,
    now: datetime,
) -> int:
    """Note that contacts said yes to offers; give for how many that is new.

    Raises ConsentRefusedError without a source, for a day to come, or when somebody said no
    since.
    """
    where = _source(source)
    if given_at > now:
        raise ConsentRefusedError("to_come")
    answer = OffersAnswer(Consent.GIVEN, given_at, where)
    contacts = list(await session.scalars(select(Contact).where(Contact.id.in_(contact_ids))))
    if any(is_overruled(contact, answer) for contact in contacts):
        raise ConsentRefusedError("withdrawn_since")
    changed = [contact.id for contact in contacts if take_answer(contact, answer)]
    detail: dict[str, object] = {"source": where, "when": french.day_with_year(given_at)}
    for contact_id in changed:
        subject = f"contact {contact_id}"
        await record(session, user_id, "offers_consent_recorded", subject, detail, now)
    return len(changed)


async def withdraw_consent(
    session: AsyncSession, number: str, *, source: str, user_id: int | None, now: datetime
) -> int:
    """Note that a number (E.164) wants no offers, wherever it is; give how many contacts had not.

    It holds at once: the gate asks again when each message leaves. ``user_id`` is None when the
    person said so without anybody in between. Raises ConsentRefusedError without a source.
    """
    where = _source(source)
    withdrawn = await session.scalars(
        update(Contact)
        .where(Contact.number == number, Contact.offers_consent != Consent.REFUSED)
        .values(OffersAnswer(Consent.REFUSED, now, where).columns())
        .returning(Contact.id)
        .execution_options(synchronize_session=False)
    )
    found = withdrawn.all()
    for contact_id in found:
        subject = f"contact {contact_id}"
        detail: dict[str, object] = {"source": where}
        await record(session, user_id, "offers_consent_withdrawn", subject, detail, now)
    return len(found)


def _source(written: str) -> str:
    source = " ".join(written.split())[:LONGEST_SOURCE]
    if not source:
        raise ConsentRefusedError("no_source")
    return source
