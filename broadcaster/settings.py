"""Settings: typed, read from ``PALIER_*`` and ``.env``, refused at start when they are wrong."""

import difflib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from broadcaster.errors import PalierError

Port = Annotated[int, Field(ge=1, le=65535)]
DATABASES = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
"""The databases Palier runs on, and the driver each is used with."""

PREFIX = "PALIER_"
ENV_FILE = Path(".env")
NO_SETTINGS = frozenset({"PALIER_RASA_TOKEN", "PALIER_ACTIONS_URL"})
"""What the service itself gives to Rasa's process."""

TESTS_PREFIX = "PALIER_TEST_"

_NUMBER = r"\+[1-9]\d{6,14}"  # E.164, as Twilio wants it
_SHORT_CODE = r"\d{5,6}"
_NAME = r"[A-Za-z][A-Za-z0-9]{0,10}"  # Twilio: an alphanumeric sender ID has 11 signs at most


class SettingsError(PalierError):
    """A setting is wrong. Correct it in the environment or in .env and start again."""


class Settings(BaseSettings):
    """Everything an operator can set. Each field is documented in docs/operators.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore")

    host: str = "127.0.0.1"
    port: Port = 8080
    local_twilio_port: Port = 8090
    rasa_port: Port = 5005
    # Where the database, keys and the local Twilio's memory are kept.
    data_dir: Path = Path("var")
    # None: a SQLite file in data_dir.
    database_url: str | None = None
    # The address under which the outside world reaches this service. None: host and port.
    public_url: HttpUrl | None = None
    # Real Twilio is used when both are set; else the local Twilio is started.
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    # The sender tenants can answer to, and the one broadcasts come from (None: the same).
    conversation_sender: str = "+33199000100"
    broadcast_sender: str | None = None
    # The French gas emergency number; a local distributor may have its own.
    gas_emergency_number: str = "0 800 47 33 33"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("host", "data_dir", mode="before")
    @classmethod
    def _not_blank(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip():
            message = "is empty; write a value, or take the line out for the default"
            raise ValueError(message)
        return value

    @field_validator("public_url")
    @classmethod
    def _bare_address(cls, value: HttpUrl | None) -> HttpUrl | None:
        if value and (value.username or value.password or value.query or value.fragment):
            message = "write only https://HOST or https://HOST/PATH, without user, ? or #"
            raise ValueError(message)
        return value

    @field_validator("twilio_account_sid")
    @classmethod
    def _account(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"AC[0-9a-f]{32}", value):
            message = "is no Twilio account; it is AC and 32 digits or letters from a to f"
            raise ValueError(message)
        return value

    @field_validator("conversation_sender")
    @classmethod
    def _answerable_sender(cls, value: str) -> str:
        if not re.fullmatch(f"{_NUMBER}|{_SHORT_CODE}", value):
            message = (
                "write a number that tenants can answer, as +33199000100 (no spaces), "
                "or a short code of 5 or 6 digits"
            )
            raise ValueError(message)
        return value

    @field_validator("broadcast_sender")
    @classmethod
    def _sender(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(f"{_NUMBER}|{_SHORT_CODE}|{_NAME}", value):
            message = (
                "write a number as +33199000100 (no spaces), a short code of 5 or 6 digits, or "
                "a name of at most 11 letters and digits that begins with a letter"
            )
            raise ValueError(message)
        return value

    @field_validator("gas_emergency_number")
    @classmethod
    def _dialled_number(cls, value: str) -> str:
        tidy = " ".join(value.split())
        if not re.fullmatch(r"\d[\d ]{1,19}", tidy):
            message = "write the number as tenants dial it: digits and spaces, as 0 800 47 33 33"
            raise ValueError(message)
        return tidy

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value is None:
            return None
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

    @model_validator(mode="after")
    def _twilio_is_whole(self) -> Self:
        if (self.twilio_account_sid is None) != (self.twilio_auth_token is None):
            message = "set both PALIER_TWILIO_ACCOUNT_SID and PALIER_TWILIO_AUTH_TOKEN, or neither"
            raise ValueError(message)
        if self.uses_real_twilio and self.public_url is None:
            message = "PALIER_PUBLIC_URL is needed with a Twilio account: Twilio must reach us"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        if len({self.port, self.local_twilio_port, self.rasa_port}) < 3:
            message = "PALIER_PORT, PALIER_LOCAL_TWILIO_PORT and PALIER_RASA_PORT must differ"
            raise ValueError(message)
        return self

    @property
    def uses_real_twilio(self) -> bool:
        """True when a Twilio account is configured."""
        return self.twilio_account_sid is not None and self.twilio_auth_token is not None

    @property
    def resolved_database_url(self) -> str:
        """The database to use, with its driver."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'palier.db'}"

    @property
    def resolved_public_url(self) -> str:
        """The public address, without a slash at its end."""
        return str(self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def resolved_broadcast_sender(self) -> str:
        """The sender of broadcasts."""
        return self.broadcast_sender or self.conversation_sender


def load_settings() -> Settings:
    """Read the settings; raise SettingsError naming each wrong one and why."""
    wrong = list(_unknown([*os.environ, *_names_in_file(ENV_FILE)]))
    try:
        settings = Settings()
    except ValidationError as error:
        wrong += [
            _explain(str(item["loc"][0]) if item["loc"] else "", item["msg"])
            for item in error.errors()
        ]
        raise SettingsError("; ".join(wrong)) from error
    if wrong:
        raise SettingsError("; ".join(wrong))
    return settings


def _names_in_file(path: Path) -> list[str]:
    """The names a settings file gives; raise SettingsError when it cannot be read."""
    try:
        if path.is_dir():
            message = f"{path} is a folder; it must be a text file, or not be there"
            raise SettingsError(message)
        return list(DotEnvSettingsSource(Settings, env_file=path).env_vars)
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 text (byte {error.start + 1}); save it as UTF-8"
        raise SettingsError(message) from error
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read ({error}); it must be a text file that we may read"
        raise SettingsError(message) from error


def _unknown(names: Iterable[str]) -> Iterator[str]:
    """A refusal for each of our names that no setting has: a slip would go unnoticed."""
    known = [field.upper() for field in Settings.model_fields]
    for name in dict.fromkeys(name.upper() for name in names):
        if not name.startswith(PREFIX) or name.startswith(TESTS_PREFIX):
            continue
        written = name.removeprefix(PREFIX)
        if written in known or name in NO_SETTINGS:
            continue
        meant = difflib.get_close_matches(written, known, n=1)
        remedy = (
            f"did you mean {PREFIX}{meant[0]}?" if meant else "take it out (see docs/operators.md)"
        )
        yield f"{name}: unknown setting, {remedy}"


def _explain(field: str, reason: str) -> str:
    reason = reason.removeprefix("Value error, ")
    return f"{PREFIX}{field.upper()}: {reason}" if field else reason
