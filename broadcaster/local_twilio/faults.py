"""Misbehaviour on command: the faults a test or a curious person asks for."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from broadcaster.errors import PalierError
from broadcaster.local_twilio.numbers import phone_number

Times = Annotated[int, Field(ge=0, le=1_000_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Phone = Annotated[str, Field(max_length=40)]
Code = Annotated[int, Field(ge=30_001, le=30_999)]

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
"""Twilio's English words; it blocks and unblocks the sender on them by itself."""

COUNTED = (
    "throttle",
    "error_before_accept",
    "error_after_accept",
    "disconnect_after_accept",
    "timeout_after_accept",
)
"""The faults that happen to the next so many messages, then no more."""


class BadFaultsError(PalierError):
    """The faults could not be read. Send a JSON object; {} takes every fault away."""


class CallbackFaults(BaseModel):
    """What goes wrong with status callbacks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lose: Share = 0  # the share that never leaves; true: all
    duplicate: Share = 0  # the share posted twice; true: all
    shuffle: bool = False  # a message's callbacks come at its end, out of order


class Faults(BaseModel):
    """Everything that can be made to go wrong. The default is a Twilio in good health."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    throttle: Times = 0  # refuse the next N messages with HTTP 429, code 20429
    error_before_accept: Times = 0  # answer HTTP 500 to the next N messages, and keep none
    error_after_accept: Times = 0  # keep the next N messages but answer HTTP 500
    disconnect_after_accept: Times = 0  # keep the next N messages but hang up
    timeout_after_accept: Times = 0  # keep the next N messages and say nothing, ever
    slow_ms: Annotated[int, Field(ge=0, le=120_000)] = 0  # wait before answering, message kept
    callbacks: CallbackFaults = CallbackFaults()
    landlines: tuple[Phone, ...] = ()  # refused with 21614
    opted_out: tuple[Phone, ...] = ()  # refused with 21610
    fail: dict[Phone, Code] = {}  # accepted, then undelivered with this code
    stop_words: bool = False  # a phone that texts STOP is refused with 21610 until it texts START


def read_faults(raw: str | bytes) -> Faults:
    """Read faults from JSON; raises BadFaultsError that names each wrong field."""
    try:
        return _with_numbers(Faults.model_validate_json(raw))
    except ValidationError as error:
        details = "; ".join(
            f"{'.'.join(str(part) for part in item['loc']) or 'body'}: {item['msg']}"
            for item in error.errors()
        )
        raise BadFaultsError(f"{BadFaultsError()} Wrong here: {details}.") from error


def _with_numbers(faults: Faults) -> Faults:
    return faults.model_copy(
        update={
            "landlines": tuple(phone_number(raw) for raw in faults.landlines),
            "opted_out": tuple(phone_number(raw) for raw in faults.opted_out),
            "fail": {phone_number(raw): code for raw, code in faults.fail.items()},
        }
    )


class FaultDesk:
    """The faults in force, and how many of the counted ones are left."""

    def __init__(self) -> None:
        self.faults = Faults()
        self._left: Counter[str] = Counter()
        self._stopped: set[str] = set()

    def set(self, faults: Faults) -> None:
        """Replace all faults; numbers stopped by their own word are forgotten too."""
        self.faults = faults
        self._left = Counter({name: getattr(faults, name) for name in COUNTED})
        self._stopped.clear()

    def take(self, name: str) -> bool:
        """Use up one of a counted fault; False when none is left."""
        if self._left[name] <= 0:
            return False
        self._left[name] -= 1
        return True

    @property
    def left(self) -> Mapping[str, int]:
        """How many of each counted fault are left."""
        return self._left

    @property
    def is_faulty(self) -> bool:
        """True when anything at all is made to go wrong."""
        lasting = self.faults.model_copy(update=dict.fromkeys(COUNTED, 0))
        return lasting != Faults() or any(self._left.values())

    def hear(self, number: str, body: str) -> None:
        """Note a STOP or START a phone texted, when asked to mind them."""
        word = body.strip().upper()
        if word in STOP_WORDS and self.faults.stop_words:
            self._stopped.add(number)
        elif word in START_WORDS:
            self._stopped.discard(number)

    def is_opted_out(self, number: str) -> bool:
        """True when messages to this number are refused with 21610."""
        return number in self.faults.opted_out or number in self._stopped
