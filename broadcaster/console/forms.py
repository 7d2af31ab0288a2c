"""Forms: what was sent, read field by field, with a sentence for each thing that is wrong.

Nothing typed is lost: a refused form is shown again with its values and its sentences.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage
from multidict import MultiDict, MultiDictProxy

from broadcaster.console.moments import BadMomentError, local_moment, parse_day, parse_hour
from broadcaster.console.words import say
from broadcaster.errors import PalierError

MAX_ID = 2**31 - 1
"""The largest id a row can have: PostgreSQL's INTEGER has 32 bits."""

LONGEST_NUMBER = 40
"""Characters of a telephone number as people type it, spaces and dots included."""


class BadFieldError(PalierError):
    """A field cannot be read. Go back, correct it and try again."""


class Form:
    """The values of one form and what is wrong with them."""

    def __init__(self, data: MultiDict[str] | MultiDictProxy[str] | None = None) -> None:
        """Take what was sent; nothing makes an empty form."""
        self._data = MultiDict[str](data or {})
        self.errors: dict[str, str] = {}

    @classmethod
    def of(cls, values: Mapping[str, str | Iterable[str]]) -> "Form":
        """A form filled beforehand; a field may have several values."""
        data = MultiDict[str]()
        for name, value in values.items():
            for one in [value] if isinstance(value, str) else value:
                data.add(name, one)
        return cls(data)

    @property
    def is_valid(self) -> bool:
        """True while nothing was found wrong."""
        return not self.errors

    @property
    def names(self) -> list[str]:
        """The fields it has, each once."""
        return list(dict.fromkeys(self._data))

    def value(self, name: str) -> str:
        """What to show in a field: what was typed, without what no field can hold (NUL)."""
        return self._data.get(name, "").replace("\x00", "")

    def set(self, name: str, value: str) -> None:
        """Fill a field."""
        self._data[name] = value

    def fill(self, values: "Form") -> None:
        """Take over the fields of another form that this one does not have."""
        for name in values.names:
            if name not in self._data:
                self._data.extend((name, one) for one in values.chosen(name))

    def over(self, values: "Form") -> "Form":
        """This form, with the fields of another that it does not have."""
        self.fill(values)
        return self

    def chosen(self, name: str) -> list[str]:
        """Every value of a field with several, such as ticked boxes."""
        return self._data.getall(name, [])

    def has(self, name: str) -> bool:
        """True when a box is ticked or a button was the one pressed."""
        return name in self._data

    def refuse(self, name: str, reason: str, **values: object) -> None:
        """Say what is wrong with a field; only its first error is kept."""
        self.errors.setdefault(name, say(f"field.{reason}", **values))

    def move_error(self, name: str, other: str) -> None:
        """Show beside another field what is wrong with one that this page does not have."""
        if name in self.errors:
            self.errors.setdefault(other, self.errors.pop(name))

    def text(self, name: str, *, most: int, required: bool = True) -> str:
        """A text of at most ``most`` characters, without spaces around it."""
        raw = self._data.get(name, "")
        text = raw.replace("\r\n", "\n").strip()
        if "\x00" in raw:
            self.refuse(name, "nul")
        elif required and not text:
            self.refuse(name, "required")
        elif len(text) > most:
            self.refuse(name, "too_long", most=most, length=len(text))
        return text

    def password(self, name: str) -> str:
        """A password exactly as typed."""
        raw = self._data.get(name, "")
        if not raw:
            self.refuse(name, "required")
        return raw

    def email(self, name: str) -> str:
        """An e-mail address, roughly checked: only a message sent to it could prove it."""
        text = self.text(name, most=200)
        before, _, after = text.rpartition("@")
        if text and (not before or not after or len(text.split()) != 1):
            self.refuse(name, "email")
        return text

    def choice(self, name: str, choices: Iterable[str]) -> str:
        """One of the words offered."""
        word = self._data.get(name, "")
        if word not in set(choices):
            self.refuse(name, "choice")
        return word

    def id(self, name: str) -> int | None:
        """The id of a row, or None when nothing was chosen."""
        raw = self._data.get(name, "")
        if not raw:
            return None
        number = to_id(raw)
        if number is None:
            self.refuse(name, "choice")
        return number

    def ids(self, name: str) -> tuple[int, ...]:
        """The ids of ticked boxes."""
        numbers = [to_id(raw) for raw in self.chosen(name)]
        valid = tuple(number for number in numbers if number is not None)
        if len(valid) < len(numbers):
            self.refuse(name, "choice")
        return valid

    def ids_if_any(self, name: str) -> tuple[int, ...]:
        """The same without a word about what is none: only to look up what is named."""
        return tuple(number for raw in self.chosen(name) if (number := to_id(raw)) is not None)

    def moment(self, day_field: str, hour_field: str) -> datetime | None:
        """A day and an hour of Paris; None when it is wrong."""
        try:
            day = parse_day(self.value(day_field))
        except BadMomentError as error:
            self.refuse(day_field, error.reason)
            return None
        try:
            return local_moment(day, parse_hour(self.value(hour_field)))
        except BadMomentError as error:
            self.refuse(hour_field, error.reason)
            return None


async def read_form(request: web.Request) -> Form:
    """The form that was sent; raise BadFieldError when it is not one at all."""
    try:
        sent = await request.post()
    except (ValueError, LookupError, AssertionError, RuntimeError, BadHttpMessage) as error:
        # What aiohttp raises on a broken multipart body or an unknown charset.
        raise BadFieldError(say("problem.bad_field.text")) from error
    data = MultiDict((name, value) for name, value in sent.items() if isinstance(value, str))
    return Form(data)


def path_id(request: web.Request, name: str = "id") -> int:
    """The id in the address; raise HTTPNotFound when no row can have it."""
    number = to_id(request.match_info[name])
    if number is None:
        raise web.HTTPNotFound
    return number


def query_id(request: web.Request, name: str) -> int | None:
    """An id in the query, or None when it is absent; raise BadFieldError when it is none."""
    raw = request.query.get(name, "")
    if not raw:
        return None
    number = to_id(raw)
    if number is None:
        raise BadFieldError(say("problem.bad_field.text"))
    return number


def to_id(raw: str) -> int | None:
    """The number of a row, or None when no row can have it ("abc", 2**80, -1…)."""
    if not (raw.isascii() and raw.isdigit()) or len(raw) > len(str(MAX_ID)):
        return None
    return int(raw) if 0 < int(raw) <= MAX_ID else None
