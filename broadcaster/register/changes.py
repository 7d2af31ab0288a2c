"""Changes of the register in words, for the log: « nom : « Rivel », devient « Sorel » »."""

from collections.abc import Mapping
from datetime import datetime

from broadcaster import french
from broadcaster.register.models import Consent, FrenchReading, NumberKind, PhoneKind
from broadcaster.register.phone_numbers import mask
from broadcaster.wording import Wording

_say = Wording("broadcaster.register", "changes.yml")

Value = str | int | bool | datetime | None
"""What a field of the register can hold."""

Values = Mapping[str, Value]
"""The fields of one thing, by name."""

_WORDS: dict[type, str] = {
    NumberKind: "kind",
    Consent: "consent",
    PhoneKind: "phone",
    FrenchReading: "french",
}


def changed_fields(before: Values, after: Values) -> list[str]:
    """The names of the fields that are not as they were."""
    return [name for name, value in after.items() if before.get(name) != value]


def in_words(before: Values, after: Values) -> str:
    """Every change, in one line; "" when there is none."""
    return " ; ".join(
        _say(
            "change",
            field=_say(f"field.{name}"),
            before=value_in_words(name, before.get(name)),
            after=value_in_words(name, after[name]),
        )
        for name in changed_fields(before, after)
    )


def value_in_words(name: str, value: Value) -> str:
    """A field's value as staff read it; numbers are masked, for the log is not the register."""
    kind = _WORDS.get(type(value))
    if kind is not None:
        return _say(f"{kind}.{value}")
    if isinstance(value, datetime):
        return french.day_with_year(value)
    if isinstance(value, bool):
        return _say("yes" if value else "no")
    if name == "reads_sms" and value is not None:
        return _say(f"reads.{value}")
    if name == "number" and value:
        return mask(str(value))
    return str(value) if value not in (None, "") else _say("nothing")


def place_in_words(level: str, name: str) -> str:
    """« le bâtiment B »."""
    return _say(f"place.{level}", name=name)


def door_in_words(building: str, staircase: str, flat: str) -> str:
    """« bâtiment B, escalier 2, appartement 34 »."""
    return _say("door", building=building, staircase=staircase, flat=flat)
