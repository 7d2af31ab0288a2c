"""Endpoints: who is told of events, and what they were told last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.staff import audit
from broadcaster.staff.api_tokens import ApiToken
from broadcaster.webhooks.addresses import host_of
from broadcaster.webhooks.models import TEST, Endpoint, Event, WebhookMessage, new_message_id
from broadcaster.webhooks.signing import new_secret

MOST = 20
"""Endpoints at most: each event is written once for each."""


class TooManyEndpointsError(PalierError):
    """There are too many webhook endpoints. Remove one first."""


@dataclass(frozen=True, slots=True)
class By:
    """Who makes a change: a member of staff, or a key of the API."""

    user_id: int | None = None
    token_id: int | None = None
    token_name: str = ""

    def action(self, name: str) -> str:
        """The action's name in the audit log."""
        return name if self.token_id is None else f"{name}_by_key"


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """What is asked for; the address was checked (``AddressRules.check``)."""

    url: str
    events: Sequence[Event]
    site_ids: Sequence[int] | None  # None: all sites


async def add_endpoint(session: AsyncSession, new: NewEndpoint, by: By, now: datetime) -> Endpoint:
    """Tell an address of events from now on; raise TooManyEndpointsError."""
    if (await session.scalar(select(func.count()).select_from(Endpoint)) or 0) >= MOST:
        raise TooManyEndpointsError
    row = Endpoint(
        url=new.url,
        secret=new_secret(),
        events=[str(event) for event in new.events],
        site_ids=None if new.site_ids is None else list(new.site_ids),
        created_at=now,
        created_by_id=by.user_id,
        token_id=by.token_id,
    )
    session.add(row)
    await session.flush()
    detail = _named(row, by) | {"events": ", ".join(row.events)}
    await _record(session, row, by, by.action("webhook_added"), detail, now)
    return row


async def remove_endpoint(session: AsyncSession, row: Endpoint, by: By, now: datetime) -> None:
    """Tell it nothing any more; what waited is dropped."""
    await _record(session, row, by, by.action("webhook_removed"), _named(row, by), now)
    await session.execute(delete(WebhookMessage).where(WebhookMessage.endpoint_id == row.id))
    await session.execute(delete(Endpoint).where(Endpoint.id == row.id))


async def resume_endpoint(session: AsyncSession, row: Endpoint, by: By, now: datetime) -> None:
    """Tell it again what happens from now on, after it said that it was gone."""
    await session.execute(update(Endpoint).where(Endpoint.id == row.id).values(stopped_at=None))
    await _record(session, row, by, "webhook_resumed", _named(row, by), now)


async def send_test(session: AsyncSession, row: Endpoint, by: By, now: datetime) -> str:
    """Write a message that only tests the way; give its id."""
    message = WebhookMessage(
        id=new_message_id(),
        endpoint_id=row.id,
        key=f"test:{new_message_id()}",
        type=TEST,
        at=now,
        data={},
        created_at=now,
        due_at=now,
    )
    session.add(message)
    await session.flush()
    await _record(session, row, by, "webhook_tested", _named(row, by), now)
    return message.id


def is_listening(now: datetime) -> ColumnElement[bool]:
    """The condition for an endpoint to be told anything: what a key made ends with the key."""
    ended = select(ApiToken.id).where(
        or_(ApiToken.revoked_at.is_not(None), ApiToken.expires_at <= now)
    )
    by_a_good_key = or_(Endpoint.token_id.is_(None), Endpoint.token_id.not_in(ended))
    return and_(Endpoint.stopped_at.is_(None), by_a_good_key)


async def list_endpoints(session: AsyncSession) -> list[Endpoint]:
    """Every endpoint, the oldest first."""
    return list(await session.scalars(select(Endpoint).order_by(Endpoint.id)))


async def last_messages(
    session: AsyncSession, endpoint_id: int, limit: int
) -> list[WebhookMessage]:
    """What an endpoint was told last, the newest first."""
    query = select(WebhookMessage).where(WebhookMessage.endpoint_id == endpoint_id)
    newest = query.order_by(WebhookMessage.created_at.desc(), WebhookMessage.id).limit(limit)
    return list(await session.scalars(newest))


def _named(row: Endpoint, by: By) -> dict[str, object]:
    named: dict[str, object] = {"host": host_of(row.url)}
    return named | {"token": by.token_name} if by.token_id else named


async def _record(
    session: AsyncSession,
    row: Endpoint,
    by: By,
    action: str,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    await audit.record(session, by.user_id, action, f"webhook_endpoint {row.id}", detail, now)
