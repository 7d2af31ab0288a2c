"""Settings: typed, read from ``PALIER_*`` and ``.env``, refused at start when they are wrong."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from broadcaster.settings.values import (
    Account,
    AnswerableSender,
    AnySender,
    DatabaseUrl,
    DialledNumber,
    Hour,
    MailAddress,
    MailServer,
    Port,
    SpanOfDays,
    SpanOfHours,
    TariffText,
    hours_of,
    weekdays_of,
)

PREFIX = "PALIER_"
ENV_FILE = Path(".env")


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
    database_url: DatabaseUrl | None = None
    # The address under which the outside world reaches this service. None: host and port.
    public_url: HttpUrl | None = None
    # Real Twilio is used when both are set; else the local Twilio is started.
    twilio_account_sid: Account | None = None
    twilio_auth_token: SecretStr | None = None
    # The sender tenants can answer to, and the one broadcasts come from (None: the same).
    conversation_sender: AnswerableSender = "+33199000100"
    broadcast_sender: AnySender | None = None
    # Segments a second of each sender. Twilio gives 10 to any sender outside +1.
    segments_per_second: Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)] = 10.0
    # When works notices may reach people, on the clock of the place; urgent ones later too.
    courtesy_hours: SpanOfHours = "08:00-20:00"
    courtesy_days: SpanOfDays = "1-6"
    courtesy_on_holidays: bool = False
    urgent_until: Hour = time(21, 30)
    # Bulk messages a household gets in one day, unless staff say otherwise.
    most_a_day: Annotated[int, Field(ge=1, le=100)] = 2
    # From how many households on a second person must approve a broadcast; 0: never.
    approval_from: Annotated[int, Field(ge=0, le=1_000_000)] = 100
    # The share of failed messages from which a broadcast is paused; 1: never.
    failure_share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.3
    # What the provider asks for one segment, for the estimate staff see: a price, and others
    # for prefixes that cost more, as "0.07 +262=0.13".
    segment_price: TariffText = "0.07"
    # Hours without a word of staff after which the assistant answers again in their thread.
    handback_hours: Annotated[int, Field(ge=1, le=720)] = 24
    # Office hours a tenant may wait for an answer of staff before somebody is told; 0: nobody is.
    escalate_hours: Annotated[int, Field(ge=0, le=200)] = 4
    # The same for an emergency, in minutes of any hour.
    escalate_emergency_minutes: Annotated[int, Field(ge=1, le=1440)] = 10
    # When staff are at work, Monday to Friday, public holidays apart: only that time counts.
    office_hours: SpanOfHours = "09:00-18:00"
    # Working days in which staff answer; the assistant tells it to whoever is angry.
    answer_days: Annotated[int, Field(ge=0, le=30)] = 1
    # SMS that one telephone may cause the assistant to send in an hour.
    replies_an_hour: Annotated[int, Field(ge=1, le=10_000)] = 30
    # The mail server that carries links to staff, and the address they come from; both or neither.
    smtp_url: MailServer | None = None
    mail_from: MailAddress | None = None
    # "local" sends from this process; "distributed" shares the work with `palier work`.
    engine: Literal["local", "distributed"] = "local"
    # The French gas emergency number; a local distributor may have its own.
    gas_emergency_number: DialledNumber = "0 800 47 33 33"
    # Webhooks may lead into private networks too (10.0.0.0/8, 192.168.0.0/16…).
    webhooks_private: bool = False
    # How many models trained from staff's review are kept, to go back to.
    models_kept: Annotated[int, Field(ge=2, le=100)] = 5
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

    @model_validator(mode="after")
    def _distributed_needs_postgresql(self) -> Self:
        is_postgres = (self.database_url or "").startswith("postgresql")
        if self.engine == "distributed" and not is_postgres:
            message = "PALIER_ENGINE=distributed needs PostgreSQL: set PALIER_DATABASE_URL"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _urgent_hours_last(self) -> Self:
        first, _last = self.courtesy_span
        if self.urgent_until <= first:
            message = (
                "PALIER_URGENT_UNTIL: write an hour of the evening, after the first of "
                "PALIER_COURTESY_HOURS"
            )
            raise ValueError(message)
        return self

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
    def _mail_is_whole(self) -> Self:
        if (self.smtp_url is None) != (self.mail_from is None):
            message = "set both PALIER_SMTP_URL and PALIER_MAIL_FROM, or neither"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        if len({self.port, self.local_twilio_port, self.rasa_port}) < 3:
            message = "PALIER_PORT, PALIER_LOCAL_TWILIO_PORT and PALIER_RASA_PORT must differ"
            raise ValueError(message)
        return self

    @property
    def courtesy_span(self) -> tuple[time, time]:
        """The first and the last hour of works notices."""
        return hours_of(self.courtesy_hours)

    @property
    def courtesy_weekdays(self) -> frozenset[int]:
        """The days of works notices, as Python counts them."""
        return weekdays_of(self.courtesy_days)

    @property
    def office_span(self) -> tuple[time, time]:
        """The first and the last hour of the office."""
        return hours_of(self.office_hours)

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
