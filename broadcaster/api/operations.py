"""Operations: each thing the API does, with all that its door and its description need to know."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.api.problems import ProblemError
from broadcaster.api.shapes import Shape
from broadcaster.sending.gate.hours import Timetable
from broadcaster.staff.api_tokens import ApiToken, Scope
from broadcaster.webhooks.addresses import AddressRules


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever calls, as their key says."""

    token_id: int
    name: str
    scopes: frozenset[str]
    sites: frozenset[int] | None  # None: all

    @classmethod
    def of(cls, token: ApiToken) -> "Caller":
        """The holder of a key."""
        sites = None if token.site_ids is None else frozenset(token.site_ids)
        return cls(token.id, token.name, frozenset(token.scopes), sites)

    def may(self, scope: Scope) -> bool:
        """True when the key has that right."""
        return scope in self.scopes

    def reaches(self, site_id: int | None) -> bool:
        """True when a site is within the key's; what belongs to none needs a key for all."""
        return self.sites is None or site_id in self.sites


@dataclass(frozen=True, slots=True)
class Call:
    """One request, past the door."""

    session: AsyncSession  # committed at the end of an operation that writes
    caller: Caller
    now: datetime
    path: Mapping[str, str]  # the names in the address
    courtesy: Timetable  # the hours at which what follows from a change is told
    addresses: AddressRules  # where webhooks may lead

    def reference(self) -> str:
        """The reference in the address; raise a 404 problem when nothing can have it."""
        reference = self.path["reference"]
        if not reference.isprintable() or len(reference) > 60:
            raise ProblemError(404, "not_found")
        return reference

    def id(self) -> int:
        """The id in the address; raise a 404 problem when nothing can have it."""
        raw = self.path["id"]
        if not (raw.isascii() and raw.isdigit()) or len(raw) > 9:
            raise ProblemError(404, "not_found")
        return int(raw)


@dataclass(frozen=True, slots=True)
class Operation[Query: Shape, Body: Shape, Answer: Shape]:
    """One method at one path."""

    name: str  # of its texts in description.yml, and its operationId
    method: str
    path: str
    scope: Scope
    query: type[Query]
    body: type[Body]
    answer: type[Answer]
    handler: Callable[[Call, Query, Body], Awaitable[Answer]]
    status: int = 200
    refuses: bool = False  # it may find what was sent to be wrong (422)

    @property
    def writes(self) -> bool:
        """True when it changes anything."""
        return self.method != "GET"


# Operations differ in their shapes; a list of them is of any.
AnyOperation = Operation[Any, Any, Any]
