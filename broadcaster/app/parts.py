"""Parts: every room's objects, made and handed to each other in one place."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.actions.answering import Answerer
from bot.actions.endpoint import ActionEndpoint
from bot.assistant.client import Assistant, RasaAddress
from bot.inbox.inbox import Inbox
from bot.inbox.inbox import Parts as InboxParts
from bot.inbox.language import language_guesser
from bot.inbox.waiting import WaitingRoom
from broadcaster.app.provider import ProviderAccount, account_of
from broadcaster.campaigns.release import Releaser
from broadcaster.clock import Clock
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gateways.http_client import SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
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
    engine: LocalEngine
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
    provider_http = SharedHttpClient()
    async with aiohttp.ClientSession() as rasa_http:
        try:
            yield _parts(settings, database, clock, account, provider_http, rasa_http)
        finally:
            await provider_http.close()


def _parts(
    settings: Settings,
    database: Database,
    clock: Clock,
    account: ProviderAccount,
    provider_http: SharedHttpClient,
    rasa_http: aiohttp.ClientSession,
) -> Parts:
    rasa_token = secrets.token_hex(16)
    public_url = settings.resolved_public_url
    gateway = TwilioGateway(
        account.sid, account.auth_token, public_url, provider_http, account.base_url
    )
    engine = LocalEngine(database, gateway, clock)
    rasa = RasaAddress(f"http://127.0.0.1:{settings.rasa_port}", rasa_token)
    talk = InboxParts(
        database=database,
        assistant=Assistant(rasa_http, rasa),
        answerer=Answerer(database, gas_number=settings.gas_emergency_number),
        outbox=Outbox(engine, settings.conversation_sender),
        guess_language=language_guesser(),
        clock=clock,
        gas_number=settings.gas_emergency_number,
    )
    inbox = Inbox(talk)
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        account=account,
        engine=engine,
        talk=talk,
        releaser=Releaser(database, engine, clock, settings.resolved_broadcast_sender),
        inbox=inbox,
        waiting_room=WaitingRoom(database, talk.assistant, inbox),
        reconciler=Reconciler(database, gateway, clock),
        signature_check=SignatureCheck(account.auth_token, public_url),
        rasa_token=rasa_token,
        actions=ActionEndpoint(talk.answerer, clock, rasa_token),
    )
