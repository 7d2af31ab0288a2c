"""Parts: every room's objects, made and handed to each other in one place."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from bot.actions.answering import Answerer
from bot.actions.endpoint import ActionEndpoint
from bot.assistant.client import Assistant, RasaAddress
from bot.inbox.inbox import Inbox
from bot.inbox.inbox import Parts as InboxParts
from bot.inbox.language import language_guesser
from bot.inbox.limits import Limits
from bot.inbox.waiting import WaitingRoom
from broadcaster.app.provider import ProviderAccount, account_of
from broadcaster.app.sender import engine_of, gateway_of, provider_http
from broadcaster.campaigns.release.releaser import Releaser
from broadcaster.clock import Clock
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.sending.engines.engine import Engine
from broadcaster.sending.gateways.http_client import SharedHttpClient
from broadcaster.sending.reconcile import Reconciler
from broadcaster.sending.webhook import SignatureCheck
from broadcaster.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """What the service is made of."""

    settings: Settings
    clock: Clock
    database: Database
    account: ProviderAccount
    engine: Engine
    talk: InboxParts  # what the inbox works with
    releaser: Releaser
    inbox: Inbox
    waiting_room: WaitingRoom
    reconciler: Reconciler
    signature_check: SignatureCheck
    rasa_token: str
    actions: ActionEndpoint


@asynccontextmanager
async def assembled(settings: Settings, database: Database, clock: Clock) -> AsyncIterator[Parts]:
    """Make every part; connections are closed at the end."""
    account = account_of(settings)
    to_provider = provider_http()
    async with aiohttp.ClientSession() as rasa_http:
        try:
            yield _parts(settings, database, clock, account, to_provider, rasa_http)
        finally:
            await to_provider.close()


def _parts(
    settings: Settings,
    database: Database,
    clock: Clock,
    account: ProviderAccount,
    to_provider: SharedHttpClient,
    rasa_http: aiohttp.ClientSession,
) -> Parts:
    rasa_token = secrets.token_hex(16)
    public_url = settings.resolved_public_url
    gateway = gateway_of(settings, account, to_provider)
    engine = engine_of(settings, database, gateway, clock)
    rasa = RasaAddress(f"http://127.0.0.1:{settings.rasa_port}", rasa_token)
    talk = _talk(settings, database, clock, engine, Assistant(rasa_http, rasa))
    inbox = Inbox(talk)
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        account=account,
        engine=engine,
        talk=talk,
        releaser=Releaser(
            database,
            engine,
            clock,
            settings.resolved_broadcast_sender,
            failure_share=settings.failure_share,
        ),
        inbox=inbox,
        waiting_room=WaitingRoom(database, talk.assistant, inbox),
        reconciler=Reconciler(database, gateway, clock),
        signature_check=SignatureCheck(account.auth_token, public_url),
        rasa_token=rasa_token,
        actions=ActionEndpoint(talk.answerer, clock, rasa_token),
    )


def _talk(
    settings: Settings, database: Database, clock: Clock, engine: Engine, assistant: Assistant
) -> InboxParts:
    return InboxParts(
        database=database,
        assistant=assistant,
        answerer=Answerer(database, gas_number=settings.gas_emergency_number),
        outbox=Outbox(engine, settings.conversation_sender),
        guess_language=language_guesser(),
        clock=clock,
        gas_number=settings.gas_emergency_number,
        limits=Limits(
            handback=timedelta(hours=settings.handback_hours),
            replies_an_hour=settings.replies_an_hour,
            answer_days=settings.answer_days,
        ),
    )
