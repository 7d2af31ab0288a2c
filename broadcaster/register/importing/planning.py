"""What an import would do: each household before and after, with nothing written yet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.consents import LONGEST_SOURCE, Origin, is_overruled, take_answer
from broadcaster.register.importing.entries import ContactEntry, HouseholdEntry
from broadcaster.register.importing.places import Correction, Places
from broadcaster.register.importing.states import (
    ContactState,
    HouseholdState,
    known_households,
    sha256_of,
)
from broadcaster.register.importing.words import wording
from broadcaster.register.models import Consent, Contact
from broadcaster.register.named_elsewhere import still_named
from broadcaster.register.phone_numbers import mask
from broadcaster.register.provider_word import overrules
from broadcaster.tabular import Finding


@dataclass(frozen=True, slots=True)
class Change:
    """A household that would not be as it was."""

    before: HouseholdState
    after: HouseholdState

    @property
    def removed(self) -> list[str]:
        """The numbers it would lose."""
        return [number for number in self.before.contacts if number not in self.after.contacts]


@dataclass(slots=True)
class Plan:
    """Everything an import would do."""

    entries: Sequence[HouseholdEntry]
    added: list[HouseholdState] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)  # facts of places
    new_flats: int = 0
    # Households whose own facts stay, but a fact of whose place is another.
    moved_facts: int = 0
    remarks: list[Finding] = field(default_factory=list)

    @property
    def changed_count(self) -> int:
        """How many households are changed, by themselves or by a fact of their place."""
        return len(self.changed) + self.moved_facts

    @property
    def unchanged(self) -> int:
        """How many households stay as they are."""
        return len(self.entries) - len(self.added) - self.changed_count

    def sha256(self) -> str:
        """What tells this plan from any other: the register before, and what is written."""
        return sha256_of(
            [
                [_image(one) for one in self.added],
                [[_image(one.before), _image(one.after)] for one in self.changed],
                [repr(one) for one in self.corrections],
                self.new_flats,
            ]
        )


def _image(state: HouseholdState) -> list[object]:
    contacts = [
        [getattr(one, name) for name in ContactState.__slots__] for one in state.contacts.values()
    ]
    card = state.card and [state.card.phone, state.card.reads_sms, state.card.french]
    return [state.id, state.reference, state.name, state.flat, card, contacts]


@dataclass(frozen=True, slots=True)
class Terms:
    """By which an import changes what is known."""

    replace_numbers: bool  # the file has telephone columns: they give all the numbers
    origin: Origin | None  # of what does not say its own


@dataclass(frozen=True, slots=True)
class Known:
    """What the register has of the households of a file."""

    households: Mapping[str, HouseholdState]  # by reference
    named: Collection[int]  # telephones the history names: they are never removed


async def known_of(
    session: AsyncSession, places: Places, entries: Sequence[HouseholdEntry], terms: Terms
) -> Known:
    """Read what is known of the households of a file."""
    references = [entry.reference for entry in entries]
    found = await known_households(session, references, places.flats)
    stale = {
        contact.id
        for entry in entries
        if terms.replace_numbers and (household := found.get(entry.reference))
        for contact in _stale(household, entry)
        if contact.id is not None
    }
    return Known(found, await still_named(session, Contact, stale) if stale else frozenset())


def plan_of(entries: Sequence[HouseholdEntry], known: Known, places: Places, terms: Terms) -> Plan:
    """What the import of these households would do. Nothing is asked of a database."""
    plan = Plan(entries)
    told: set[tuple[str, int, str]] = set()
    for entry in entries:
        new = [one for one in places.corrections(entry.place) if _key(one) not in told]
        told |= {_key(one) for one in new}
        plan.corrections += new
        before = known.households.get(entry.reference)
        if before is None:
            plan.added.append(_new(entry, terms))
            continue
        plan.remarks += _held_against(before, entry)
        after = _after(before, entry, known.named, terms, plan.remarks)
        if after != before:
            plan.changed.append(Change(before, after))
        elif new:
            plan.moved_facts += 1
    keys = {entry.place.flat_key for entry in entries}
    plan.new_flats = sum(not places.knows(key) for key in keys)
    return plan


def _key(correction: Correction) -> tuple[str, int, str]:
    return correction.table, correction.row_id, correction.field


def _new(entry: HouseholdEntry, terms: Terms) -> HouseholdState:
    contacts = {number: _new_contact(contact, terms) for number, contact in entry.contacts.items()}
    return HouseholdState(
        entry.reference, entry.name, entry.place.flat_key, card=entry.card, contacts=contacts
    )


def _new_contact(entry: ContactEntry, terms: Terms) -> ContactState:
    contact = ContactState(entry.number.e164, entry.number.kind, language=entry.language or "fr")
    _consent(contact, entry, terms.origin)
    if entry.offers is not None:
        take_answer(contact, entry.offers, terms.origin)
    return contact


def _after(
    before: HouseholdState,
    entry: HouseholdEntry,
    named: Collection[int],
    terms: Terms,
    remarks: list[Finding],
) -> HouseholdState:
    """The household as the file leaves it."""
    contacts = {number: replace(contact) for number, contact in before.contacts.items()}
    for stale in _stale(before, entry) if terms.replace_numbers else []:
        if stale.id in named:
            _silence(contacts[stale.number], terms.origin)
            message = wording("kept_number", number=mask(stale.number))
            remarks.append(Finding(entry.row, None, message))
        else:
            del contacts[stale.number]
    for number, contact in entry.contacts.items():
        if number in contacts:
            _update(contacts[number], contact, terms.origin)
        else:
            contacts[number] = _new_contact(contact, terms)
    return replace(
        before,
        name=entry.name,
        flat=entry.place.flat_key,
        card=entry.card or before.card,
        contacts=contacts,
    )


def _update(known: ContactState, entry: ContactEntry, origin: Origin | None) -> None:
    if not overrules(known.kind, entry.number.kind):
        known.kind = entry.number.kind
    known.language = entry.language or known.language
    _consent(known, entry, origin)
    if entry.offers is not None:
        take_answer(known, entry.offers, origin)


def _consent(contact: ContactState, entry: ContactEntry, origin: Origin | None) -> None:
    """A new answer has its day and its source; the same again keeps those it has."""
    if entry.consent is None or entry.consent is contact.consent:
        return
    contact.consent = entry.consent
    is_answer = origin is not None and entry.consent is not Consent.NOT_ASKED
    contact.consent_at = origin.at if origin and is_answer else None
    contact.consent_source = origin.name[:LONGEST_SOURCE] if origin and is_answer else None


def _silence(contact: ContactState, origin: Origin | None) -> None:
    contact.consent = Consent.REFUSED
    contact.consent_at = origin.at if origin else None
    contact.consent_source = origin.name[:LONGEST_SOURCE] if origin else None


def _held_against(household: HouseholdState, entry: HouseholdEntry) -> Iterator[Finding]:
    """What is known better than the file says, and stays."""
    for known in household.contacts.values():
        contact = entry.contacts.get(known.number)
        if contact is None:
            continue
        if overrules(known.kind, contact.number.kind):
            message = wording(f"number_{known.kind}", number=mask(known.number))
            yield Finding(entry.row, None, message)
        if contact.offers is not None and is_overruled(known, contact.offers):
            message = wording("offers_overruled", number=mask(known.number))
            yield Finding(entry.row, None, message)


def _stale(household: HouseholdState, entry: HouseholdEntry) -> list[ContactState]:
    """Numbers the file no longer names, but those already kept silent for their history."""
    return [
        contact
        for contact in household.contacts.values()
        if contact.number not in entry.contacts and contact.consent is not Consent.REFUSED
    ]
