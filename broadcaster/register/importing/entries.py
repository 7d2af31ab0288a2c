"""One household as the file describes it, read from a row; several rows are put together."""

import re
from dataclasses import dataclass, field, fields

from broadcaster.register.consents import OffersAnswer, Origin
from broadcaster.register.importing.offers import read_offers
from broadcaster.register.importing.words import CardWords, Words, bare_code, code_key, wording
from broadcaster.register.models import Consent, FrenchReading, PhoneKind
from broadcaster.register.phone_numbers import (
    NumberRefusedError,
    ParsedNumber,
    is_doubtful,
    mask,
    parse_number,
)
from broadcaster.tabular import CellReader, Finding, fold

NEEDED = frozenset({"site", "building", "staircase", "flat"})
"""What a place is not one without."""

LOST_ZERO = re.compile(r"[1-9] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2}")
"""Nine digits: a spreadsheet took the number for a quantity and dropped its first 0."""


@dataclass(frozen=True)
class Place:
    """Where the household lives, as written. Codes keep the file's spelling."""

    site: str
    city: str
    department: str  # "67"; whose public holidays count
    building: str
    address: str
    staircase: str
    floor: int | None
    flat: str

    @property
    def building_key(self) -> tuple[str, str]:
        """What tells buildings apart."""
        return fold(self.site), code_key(self.building)

    @property
    def staircase_key(self) -> tuple[str, str, str]:
        """What tells staircases apart."""
        return *self.building_key, code_key(self.staircase)

    @property
    def flat_key(self) -> tuple[str, str, str, str]:
        """What tells flats apart."""
        return *self.staircase_key, code_key(self.flat)


@dataclass(frozen=True)
class Card:
    """The basics of a digital card; all three are known or none."""

    phone: PhoneKind
    reads_sms: int
    french: FrenchReading


@dataclass(frozen=True)
class ContactEntry:
    """One number. What is None was left empty: it changes nothing that is known."""

    number: ParsedNumber
    language: str | None
    consent: Consent | None
    offers: OffersAnswer | None = None  # what they answered about offers to buy


@dataclass
class HouseholdEntry:
    """A household as all its rows describe it."""

    row: int  # the first
    reference: str
    name: str
    place: Place
    card: Card | None
    contacts: dict[str, ContactEntry] = field(default_factory=dict)  # by number
    other_rows: list[int] = field(default_factory=list)  # that were put with the first
    lost_zeros: list[tuple[int, str]] = field(default_factory=list)  # row and title


def read_entry(
    reader: CellReader, words: Words, remarks: list[Finding], origin: Origin | None = None
) -> HouseholdEntry:
    """Read one row; what is wrong is written down by the reader.

    The ``origin`` of the table stands for that of an answer about offers that names none.
    """
    entry = HouseholdEntry(
        row=reader.number,
        reference=reader.needed("reference"),
        name=reader.needed("name"),
        place=_place(reader, words),
        card=_card(reader, words.card),
    )
    language = reader.choice("language", words.languages)
    consent = reader.choice("consent", words.consent)
    offers = read_offers(reader, words, origin)
    for title, raw in reader.texts("phones"):
        try:
            number = parse_number(raw)
        except NumberRefusedError as refusal:
            reader.fail_at(title, str(refusal))
            continue
        if LOST_ZERO.fullmatch(raw):
            entry.lost_zeros.append((reader.number, title))
        entry.contacts[number.e164] = ContactEntry(number, language, consent, offers)
        if is_doubtful(number.e164):
            message = wording("doubtful", number=mask(number.e164))
            remarks.append(Finding(reader.number, title, message))
    return entry


def add_row(first: HouseholdEntry, other: HouseholdEntry, reader: CellReader) -> None:
    """Add a further row's numbers to its household; its other cells must say the same."""
    if first.name and other.name and fold(first.name) != fold(other.name):
        _fail_other(reader, "name", first, first.name)
    for part in fields(Place):
        said, known = getattr(other.place, part.name), getattr(first.place, part.name)
        # What is needed but empty or unreadable is a finding already, here or in the first row.
        untold = known == "" and part.name in NEEDED
        if said not in ("", None) and not untold and code_key(str(said)) != code_key(str(known)):
            _fail_other(reader, part.name, first, str(known))
    if other.card is not None and first.card not in (None, other.card):
        _fail_other(reader, "phone_kind", first, reader.title("phone_kind") or "")
    first.card = first.card or other.card
    first.other_rows.append(other.row)
    first.lost_zeros += other.lost_zeros
    for number, contact in other.contacts.items():
        first.contacts.setdefault(number, contact)


def _fail_other(reader: CellReader, column: str, first: HouseholdEntry, known: str) -> None:
    message = wording("other_value", row=first.row, reference=first.reference, other=known)
    reader.fail(column, message)


def _place(reader: CellReader, words: Words) -> Place:
    return Place(
        site=reader.needed("site"),
        city=reader.text("city"),
        department=_department(reader, words),
        building=bare_code(reader.needed("building")),
        address=reader.text("address"),
        staircase=bare_code(reader.needed("staircase")),
        floor=_floor(reader, words),
        flat=bare_code(reader.needed("flat")),
    )


def _department(reader: CellReader, words: Words) -> str:
    written = reader.text("department")
    if not written:
        return ""
    code = words.department(written)
    if code is None:
        reader.fail("department", wording("department", value=written))
    return code or ""


def _floor(reader: CellReader, words: Words) -> int | None:
    written = reader.text("floor")
    if not written:
        return None
    number = words.floor(written)
    if number is None:
        reader.fail("floor", wording("floor", value=written))
    return number


def _card(reader: CellReader, words: CardWords) -> Card | None:
    columns = ("phone_kind", "reads_sms", "french")
    phone = reader.choice("phone_kind", words.phone)
    reads = reader.choice("reads_sms", words.reads_sms)
    french = reader.choice("french", words.french)
    if phone is not None and reads is not None and french is not None:
        return Card(phone, reads, french)
    filled = [reader.is_filled(column) for column in columns]
    if any(filled) and not all(filled):
        reader.fail(columns[filled.index(False)], wording("half_card"))
    return None
