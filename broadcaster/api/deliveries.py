"""Deliveries: what became of each message."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from broadcaster.api.operations import AnyOperation, Call, Operation
from broadcaster.api.reach import deliveries_within
from broadcaster.api.shapes import Line, Nothing, Page, Paging, Shape, Since
from broadcaster.register.models import Household
from broadcaster.register.phone_numbers import mask
from broadcaster.sending.models import Delivery, DeliveryState, HoldReason, Lane, SkipReason
from broadcaster.staff.api_tokens import Scope
from broadcaster.works.models import Milestone


class DeliveryOut(Shape):
    """One message to one number. Its text is not told."""

    id: str
    household: str | None  # the landlord's reference; None: nobody known
    milestone: str | None  # the landlord's reference of what it is about
    number: str  # masked without numbers:read
    lane: Lane
    state: DeliveryState
    created_at: datetime
    updated_at: datetime
    left_at: datetime | None
    hold_reason: HoldReason | None
    held_until: datetime | None
    skip_reason: SkipReason | None
    error_code: int | None  # the provider's


class DeliveryPage(Page):
    """Part of the list of messages."""

    items: list[DeliveryOut]


class DeliveriesQuery(Paging):
    """Which messages."""

    since: Since | None = None
    state: DeliveryState | None = None
    household: Annotated[Line, Field(max_length=60)] | None = None


async def list_deliveries(call: Call, query: DeliveriesQuery, _body: Nothing) -> DeliveryPage:
    """The messages of the key's sites, the oldest first."""
    wanted = (
        select(Delivery, Household.reference, Milestone.reference)
        .outerjoin(Household, Household.id == Delivery.household_id)
        .outerjoin(Milestone, Milestone.id == Delivery.milestone_id)
        .where(deliveries_within(call.caller), Delivery.id > (query.cursor or ""))
    )
    if query.since is not None:
        wanted = wanted.where(Delivery.created_at >= query.since)
    if query.state is not None:
        wanted = wanted.where(Delivery.state == query.state)
    if query.household is not None:
        wanted = wanted.where(Household.reference == query.household)
    page = wanted.order_by(Delivery.id).limit(query.limit + 1)
    found = [_told(call, row[0], row[1], row[2]) for row in await call.session.execute(page)]
    shown = found[: query.limit]
    return DeliveryPage(items=shown, next=shown[-1].id if len(found) > query.limit else None)


def _told(call: Call, row: Delivery, household: str | None, milestone: str | None) -> DeliveryOut:
    is_whole = call.caller.may(Scope.NUMBERS_READ)
    return DeliveryOut(
        id=row.id,
        household=household,
        milestone=milestone,
        number=row.to_number if is_whole else mask(row.to_number),
        lane=row.lane,
        state=row.state,
        created_at=row.created_at,
        updated_at=row.updated_at,
        left_at=row.left_at,
        hold_reason=row.hold_reason,
        held_until=row.held_until,
        skip_reason=row.skip_reason,
        error_code=row.error_code,
    )


operations: tuple[AnyOperation, ...] = (
    Operation(
        "listDeliveries", "GET", "/deliveries", Scope.DELIVERIES_READ,
        DeliveriesQuery, Nothing, DeliveryPage, list_deliveries,
    ),
)  # fmt: skip
"""What can be read of messages."""
