"""Requests: what a tenant asks a person for, with the answers gathered for it one by one.

The conversation about a request lives here and not in Rasa, whose memory ends with its process.
"""

import enum
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import JSON, ForeignKey, Index, String, bindparam, false, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.conversations.request_kinds import RequestKind, request_kinds
from broadcaster.conversations.threads import Reason, calm_thread, open_thread
from broadcaster.database import Base, choice, insert_unless_there

LETTERS: Final = "23456789BCDFGHJKLMNPQRSTVWXZ"
"""What a reference is made of: nothing that is taken for another sign, and no vowel, so no word."""

SILENCE: Final = timedelta(days=1)
"""How long a question of ours may stay without an answer."""

LONGEST_ANSWER: Final = 600
"""Characters kept of one answer; the whole message stands in the conversation."""


class RequestState(enum.StrEnum):
    """How far a request has come."""

    OPEN = "open"
    NEXT = "next"  # said while another one is open: begun when that one is done
    DONE = "done"  # with staff
    LEFT = "left"  # the tenant dropped it
    SILENT = "silent"  # no answer came: with staff, as far as it is known
    WITHDRAWN = "withdrawn"  # with staff, and then no longer wanted


HANDED_OVER: Final = (RequestState.DONE, RequestState.SILENT, RequestState.WITHDRAWN)
"""States of a request that staff have."""

ADDED: Final = "added"
"""The name in ``answers`` of what the tenant said once staff had the request."""


class TenantRequest(Base):
    """One request of a correspondent. ``answers`` are the tenant's own words."""

    __tablename__ = "tenant_request"
    __table_args__ = (
        # A correspondent is asked about one thing at a time.
        Index(
            "ix_tenant_request_open",
            "correspondent_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)  # "R-4F7K"
    correspondent_id: Mapped[int] = mapped_column(ForeignKey("correspondent.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    topic: Mapped[str] = mapped_column(String(60))  # of requests.yml
    state: Mapped[RequestState] = mapped_column(choice(RequestState))
    urgent: Mapped[bool] = mapped_column(default=False)
    wanted: Mapped[list[str]] = mapped_column(JSON)  # the answers this request needs
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    said: Mapped[str] = mapped_column(String(LONGEST_ANSWER), default="")  # the first message
    # Which answer was asked for last; None once all are there.
    asked: Mapped[str | None] = mapped_column(String(20))
    asked_at: Mapped[datetime]
    # The last message it was told; the same one, tried again, changes nothing.
    heard: Mapped[str] = mapped_column(String(64), default="")
    # That message was about danger: nothing is asked in answer to it.
    quiet: Mapped[bool] = mapped_column(default=False)
    # What was said to the question that is open did not seem to answer it: it is asked once more.
    doubted: Mapped[bool] = mapped_column(default=False, server_default=false())
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    @property
    def kind(self) -> RequestKind:
        """What is asked for."""
        return request_kinds()[self.topic]

    @property
    def missing(self) -> list[str]:
        """The answers that are not there, in the order they are asked."""
        return [name for name in self.wanted if name not in self.answers]

    def note(self, name: str, words: str, now: datetime) -> None:
        """Keep an answer, and go on to the next one that is missing."""
        self.answers = {**self.answers, name: words.strip()[:LONGEST_ANSWER]}
        self.ask_next(now)

    def amend(self, name: str, words: str, now: datetime) -> None:
        """Keep what changes or adds to an answer, below it; what is asked stays the same."""
        lines = (self.answers.get(name), words.strip())
        amended = "\n".join(line for line in lines if line)
        self.answers = {**self.answers, name: amended[-LONGEST_ANSWER:]}
        self.asked_at = now

    def add(self, words: str, now: datetime) -> None:
        """Keep what is said of a request that is complete, below what was added before."""
        self.amend(ADDED, words, now)

    def ask_next(self, now: datetime) -> None:
        """Ask for the first answer that is missing."""
        self.asked, self.asked_at = next(iter(self.missing), None), now
        self.doubted = False


async def begin_request(
    session: AsyncSession,
    correspondent_id: int,
    topic: str,
    *,
    wanted: Sequence[str],
    answers: dict[str, str],
    now: datetime,
    heard: str = "",
    said: str = "",
) -> TenantRequest:
    """Begin a request; the one that may be open already is given instead."""
    asked = next((name for name in wanted if name not in answers), None)
    while (found := await open_request(session, correspondent_id)) is None:
        await insert_request(
            session, correspondent_id, topic, RequestState.OPEN,
            wanted=wanted, answers=answers, asked=asked, now=now, heard=heard, said=said,
        )  # fmt: skip
    return found


async def insert_request(
    session: AsyncSession,
    correspondent_id: int,
    topic: str,
    state: RequestState,
    *,
    wanted: Sequence[str],
    answers: dict[str, str],
    asked: str | None,
    now: datetime,
    heard: str = "",
    said: str = "",
) -> int | None:
    """Write a new request; None where another is open, or its reference is taken: try again."""
    written = insert_unless_there(session, TenantRequest).values(
        reference=_new_reference(),
        correspondent_id=correspondent_id,
        topic=topic,
        state=state,
        wanted=list(wanted),
        answers={name: words.strip()[:LONGEST_ANSWER] for name, words in answers.items()},
        asked=asked,
        asked_at=now,
        heard=heard,
        said=said.strip()[:LONGEST_ANSWER],
        opened_at=now,
    )
    return await session.scalar(written.returning(TenantRequest.id))


_OPEN_OF: Final = select(TenantRequest).where(
    TenantRequest.correspondent_id == bindparam("who"), TenantRequest.state == RequestState.OPEN
)


async def open_request(session: AsyncSession, correspondent_id: int) -> TenantRequest | None:
    """The request a correspondent is being asked about, if there is one."""
    return await session.scalar(_OPEN_OF, {"who": correspondent_id})


async def hand_over(
    session: AsyncSession,
    request: TenantRequest,
    now: datetime,
    *,
    state: RequestState = RequestState.DONE,
) -> None:
    """End a request: a person takes it, with what is known."""
    await link_thread(session, request, now)
    request.state, request.asked, request.closed_at = state, None, now
    await session.flush()


async def link_thread(session: AsyncSession, request: TenantRequest, now: datetime) -> None:
    """Show a request to staff, in the correspondent's thread."""
    asks_call = request.topic == "speak_to_human"
    thread = await open_thread(
        session,
        request.correspondent_id,
        topic=request.topic,
        reason=Reason.ASKED_PERSON if asks_call else Reason.NEEDS_PERSON,
        urgent=request.urgent,
        now=now,
    )
    request.thread_id = thread.id


async def leave_request(session: AsyncSession, request: TenantRequest, now: datetime) -> None:
    """End a request at the tenant's wish. What staff were shown already stays with them."""
    request.state, request.asked, request.closed_at = RequestState.LEFT, None, now
    await session.flush()


async def withdraw_request(session: AsyncSession, request: TenantRequest) -> None:
    """Note that a request staff have is no longer wanted. An urgent one stays theirs to judge.

    Nobody waits for a word any more, unless the thread is about something else as well.
    """
    request.state = RequestState.WITHDRAWN
    await session.flush()
    others = await requests_of(session, [request.thread_id or 0])
    is_last = all(one.state is RequestState.WITHDRAWN for one in others)
    if is_last and not request.urgent:
        await calm_thread(session, request.thread_id or 0, request.topic)


async def last_handed_over(
    session: AsyncSession, correspondent_id: int, since: datetime, *, reference: str | None = None
) -> TenantRequest | None:
    """The last request of a correspondent that staff have, or the one of a reference."""
    query = (
        select(TenantRequest)
        .where(TenantRequest.correspondent_id == correspondent_id)
        .where(TenantRequest.state.in_(HANDED_OVER))
        .order_by(TenantRequest.closed_at.desc())
        .limit(1)
    )
    if reference is not None:
        return await session.scalar(query.where(TenantRequest.reference == reference))
    return await session.scalar(query.where(TenantRequest.closed_at > since))


async def end_silent(session: AsyncSession, now: datetime) -> int:
    """Hand over what was left without an answer for too long, or waited so long; give how many."""
    silent = await session.scalars(
        select(TenantRequest)
        .where(TenantRequest.state.in_((RequestState.OPEN, RequestState.NEXT)))
        .where(TenantRequest.asked_at <= now - SILENCE)
        .order_by(TenantRequest.id)
    )
    found = list(silent)
    for request in found:
        state = RequestState.SILENT if request.missing else RequestState.DONE
        await hand_over(session, request, now, state=state)
    return len(found)


async def requests_of(session: AsyncSession, thread_ids: Collection[int]) -> list[TenantRequest]:
    """The requests shown in some threads, oldest first."""
    found = await session.scalars(
        select(TenantRequest)
        .where(TenantRequest.thread_id.in_(thread_ids))
        .order_by(TenantRequest.id)
    )
    return list(found)


async def find_request(session: AsyncSession, said: str) -> TenantRequest | None:
    """The request of a reference, however it is written: « r4f7k », « R 4F7K »."""
    letters = "".join(char for char in said.upper() if char.isalnum())
    if len(letters) != 5 or not letters.startswith("R"):
        letters = f"R{letters}"
    wanted = f"R-{letters[1:]}"
    return await session.scalar(select(TenantRequest).where(TenantRequest.reference == wanted))


def _new_reference() -> str:
    """A reference nobody may have yet."""
    return "R-" + "".join(secrets.choice(LETTERS) for _ in range(4))
