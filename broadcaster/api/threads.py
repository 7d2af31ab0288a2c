"""Threads: what a person had to look at, and what was said."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.api.operations import AnyOperation, Call, Operation
from broadcaster.api.problems import ProblemError
from broadcaster.api.reach import correspondents_within
from broadcaster.api.shapes import Nothing, Page, Paging, Shape, Since
from broadcaster.bulk import among
from broadcaster.conversations.models import Correspondent, Thread, ThreadState
from broadcaster.conversations.transcript import Line, Speaker, transcript
from broadcaster.register.models import Contact, Household
from broadcaster.register.phone_numbers import mask
from broadcaster.sending.models import DeliveryState
from broadcaster.staff.api_tokens import Scope


class ThreadOut(Shape):
    """A matter a person has to look at, or had to."""

    id: int
    state: ThreadState
    topic: str
    reason: str  # why the assistant could not settle it
    urgent: bool
    channel: AnswerChannel
    number: str | None  # of an SMS; masked without numbers:read
    households: list[str]  # the references of those whose number it is
    opened_at: datetime
    last_message_at: datetime
    closed_at: datetime | None


class MessageOut(Shape):
    """One message of a conversation."""

    author: Speaker
    text: str
    at: datetime
    state: DeliveryState | None  # of an SMS of ours


class ThreadWithMessages(ThreadOut):
    """A thread with the whole conversation, the oldest message first."""

    messages: list[MessageOut]


class ThreadPage(Page):
    """Part of the list of threads."""

    items: list[ThreadOut]


class ThreadsQuery(Paging):
    """Which threads."""

    state: ThreadState | None = None
    since: Since | None = None


async def list_threads(call: Call, query: ThreadsQuery, _body: Nothing) -> ThreadPage:
    """The threads of the key's sites, the oldest first."""
    wanted = (
        select(Thread, Correspondent)
        .join(Correspondent, Correspondent.id == Thread.correspondent_id)
        .where(correspondents_within(call.caller), Thread.id > query.after)
    )
    if query.state is not None:
        wanted = wanted.where(Thread.state == query.state)
    if query.since is not None:
        wanted = wanted.where(Thread.last_message_at >= query.since)
    rows = await call.session.execute(wanted.order_by(Thread.id).limit(query.limit + 1))
    found = [(row[0], row[1]) for row in rows]
    shown = found[: query.limit]
    homes = await _households(call.session, [who.address for _, who in shown])
    return ThreadPage(
        items=[ThreadOut.model_validate(_facts(call, thread, who, homes)) for thread, who in shown],
        next=str(shown[-1][0].id) if len(found) > query.limit else None,
    )


async def show_thread(call: Call, _query: Nothing, _body: Nothing) -> ThreadWithMessages:
    """One thread with its messages."""
    found = (
        await call.session.execute(
            select(Thread, Correspondent)
            .join(Correspondent, Correspondent.id == Thread.correspondent_id)
            .where(correspondents_within(call.caller), Thread.id == call.id())
        )
    ).first()
    if found is None:
        raise ProblemError(404, "not_found")
    thread, who = found[0], found[1]
    homes = await _households(call.session, [who.address])
    lines = await transcript(call.session, who.id)
    facts = _facts(call, thread, who, homes)
    return ThreadWithMessages.model_validate(facts | {"messages": [*map(_message, lines)]})


async def _households(session: AsyncSession, numbers: list[str]) -> dict[str, list[str]]:
    """The references of the households of each number."""
    rows = await session.execute(
        select(Contact.number, Household.reference)
        .join(Household, Household.id == Contact.household_id)
        .where(among(session, Contact.number, numbers))
        .order_by(Household.id)
    )
    found: dict[str, list[str]] = {}
    for number, reference in rows:
        found.setdefault(number, []).append(reference)
    return found


# Pydantic checks the type of each.
def _facts(
    call: Call, thread: Thread, who: Correspondent, homes: Mapping[str, list[str]]
) -> dict[str, object]:
    is_sms = who.channel is AnswerChannel.SMS
    number = who.address if call.caller.may(Scope.NUMBERS_READ) else mask(who.address)
    return {
        "id": thread.id,
        "state": thread.state,
        "topic": thread.topic,
        "reason": thread.reason,
        "urgent": thread.urgent,
        "channel": who.channel,
        "number": number if is_sms else None,
        "households": homes.get(who.address, []),
        "opened_at": thread.opened_at,
        "last_message_at": thread.last_message_at,
        "closed_at": thread.closed_at,
    }


def _message(line: Line) -> MessageOut:
    return MessageOut(author=line.author, text=line.body, at=line.at, state=line.state)


operations: tuple[AnyOperation, ...] = (
    Operation(
        "listThreads", "GET", "/threads", Scope.THREADS_READ,
        ThreadsQuery, Nothing, ThreadPage, list_threads,
    ),
    Operation(
        "showThread", "GET", "/threads/{id}", Scope.THREADS_READ,
        Nothing, Nothing, ThreadWithMessages, show_thread,
    ),
)  # fmt: skip
"""What can be read of conversations."""
