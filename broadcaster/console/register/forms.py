"""The forms of a household: its facts, its card, one of its telephones."""

from collections.abc import Collection
from datetime import datetime, time

from babel import Locale

from broadcaster.answers.dates import supported_languages
from broadcaster.clock import PARIS
from broadcaster.console.forms import LONGEST_NUMBER, Form
from broadcaster.console.moments import BadMomentError, local_moment, parse_day
from broadcaster.console.register.fiche import Fiche
from broadcaster.console.words import national
from broadcaster.register.consents import LONGEST_SOURCE, OffersAnswer
from broadcaster.register.contacts import ContactFacts
from broadcaster.register.editing import CardFacts
from broadcaster.register.models import Consent, Contact, DigitalCard, FrenchReading, PhoneKind
from broadcaster.register.phone_numbers import NumberRefusedError, ParsedNumber, parse_number

READS = ("unknown", "yes", "no")
MOST_READING = 3

LANGUAGES = {
    code: name for code, name in sorted(Locale("fr").languages.items(), key=lambda one: one[1])
    if len(code) == 2
}  # fmt: skip
"""French names of ISO 639-1 languages (CLDR)."""


def languages() -> list[tuple[str, str]]:
    """The languages to choose from, those that are answered in first."""
    first = [(code, LANGUAGES.get(code, code)) for code in supported_languages()]
    return first + [one for one in LANGUAGES.items() if one not in first]


def version_of(form: Form) -> int:
    """The version of the household the form was made from; -1, which none has, for no number."""
    raw = form.value("version")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


def filled_household(fiche: Fiche) -> Form:
    """The form as a household stands."""
    return Form.of(
        {
            "name": fiche.household.name,
            "reference": fiche.household.reference,
            "staircase": str(fiche.staircase.id),
            "flat": fiche.flat.number,
            "version": str(fiche.household.version),
        }
    )


def filled_card(card: DigitalCard | None, version: int) -> Form:
    """The form as a card stands."""
    known = (
        {"phone": card.phone.value, "reads_sms": str(card.reads_sms), "french": card.french.value}
        if card
        else {}
    )
    return Form.of({**known, "version": str(version)})


def read_card(form: Form) -> CardFacts | None:
    """What the form says; None when something is wrong."""
    phone = form.choice("phone", list(PhoneKind))
    reads = form.choice("reads_sms", [str(level) for level in range(MOST_READING + 1)])
    french = form.choice("french", list(FrenchReading))
    if not form.is_valid:
        return None
    return CardFacts(PhoneKind(phone), int(reads), FrenchReading(french))


def filled_contact(contact: Contact, version: int) -> Form:
    """The form as a telephone stands."""
    reads = {None: "unknown", True: "yes", False: "no"}[contact.reads_sms]
    return Form.of(
        {
            "number": national(contact.number),
            "language": contact.language,
            "reads_sms": reads,
            "helper_name": contact.helper_name or "",
            "helper_relation": contact.helper_relation or "",
            "consent": contact.consent.value,
            "consent_day": _day(contact.consent_at),
            "consent_source": contact.consent_source or "",
            "offers_consent": contact.offers_consent.value,
            "offers_consent_day": _day(contact.offers_consent_at),
            "offers_consent_source": contact.offers_consent_source or "",
            "version": str(version),
        }
    )


def empty_contact(version: int) -> Form:
    """The form of one more telephone."""
    asked = Consent.NOT_ASKED.value
    return Form.of(
        {
            "language": "fr",
            "reads_sms": "unknown",
            "consent": asked,
            "offers_consent": asked,
            "version": str(version),
        }
    )


def read_contact(form: Form, now: datetime, known: Contact | None = None) -> ContactFacts | None:
    """What the form says; None when something is wrong. A yes to offers needs a day and a source.

    A day that was not touched keeps the hour it is ``known`` with.
    """
    number = _number(form)
    language = form.choice("language", _codes())
    reads = form.choice("reads_sms", READS)
    helper = form.text("helper_name", most=120, required=False)
    relation = form.text("helper_relation", most=60, required=False)
    if relation and not helper:
        form.refuse("helper_name", "helper")
    consent = form.choice("consent", list(Consent))
    at = _moment(form, "consent_day", now, known.consent_at if known else None)
    source = form.text("consent_source", most=LONGEST_SOURCE, required=False)
    offers = _offers(form, now, known)
    if number is None or offers is None or not form.is_valid:
        return None
    asked = Consent(consent) is not Consent.NOT_ASKED
    return ContactFacts(
        number,
        language,
        {"unknown": None, "yes": True, "no": False}[reads],
        helper or None,
        relation or None,
        Consent(consent),
        at if asked else None,
        (source or None) if asked else None,
        offers,
    )


def _offers(form: Form, now: datetime, known: Contact | None) -> OffersAnswer | None:
    consent = form.choice("offers_consent", list(Consent))
    given = consent == Consent.GIVEN
    was = known.offers_consent_at if known else None
    at = _moment(form, "offers_consent_day", now, was, required=given)
    source = form.text("offers_consent_source", most=LONGEST_SOURCE, required=given)
    if not form.is_valid:
        return None
    if consent == Consent.REFUSED and at is None:
        at = now
    return OffersAnswer(Consent(consent), at, source or None)


def _number(form: Form) -> ParsedNumber | None:
    raw = form.text("number", most=LONGEST_NUMBER)
    if not raw:
        return None
    try:
        return parse_number(raw)
    except NumberRefusedError as error:
        form.errors.setdefault("number", str(error))
        return None


def _moment(
    form: Form, field: str, now: datetime, known: datetime | None, *, required: bool = False
) -> datetime | None:
    """The first moment of the day written; the known one when its day is still written."""
    raw = form.value(field)
    if not raw.strip() and not required:
        return None
    if known is not None and raw == _day(known):
        return known
    try:
        at = local_moment(parse_day(raw), time())
    except BadMomentError as error:
        form.refuse(field, error.reason)
        return None
    if at > now:
        form.refuse(field, "day_to_come")
    return at


def _day(at: datetime | None) -> str:
    return at.astimezone(PARIS).date().isoformat() if at else ""


def _codes() -> Collection[str]:
    return [code for code, _name in languages()]
