"""Settings: typed, read from ``PALIER_*`` and ``.env``, refused at start when they are wrong."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from broadcaster.errors import PalierError

Port = Annotated[int, Field(ge=1, le=65535)]
DATABASES = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
"""The databases Palier runs on, and the driver each is used with."""


class SettingsError(PalierError):
    """A setting is wrong. Correct it in the environment or in .env and start again."""


class Settings(BaseSettings):
    """Everything an operator can set. Each field is documented in docs/operators.md."""

    model_config = SettingsConfigDict(env_prefix="PALIER_", env_file=".env", extra="ignore")

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
    twilio_account_sid: str | None = Field(default=None, pattern=r"^AC[0-9a-f]{32}$")
    twilio_auth_token: SecretStr | None = None
    # The sender tenants can answer to, and the one broadcasts come from (None: the same).
    conversation_sender: str = Field(default="+33199000100", pattern=r"^\+[1-9]\d{6,14}$|^\d{5,6}$")
    broadcast_sender: str | None = Field(
        default=None, pattern=r"^\+[1-9]\d{6,14}$|^\d{5,6}$|^[A-Za-z][A-Za-z0-9]{0,10}$"
    )
    # The French gas emergency number; a local distributor may have its own.
    gas_emergency_number: str = Field(default="0 800 47 33 33", pattern=r"^[\d ]{2,20}$")
    log_level: Literal["debug", "info", "warning", "error"] = "info"

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
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            _explain(str(item["loc"][0]) if item["loc"] else "", item["msg"])
            for item in error.errors()
        ]
        raise SettingsError("; ".join(lines)) from error


def _explain(field: str, reason: str) -> str:
    reason = reason.removeprefix("Value error, ")
    return f"PALIER_{field.upper()}: {reason}" if field else reason
