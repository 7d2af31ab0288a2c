"""Webhooks: a landlord's system subscribes itself to events, and takes that back."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import select

from broadcaster.api.operations import AnyOperation, Call, Operation
from broadcaster.api.problems import FindingAt, ProblemError
from broadcaster.api.shapes import VISIBLE, Nothing, Shape
from broadcaster.staff.api_tokens import Scope
from broadcaster.webhooks.addresses import LONGEST, AddressRefusedError
from broadcaster.webhooks.endpoints import (
    MOST,
    By,
    NewEndpoint,
    TooManyEndpointsError,
    add_endpoint,
    remove_endpoint,
    send_test,
)
from broadcaster.webhooks.models import Endpoint, Event


class WebhookIn(Shape):
    """What is asked for. The sites are the key's own."""

    url: Annotated[str, StringConstraints(pattern=VISIBLE, min_length=1, max_length=LONGEST)]
    events: list[Event] = Field(min_length=1, max_length=len(Event))


class WebhookOut(Shape):
    """A subscription."""

    id: int
    url: str
    events: list[str]
    created_at: datetime
    stopped_at: datetime | None  # since when it is not told: it answered 410


class WebhookMade(WebhookOut):
    """A new subscription, with the secret its calls are signed with: it is not shown again."""

    secret: str


class WebhookList(Shape):
    """The subscriptions of a key."""

    items: list[WebhookOut]


class TrialSent(Shape):
    """A test that is on its way."""

    message: str  # the webhook-id it carries


async def add_webhook(call: Call, _query: Nothing, body: WebhookIn) -> WebhookMade:
    """Subscribe an address to events of the key's sites."""
    try:
        url = call.addresses.check(body.url)
        sites = None if call.caller.sites is None else sorted(call.caller.sites)
        new = NewEndpoint(url, list(dict.fromkeys(body.events)), sites)
        row = await add_endpoint(call.session, new, _by(call), call.now)
    except AddressRefusedError as error:
        finding = FindingAt("/url", str(error))
        raise ProblemError(422, "bad_address", [finding], reason=error) from error
    except TooManyEndpointsError as error:
        raise ProblemError(409, "too_many_webhooks", most=MOST) from error
    return WebhookMade.model_validate(_facts(row) | {"secret": row.secret})


async def list_webhooks(call: Call, _query: Nothing, _body: Nothing) -> WebhookList:
    """The subscriptions this key made."""
    own = select(Endpoint).where(Endpoint.token_id == call.caller.token_id)
    found = await call.session.scalars(own.order_by(Endpoint.id))
    return WebhookList(items=[WebhookOut.model_validate(_facts(row)) for row in found])


async def remove_webhook(call: Call, _query: Nothing, _body: Nothing) -> Nothing:
    """Take a subscription back."""
    await remove_endpoint(call.session, await _own(call), _by(call), call.now)
    return Nothing()


async def try_webhook(call: Call, _query: Nothing, _body: Nothing) -> TrialSent:
    """Send a test to a subscription."""
    message = await send_test(call.session, await _own(call), _by(call), call.now)
    return TrialSent(message=message)


async def _own(call: Call) -> Endpoint:
    found = await call.session.get(Endpoint, call.id())
    if found is None or found.token_id != call.caller.token_id:
        raise ProblemError(404, "not_found")
    return found


def _by(call: Call) -> By:
    return By(token_id=call.caller.token_id, token_name=call.caller.name)


# Pydantic checks the type of each.
def _facts(row: Endpoint) -> dict[str, object]:
    return {
        "id": row.id,
        "url": row.url,
        "events": row.events,
        "created_at": row.created_at,
        "stopped_at": row.stopped_at,
    }


operations: tuple[AnyOperation, ...] = (
    Operation(
        "addWebhook", "POST", "/webhooks", Scope.WEBHOOKS_WRITE,
        Nothing, WebhookIn, WebhookMade, add_webhook, status=201, refuses=True,
    ),
    Operation(
        "listWebhooks", "GET", "/webhooks", Scope.WEBHOOKS_WRITE,
        Nothing, Nothing, WebhookList, list_webhooks,
    ),
    Operation(
        "removeWebhook", "DELETE", "/webhooks/{id}", Scope.WEBHOOKS_WRITE,
        Nothing, Nothing, Nothing, remove_webhook, status=204,
    ),
    Operation(
        "tryWebhook", "POST", "/webhooks/{id}/test", Scope.WEBHOOKS_WRITE,
        Nothing, Nothing, TrialSent, try_webhook, status=202,
    ),
)  # fmt: skip
"""What can be done with subscriptions."""
