"""Tenants' requests as staff read them: what is asked for, each answer, and what is missing."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.words import say
from broadcaster.conversations.requests import (
    ADDED,
    RequestState,
    TenantRequest,
    requests_of,
)


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request."""

    reference: str
    label: str
    state: RequestState
    urgent: bool
    said: str  # the message it began with
    answers: Sequence[tuple[str, str]]  # the French label, the tenant's own words
    missing: Sequence[str]  # labels

    @classmethod
    def of(cls, request: TenantRequest) -> "RequestView":
        """A request in words."""
        labels = request.kind.answers
        return cls(
            request.reference,
            request.kind.label,
            request.state,
            request.urgent,
            request.said,
            [*_answered(request), *_added(request)],
            [labels[name] for name in request.missing],
        )


def _answered(request: TenantRequest) -> list[tuple[str, str]]:
    labels = request.kind.answers
    return [(labels[name], _words(request, name)) for name in labels if name in request.answers]


def _added(request: TenantRequest) -> list[tuple[str, str]]:
    """What the tenant corrected or added once the request was with staff."""
    added = request.answers.get(ADDED)
    return [(say("request.added"), added)] if added else []


def _words(request: TenantRequest, name: str) -> str:
    """An answer; one that the first message told already is not written twice."""
    words = request.answers[name]
    return say("request.in_first") if words == request.said else words


async def requests_by_thread(
    session: AsyncSession, thread_ids: Collection[int]
) -> Mapping[int, list[RequestView]]:
    """The requests of each thread, oldest first."""
    found: dict[int, list[RequestView]] = defaultdict(list)
    for request in await requests_of(session, thread_ids):
        if request.thread_id is not None:
            found[request.thread_id].append(RequestView.of(request))
    return found
