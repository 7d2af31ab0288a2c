"""Webhooks, as the settings have them: where they may lead, and their two looks."""

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from broadcaster.app.ticks import surviving
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.settings import Settings
from broadcaster.webhooks.addresses import AddressRules
from broadcaster.webhooks.courier import Courier
from broadcaster.webhooks.outbox import WebhookOutbox

EVENTS_EVERY, CALLS_EVERY = 5, 2
"""Seconds between looks for what happened, and for calls that are due."""


def address_rules_of(settings: Settings) -> AddressRules:
    """Where webhooks may lead. Without a Twilio account everything is on this machine."""
    return AddressRules(private=settings.webhooks_private, loopback=not settings.uses_real_twilio)


def add_webhooks(
    scheduler: AsyncIOScheduler, database: Database, clock: Clock, settings: Settings
) -> Courier:
    """Let a scheduler tell what happens; close the courier at the end."""
    outbox = WebhookOutbox(database, clock)
    courier = Courier(database, clock, address_rules_of(settings))

    async def look() -> None:
        await outbox.look()

    async def call() -> None:
        await courier.look()

    scheduler.add_job(surviving(look), "interval", seconds=EVENTS_EVERY, id="webhook_events")
    scheduler.add_job(surviving(call), "interval", seconds=CALLS_EVERY, id="webhook_calls")
    return courier
