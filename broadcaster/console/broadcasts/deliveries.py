"""Deliveries: whom each message is for, what became of it, and the story of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.resending import RESENDABLE
from broadcaster.console.forms import Form
from broadcaster.console.keys import CLOCK, DATABASE
from broadcaster.console.rendering import page
from broadcaster.console.works.told import Told, told_of
from broadcaster.register.models import Building, Contact, Flat, Household, Staircase
from broadcaster.sending.models import Attempt, Delivery, ProviderEvent
from broadcaster.sending.progress import deliveries_of
from broadcaster.works.models import Milestone

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class Addressee:
    """The household a message is for."""

    name: str
    building: str
    staircase: str
    flat: str


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery with its household; None for a number of no household."""

    delivery: Delivery
    addressee: Addressee | None


async def rows_of(session: AsyncSession, broadcast_id: int, offset: int, limit: int) -> list[Row]:
    """A page of a broadcast's deliveries, those that went wrong first."""
    found = await deliveries_of(session, broadcast_id, offset=offset, limit=limit)
    return await _with_addressees(session, found)


async def _with_addressees(session: AsyncSession, found: Sequence[Delivery]) -> list[Row]:
    contact_ids = {one.contact_id for one in found if one.contact_id is not None}
    rows = await session.execute(
        select(Contact.id, Household.name, Building.code, Staircase.code, Flat.number)
        .join(Household, Household.id == Contact.household_id)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .where(Contact.id.in_(contact_ids))
    )
    known = {contact_id: Addressee(*place) for contact_id, *place in rows}
    return [Row(one, known.get(one.contact_id or 0)) for one in found]


@routes.get("/deliveries/{id}")
async def show_delivery(request: web.Request) -> web.Response:
    """One message: its text, why it waits, each attempt to send it, what the provider told."""
    return await delivery_page(request, Form())


async def delivery_page(request: web.Request, form: Form) -> web.Response:
    """The page of the message the address names, with a form that may have been refused."""
    delivery_id = request.match_info["id"]
    if "\x00" in delivery_id:
        raise web.HTTPNotFound
    now = request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        delivery = await session.get(Delivery, delivery_id)
        if delivery is None:
            raise web.HTTPNotFound
        row = (await _with_addressees(session, [delivery]))[0]
        return page(
            request,
            "broadcasts/delivery.html",
            status=200 if form.is_valid else 400,
            row=row,
            form=form,
            can_resend=row.addressee is not None and _can_resend(delivery, now),
            told=await _told(session, delivery),
            other=await _other_try(session, delivery),
            attempts=await _attempts(session, delivery_id),
            events=await _events(session, delivery_id),
        )


def _can_resend(delivery: Delivery, now: datetime) -> bool:
    is_late = delivery.expires_at is not None and delivery.expires_at <= now
    return delivery.state in RESENDABLE and delivery.broadcast_id is not None and not is_late


async def _told(session: AsyncSession, delivery: Delivery) -> Told | None:
    """What it told of a milestone, if it told a date."""
    if delivery.milestone_id is None or delivery.told is None:
        return None
    milestone = await session.get(Milestone, delivery.milestone_id)
    return told_of(milestone, delivery.told) if milestone else None


async def _other_try(session: AsyncSession, delivery: Delivery) -> Delivery | None:
    """The second message after this first one, or the first before this second one."""
    if delivery.broadcast_id is None or delivery.contact_id is None:
        return None
    query = select(Delivery).where(
        Delivery.broadcast_id == delivery.broadcast_id,
        Delivery.contact_id == delivery.contact_id,
        Delivery.round != delivery.round,
    )
    return (await session.scalars(query.order_by(Delivery.round))).first()


async def _attempts(session: AsyncSession, delivery_id: str) -> list[Attempt]:
    of_this = select(Attempt).where(Attempt.delivery_id == delivery_id)
    return list(await session.scalars(of_this.order_by(Attempt.id)))


async def _events(session: AsyncSession, delivery_id: str) -> list[ProviderEvent]:
    of_this = select(ProviderEvent).where(ProviderEvent.delivery_id == delivery_id)
    return list(await session.scalars(of_this.order_by(ProviderEvent.id)))
