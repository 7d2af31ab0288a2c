"""A household's telephones, one by one: added, corrected and taken out by staff."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.register.changes import in_words
from broadcaster.register.consents import OffersAnswer, is_overruled, take_answer
from broadcaster.register.editing import Hand, claim, write_down
from broadcaster.register.models import Consent, Contact
from broadcaster.register.named_elsewhere import still_named
from broadcaster.register.old_numbers import has_past, silent_copy
from broadcaster.register.phone_numbers import ParsedNumber, mask


class NumberTakenError(PalierError):
    """This household has this number already. Change the one it has."""


class ContactGoneError(PalierError):
    """This number is no longer there. Go back to the household."""


class WithdrawnSinceError(PalierError):
    """This person said no to offers since. Write the day of a newer yes."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One telephone as staff describe it."""

    number: ParsedNumber
    language: str  # ISO 639-1
    reads_sms: bool | None  # None: nobody asked
    helper_name: str | None  # None: it is the household's own number
    helper_relation: str | None
    consent: Consent  # to be written to about the works
    consent_at: datetime | None
    consent_source: str | None
    offers: OffersAnswer  # to offers to buy


async def add_contact(
    session: AsyncSession, household_id: int, facts: ContactFacts, hand: Hand
) -> Contact:
    """Add a number; raise HouseholdStaleError, or NumberTakenError."""
    household = await claim(session, household_id, hand)
    await _need_free(session, household_id, facts.number.e164, besides=0)
    contact = Contact(household_id=household_id, **_own_values(facts))
    contact.offers_consent = Consent.NOT_ASKED
    take_answer(contact, facts.offers)
    session.add(contact)
    detail: dict[str, object] = {"number": mask(contact.number)}
    await write_down(session, household, "contact_added", detail, hand)
    return contact


async def change_contact(
    session: AsyncSession, household_id: int, contact_id: int, facts: ContactFacts, hand: Hand
) -> bool:
    """Correct a number and what is known of it; False when nothing is another.

    What the provider found out about a number stays while the number does. A number that has a
    past stays beside its correction, silent. Raises HouseholdStaleError, ContactGoneError,
    NumberTakenError and WithdrawnSinceError.
    """
    household = await claim(session, household_id, hand)
    contact = await _of_household(session, household_id, contact_id)
    await _need_free(session, household_id, facts.number.e164, besides=contact_id)
    if is_overruled(contact, facts.offers) and facts.offers.consent is Consent.GIVEN:
        raise WithdrawnSinceError
    before, values = _values(contact), _own_values(facts)
    old = None
    if contact.number == facts.number.e164:
        del values["kind"]
    elif await has_past(session, contact.number):
        old = silent_copy(contact, hand.now)
    for name, value in values.items():
        setattr(contact, name, value)
    if old is not None:
        await session.flush()  # before the other row may have its number
        session.add(old)
    take_answer(contact, facts.offers)
    changes = in_words(before, _values(contact))
    if changes:
        detail: dict[str, object] = {"number": mask(contact.number), "changes": changes}
        await write_down(session, household, "contact_changed", detail, hand)
    else:
        household.version = hand.version
    return bool(changes)


async def remove_contact(
    session: AsyncSession, household_id: int, contact_id: int, hand: Hand
) -> bool:
    """Take a number out; False when it stays, silent, for the history of what it was sent.

    Raises HouseholdStaleError and ContactGoneError.
    """
    household = await claim(session, household_id, hand)
    contact = await _of_household(session, household_id, contact_id)
    is_named = contact_id in await still_named(session, Contact, {contact_id})
    is_kept = is_named or await has_past(session, contact.number)
    if is_kept:
        contact.consent, contact.consent_at = Consent.REFUSED, hand.now
        contact.consent_source = None
    else:
        await session.delete(contact)
    action = "contact_silenced" if is_kept else "contact_removed"
    await write_down(session, household, action, {"number": mask(contact.number)}, hand)
    return not is_kept


async def _of_household(session: AsyncSession, household_id: int, contact_id: int) -> Contact:
    contact = await session.get(Contact, contact_id)
    if contact is None or contact.household_id != household_id:
        raise ContactGoneError
    return contact


async def _need_free(
    session: AsyncSession, household_id: int, number: str, *, besides: int
) -> None:
    taken = select(Contact.id).where(
        Contact.household_id == household_id, Contact.number == number, Contact.id != besides
    )
    if await session.scalar(taken) is not None:
        raise NumberTakenError


# The values of one row: text, truth, moments and words of closed lists.
def _own_values(facts: ContactFacts) -> dict[str, object]:
    values: dict[str, object] = asdict(facts)
    del values["offers"]
    return values | {"number": facts.number.e164, "kind": facts.number.kind}


def _values(contact: Contact) -> dict[str, str | bool | datetime | None]:
    return {
        "number": contact.number,
        "kind": contact.kind,
        "language": contact.language,
        "reads_sms": contact.reads_sms,
        "helper_name": contact.helper_name,
        "helper_relation": contact.helper_relation,
        "consent": contact.consent,
        "consent_at": contact.consent_at,
        "consent_source": contact.consent_source,
        "offers_consent": contact.offers_consent,
        "offers_consent_at": contact.offers_consent_at,
        "offers_consent_source": contact.offers_consent_source,
    }
