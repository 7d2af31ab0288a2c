"""The values settings may have, each refused with a sentence that says how to write it."""

import re
from datetime import time
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

DATABASES = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
"""The databases Palier runs on, and the driver each is used with."""

_NUMBER = r"\+[1-9]\d{6,14}"  # E.164, as Twilio wants it
_SHORT_CODE = r"\d{5,6}"
_NAME = r"[A-Za-z][A-Za-z0-9]{0,10}"  # Twilio: an alphanumeric sender ID has 11 signs at most
_PRICE = r"[0-9]{1,2}(?:\.[0-9]{1,5})?"  # euros, as sending.texts.tariff reads them
_TARIFF = rf"{_PRICE}(?:\s+\+[1-9][0-9]{{0,7}}={_PRICE})*"
_MIDNIGHT = "24:00"


def account(value: str) -> str:
    """A Twilio account."""
    if not re.fullmatch(r"AC[0-9a-f]{32}", value):
        message = "is no Twilio account; it is AC and 32 digits or letters from a to f"
        raise ValueError(message)
    return value


def answerable_sender(value: str) -> str:
    """A sender that tenants can answer."""
    if not re.fullmatch(f"{_NUMBER}|{_SHORT_CODE}", value):
        message = (
            "write a number that tenants can answer, as +33199000100 (no spaces), "
            "or a short code of 5 or 6 digits"
        )
        raise ValueError(message)
    return value


def any_sender(value: str) -> str:
    """A sender of broadcasts: a number, a short code or a name."""
    if not re.fullmatch(f"{_NUMBER}|{_SHORT_CODE}|{_NAME}", value):
        message = (
            "write a number as +33199000100 (no spaces), a short code of 5 or 6 digits, or "
            "a name of at most 11 letters and digits that begins with a letter"
        )
        raise ValueError(message)
    return value


def dialled_number(value: str) -> str:
    """A number as tenants dial it."""
    tidy = " ".join(value.split())
    if not re.fullmatch(r"\d[\d ]{1,19}", tidy):
        message = "write the number as tenants dial it: digits and spaces, as 0 800 47 33 33"
        raise ValueError(message)
    return tidy


def known_database(value: str) -> str:
    """A database Palier runs on, with its driver."""
    try:
        url = make_url(value)
    except ArgumentError as error:
        message = "not a database URL; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        raise ValueError(message) from error
    driver = DATABASES.get(url.get_backend_name())
    if driver is None:
        message = f"{url.get_backend_name()} is not supported; use sqlite or postgresql"
        raise ValueError(message)
    return url.set(drivername=driver).render_as_string(hide_password=False)


def span_of_hours(value: str) -> str:
    """Two hours of one day, « 08:00-20:00 »."""
    try:
        first, last = hours_of(value)
    except ValueError as error:
        message = "write the first and the last hour as 08:00-20:00"
        raise ValueError(message) from error
    if first >= last:
        message = "the first hour must come before the last, as 08:00-20:00"
        raise ValueError(message)
    return value.strip()


def hours_of(span: str) -> tuple[time, time]:
    """The hours of a span; 24:00 is the end of the day. Raises ValueError."""
    first, last = (part.strip() for part in span.split("-"))
    end = time.max if last == _MIDNIGHT else time.fromisoformat(last.zfill(5))
    begin = time.fromisoformat(first.zfill(5))
    if begin.tzinfo or end.tzinfo:
        raise ValueError(span)
    return begin, end


def span_of_days(value: str) -> str:
    """Days of the week, « 1-6 »: 1 is Monday, 7 is Sunday."""
    if not re.fullmatch(r"\s*[1-7]\s*(-\s*[1-7]\s*)?", value) or not weekdays_of(value):
        message = "write the first and the last day as 1-6: 1 is Monday, 7 is Sunday"
        raise ValueError(message)
    return value.strip()


def weekdays_of(span: str) -> frozenset[int]:
    """The days of a span as Python counts them: 0 is Monday."""
    first, _, last = span.partition("-")
    return frozenset(range(int(first) - 1, int(last or first)))


def hour_of_the_place(value: time) -> time:
    """An hour without time zone: it is that of wherever people live."""
    if value.tzinfo is not None:
        message = "write an hour on the clock of the place, as 21:30, without time zone"
        raise ValueError(message)
    return value


def tariff(value: str) -> str:
    """Prices of a segment, as ``sending.texts.tariff`` reads them."""
    prefixes = re.findall(r"(\S+)=", value)
    if not re.fullmatch(_TARIFF, value.strip()) or len(set(prefixes)) < len(prefixes):
        message = (
            "write the price of a segment in euros, then those of prefixes that have another "
            "one, each once: 0.07 or 0.07 +262=0.13 (with a point, not a comma)"
        )
        raise ValueError(message)
    return " ".join(value.split())


def mail_server(value: SecretStr) -> SecretStr:
    """A mail server with its login; kept secret, as the login has a password."""
    parts = urlsplit(value.get_secret_value().strip())
    try:
        is_whole = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        is_whole = False
    if not is_whole or parts.path.strip("/") or parts.query:
        message = (
            "write the mail server as smtp://USER:PASSWORD@HOST:587 (or smtps:// for TLS from the "
            "start); signs such as @ and / in the password as %40 and %2F"
        )
        raise ValueError(message)
    return SecretStr(value.get_secret_value().strip())


def mail_address(value: str) -> str:
    """One bare e-mail address."""
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", value):
        message = "write one bare address, as palier@your-domain.example"
        raise ValueError(message)
    return value


Port = Annotated[int, Field(ge=1, le=65535)]
Account = Annotated[str, AfterValidator(account)]
AnswerableSender = Annotated[str, AfterValidator(answerable_sender)]
AnySender = Annotated[str, AfterValidator(any_sender)]
DialledNumber = Annotated[str, AfterValidator(dialled_number)]
DatabaseUrl = Annotated[str, AfterValidator(known_database)]
SpanOfHours = Annotated[str, AfterValidator(span_of_hours)]
SpanOfDays = Annotated[str, AfterValidator(span_of_days)]
Hour = Annotated[time, AfterValidator(hour_of_the_place)]
MailServer = Annotated[SecretStr, AfterValidator(mail_server)]
MailAddress = Annotated[str, AfterValidator(mail_address)]
TariffText = Annotated[str, AfterValidator(tariff)]
