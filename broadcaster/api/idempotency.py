"""Idempotency: a POST that is sent again with the same Idempotency-Key gets the same answer.

The form is that of the IETF draft « The Idempotency-Key HTTP Header Field ».
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, Text, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.api.problems import ProblemError
from broadcaster.database import Base, insert_unless_there

KEPT = timedelta(hours=24)
"""How long an answer is kept."""

LONGEST_KEY = 200
"""Characters of a key at most."""


class ApiAnswer(Base):
    """The answer that a POST with an Idempotency-Key got; written in the POST's transaction."""

    __tablename__ = "api_answer"

    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))  # of path, query and body
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A POST that carries a key."""

    token_id: int
    key: str
    request_sha256: str


def request_digest(path: str, body: bytes) -> str:
    """What tells two requests apart: where they go, and what they say."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass") + b"\0" + body).hexdigest()


async def earlier_answer(
    session: AsyncSession, repeatable: Repeatable, now: datetime
) -> ApiAnswer | None:
    """The answer the same request got; None when it is the first, which is then claimed.

    Raises a 422 problem when the key was used for another request. Of two at the same moment the
    second waits here for the first to commit.
    """
    await session.execute(delete(ApiAnswer).where(ApiAnswer.created_at <= now - KEPT))
    claim = insert_unless_there(session, ApiAnswer).values(
        token_id=repeatable.token_id,
        key=repeatable.key,
        request_sha256=repeatable.request_sha256,
        status=0,
        body="",
        created_at=now,
    )
    if (await session.execute(claim.returning(ApiAnswer.key))).first() is not None:
        return None
    known = await session.get_one(ApiAnswer, (repeatable.token_id, repeatable.key))
    if known.request_sha256 != repeatable.request_sha256:
        raise ProblemError(422, "key_reused")
    return known


async def keep_answer(
    session: AsyncSession, repeatable: Repeatable, status: int, body: str
) -> None:
    """Keep the answer of a request that was claimed."""
    await session.execute(
        update(ApiAnswer)
        .where(ApiAnswer.token_id == repeatable.token_id, ApiAnswer.key == repeatable.key)
        .values(status=status, body=body)
    )
