"""A provider in memory that answers as it is told, well or badly, and remembers what it kept."""

import enum
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NoReturn

from broadcaster.sending.error_codes import OUR_OWN_FAULT
from broadcaster.sending.gateways.gateway import (
    Accepted,
    Found,
    ListingFailedError,
    MisconfiguredError,
    OutcomeUnknownError,
    RefusedError,
    SmsRequest,
    ThrottledError,
    UnreachableError,
)
from tests.support.clock import MovableClock


class Answer(enum.StrEnum):
    """What one call to the provider comes to. A refusal is its error code instead, an ``int``."""

    ACCEPT = "accept"
    SLOWLY = "accept after 20 s"
    CALLBACK_FIRST = "accept, but the callback is here before the answer"
    ERROR_AFTER = "keep it and answer 500"
    DISCONNECT_AFTER = "keep it and hang up"
    ERROR_BEFORE = "answer 500 and keep nothing"
    TIMEOUT = "say nothing and keep nothing"
    THROTTLE = "429"
    UNREACHABLE = "connection refused"


SLOW: Final = timedelta(seconds=20)
"""As long as a call may take (``http_client.Limits``)."""

_UNCLEAR: Final = frozenset(
    {Answer.ERROR_AFTER, Answer.DISCONNECT_AFTER, Answer.ERROR_BEFORE, Answer.TIMEOUT}
)
_NOT_KEPT: Final = frozenset(
    {Answer.ERROR_BEFORE, Answer.TIMEOUT, Answer.THROTTLE, Answer.UNREACHABLE}
)


@dataclass(slots=True)
class Kept:
    """A message the provider accepted, and how far it says it has come."""

    sid: str
    request: SmsRequest
    at: datetime
    status: str = "queued"
    code: int | None = None

    @property
    def found(self) -> Found:
        """The message as the provider's list has it."""
        request = self.request
        return Found(self.sid, self.status, request.sender, request.body, self.code, self.at)


async def _nothing(_kept: Kept) -> None:
    return None


@dataclass(slots=True)
class Provider:
    """Fits ``Gateway``. Calls beyond the ``answers`` it was told are accepted."""

    clock: MovableClock
    answers: deque[Answer | int] = field(default_factory=deque)
    kept: list[Kept] = field(default_factory=list)
    calls: list[tuple[SmsRequest, Answer | int]] = field(default_factory=list)
    listing_fails: bool = False
    listed_after: timedelta = timedelta()  # how late a message appears in the list
    asked: set[str] = field(default_factory=set)  # numbers and sids it was asked about
    on_call: Callable[[SmsRequest], None] = lambda _request: None
    on_callback_first: Callable[[Kept], Awaitable[None]] = _nothing
    # What happens, once, while the next call is under way.
    meanwhile: Callable[[SmsRequest], Awaitable[None]] | None = None

    def will(self, answers: Iterable[Answer | int]) -> None:
        """Say how the next calls end; what was said before is forgotten."""
        self.answers = deque(answers)

    async def send(self, request: SmsRequest) -> Accepted:
        self.on_call(request)
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile(request)
        answer = self.answers.popleft() if self.answers else Answer.ACCEPT
        self.calls.append((request, answer))
        if isinstance(answer, int):
            self._refuse(answer)
        if answer in _NOT_KEPT:
            self._fail(answer)
        if answer is Answer.SLOWLY:
            self.clock.advance(SLOW)
        kept = Kept(f"SM{len(self.kept):032x}", request, self.clock())
        self.kept.append(kept)
        if answer is Answer.CALLBACK_FIRST:
            await self.on_callback_first(kept)
        if answer in _UNCLEAR:
            self._fail(answer)
        return Accepted(kept.sid, kept.status)

    def _refuse(self, code: int) -> NoReturn:
        if code in OUR_OWN_FAULT:
            raise MisconfiguredError(code, 400)
        raise RefusedError(code, 400)

    def _fail(self, answer: Answer) -> NoReturn:
        if answer is Answer.THROTTLE:
            raise ThrottledError
        if answer is Answer.UNREACHABLE:
            raise UnreachableError
        raise OutcomeUnknownError(answer)

    async def sent_to(self, number: str) -> list[Found]:
        if self.listing_fails:
            raise ListingFailedError
        self.asked.add(number)
        return [
            kept.found
            for kept in self.kept
            if kept.request.to_number == number and self.lists(kept)
        ]

    def lists(self, kept: Kept) -> bool:
        """True once a message appears in the list."""
        return self.clock() >= kept.at + self.listed_after

    async def fetch(self, sid: str) -> Found | None:
        if self.listing_fails:
            raise ListingFailedError
        self.asked.add(sid)
        return next((kept.found for kept in self.kept if kept.sid == sid), None)

    @property
    def kept_of(self) -> Counter[str]:
        """How many messages were accepted for each delivery."""
        return Counter(kept.request.delivery_id for kept in self.kept)
