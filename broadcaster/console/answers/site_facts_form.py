"""The form of a site's facts: one field for a text or a day, three for a half-day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from broadcaster.console.forms import Form
from broadcaster.console.moments import BadMomentError, parse_day, parse_hour
from broadcaster.help.models import OfferFact, SiteNote
from broadcaster.help.notes import note_keys
from broadcaster.help.offer import KeyKind, fault_of, half_day_of, offer_keys

OFFER, LIFE = "offre", "vie"

LONGEST = 300
"""Characters of a fact: it is a part of a sentence in an SMS."""


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of the page."""

    key: str
    label: str
    hint: str
    kind: KeyKind


@dataclass(frozen=True, slots=True)
class Part:
    """One form of the page."""

    name: str
    fields: tuple[Field, ...]

    @property
    def labels(self) -> dict[str, str]:
        """What staff call each fact."""
        return {field.key: field.label for field in self.fields}


def part_named(name: str) -> Part:
    """The form about the offer, or the one about daily life."""
    if name == OFFER:
        known = [Field(key, one.label, one.hint, one.kind) for key, one in offer_keys().items()]
    else:
        known = [Field(key, one.label, one.hint, KeyKind.TEXT) for key, one in note_keys().items()]
    return Part(name, tuple(known))


def filled_form(offer: Mapping[str, OfferFact], notes: Mapping[str, SiteNote]) -> Form:
    """Both forms as the facts stand."""
    form = Form()
    for field in (*part_named(OFFER).fields, *part_named(LIFE).fields):
        fact = offer.get(field.key) or notes.get(field.key)
        _fill(form, field, fact.value if fact else "")
    return form


def _fill(form: Form, field: Field, value: str) -> None:
    if field.kind is not KeyKind.HALF_DAY:
        form.set(field.key, value)
        return
    window = half_day_of(value)
    day, first, last = ("", "", "")
    if window is not None:
        day, first, last = f"{window[0]:%Y-%m-%d}", f"{window[0]:%H:%M}", f"{window[1]:%H:%M}"
    form.set(f"{field.key}-day", day)
    form.set(f"{field.key}-from", first)
    form.set(f"{field.key}-until", last)


def read_part(part: Part, form: Form) -> dict[str, str]:
    """The values of one form as they are kept; what is wrong is said beside its field."""
    return {field.key: _read(field, form) for field in part.fields}


def _read(field: Field, form: Form) -> str:
    if field.kind is KeyKind.HALF_DAY:
        return _read_half_day(field.key, form)
    value = form.text(field.key, most=LONGEST, required=False)
    if field.kind is KeyKind.DAY and value:
        return _read_day(field.key, form)
    fault = fault_of(field.key, value) if value and field.key in offer_keys() else None
    if fault is not None:
        form.refuse(field.key, fault)
    return value


def _read_day(name: str, form: Form) -> str:
    try:
        return parse_day(form.value(name)).isoformat()
    except BadMomentError as error:
        form.refuse(name, error.reason)
        return ""


def _read_half_day(key: str, form: Form) -> str:
    names = [f"{key}-{part}" for part in ("day", "from", "until")]
    if not any(form.value(name).strip() for name in names):
        return ""
    day = _read_day(names[0], form)
    first, last = _read_hour(names[1], form), _read_hour(names[2], form)
    if first is None or last is None or not day:
        return ""
    if last <= first:
        form.refuse(names[2], "ends_before_start")
    return f"{day} {first:%H:%M}-{last:%H:%M}"


def _read_hour(name: str, form: Form) -> time | None:
    try:
        return parse_hour(form.value(name))
    except BadMomentError as error:
        form.refuse(name, error.reason)
        return None
