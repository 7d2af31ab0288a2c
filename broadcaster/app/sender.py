"""The sender: what takes messages from the ledger to the provider, in the service or beside it."""

from collections.abc import Mapping
from datetime import timedelta

from broadcaster.app.provider import ProviderAccount
from broadcaster.clock import Clock
from broadcaster.conversations.escalation.patience import Patience
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.engines.courier import Limits as CourierLimits
from broadcaster.sending.engines.engine import Engine
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gate.hours import MONDAY_TO_FRIDAY, Timetable, Timetables
from broadcaster.sending.gate.verdict import Rules
from broadcaster.sending.gateways.gateway import Gateway
from broadcaster.sending.gateways.http_client import Limits, SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from broadcaster.sending.models import Lane
from broadcaster.sending.pace import open_senders
from broadcaster.settings import Settings

SHARED_BATCH = 200
"""Messages one process takes at once beside others: few enough that all of them have some."""


def provider_http() -> SharedHttpClient:
    """The client every call to the provider is made with; close it when done.

    It has a connection for each call a lane may have under way: with fewer, replies would wait
    for those of bulk.
    """
    return SharedHttpClient(Limits(connections=CourierLimits().calls * len(Lane)))


def gateway_of(
    settings: Settings, account: ProviderAccount, http: SharedHttpClient
) -> TwilioGateway:
    """The way out to the provider."""
    callbacks = settings.resolved_public_url
    return TwilioGateway(account.sid, account.auth_token, callbacks, http, account.base_url)


def rules_of(settings: Settings) -> Rules:
    """The gate's rules as the operator set them."""
    opens, closes = settings.courtesy_span
    courtesy = Timetable(
        settings.courtesy_weekdays, ((opens, closes),), settings.courtesy_on_holidays
    )
    timetables = Timetables.of(courtesy, settings.urgent_until)
    return Rules(timetables, settings.most_a_day)


def patience_of(settings: Settings) -> Patience:
    """How long a tenant may wait for a person, as the operator set it."""
    return Patience(
        ordinary=timedelta(hours=settings.escalate_hours),
        emergency=timedelta(minutes=settings.escalate_emergency_minutes),
        office=Timetable(MONDAY_TO_FRIDAY, (settings.office_span,)),
    )


def engine_of(
    settings: Settings,
    database: Database,
    gateway: Gateway,
    clock: Clock,
    hands: Mapping[Lane, int] | None = None,
) -> Engine:
    """The engine the operator chose, with so many hands a lane where that can be chosen.

    Raises ExtraMissingError or PostgresNeededError.
    """
    rules = rules_of(settings)
    if settings.engine == "local":
        return LocalEngine(Courier(database, gateway, clock, rules))
    from broadcaster.sending.engines.distributed.schema import need_distributed

    need_distributed(database)
    # Loaded only here: Procrastinate is an extra.
    from broadcaster.sending.engines.distributed.engine import ProcrastinateEngine

    courier = Courier(database, gateway, clock, rules, CourierLimits(batch=SHARED_BATCH))
    return ProcrastinateEngine(courier, hands)


async def open_own_senders(settings: Settings, database: Database) -> None:
    """Make our own senders known, with their pace."""
    own = {settings.conversation_sender, settings.resolved_broadcast_sender}
    async with database.write() as session:
        await open_senders(session, own, settings.segments_per_second)
