"""The form of a place: its code or name, and what else is known of it."""

from collections.abc import Mapping
from functools import cache

from broadcaster.console.forms import Form
from broadcaster.register.changes import Value
from broadcaster.register.estate import FIELDS, Level
from broadcaster.register.importing.words import Words, bare_code, load_words

LENGTHS: Mapping[str, int] = {
    "name": 120,
    "city": 120,
    "department": 40,
    "code": 40,
    "address": 200,
    "number": 20,
    "floor": 20,
}
OPTIONAL = frozenset({"department", "address", "floor"})


def filled_place(values: Mapping[str, Value]) -> Form:
    """The form as a place stands."""
    return Form.of({name: "" if value is None else str(value) for name, value in values.items()})


def read_place(form: Form, level: Level, prefix: str = "") -> dict[str, Value] | None:
    """What the form says of a place, its words for departments and floors read; None if wrong."""
    values: dict[str, Value] = {}
    for name in FIELDS[level]:
        field = f"{prefix}{name}"
        text = form.text(field, most=LENGTHS[name], required=name not in OPTIONAL)
        values[name] = _read(form, field, name, text)
    return values if form.is_valid else None


def _read(form: Form, field: str, name: str, text: str) -> Value:
    if name in ("code", "number"):
        return bare_code(text)
    if name not in ("department", "floor") or not text:
        return None if name == "floor" else text
    value = _words().department(text) if name == "department" else _words().floor(text)
    if value is None:
        form.refuse(field, name)
    return value


@cache
def _words() -> Words:
    return load_words()
