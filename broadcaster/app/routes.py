"""Routes: the service's one web application, and the local Twilio's beside it."""

from datetime import timedelta

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.actions.rehearsing import AnswerRehearsal
from bot.channels.sms import SmsWebhook
from bot.channels.widget import WidgetSettings, add_widget
from broadcaster.api.app import api_app
from broadcaster.api.keys import ROOT as API_ROOT
from broadcaster.api.keys import ApiConfig
from broadcaster.app.failures import say_unavailable
from broadcaster.app.parts import Parts
from broadcaster.app.phonebook import phonebook_of
from broadcaster.app.sender import patience_of, rules_of
from broadcaster.app.webhooks import address_rules_of
from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy
from broadcaster.campaigns.broadcasts.trials import Outlet
from broadcaster.campaigns.preview.preview import Terms
from broadcaster.console.app import console_app
from broadcaster.console.keys import ConsoleConfig
from broadcaster.local_twilio.app import local_twilio_app
from broadcaster.local_twilio.config import LocalTwilioConfig
from broadcaster.mail import Mailer, SmtpMailer, SmtpServer
from broadcaster.sending.texts.tariff import Tariff
from broadcaster.sending.webhook import StatusWebhook
from broadcaster.settings import Settings

LARGEST_FORM = 1 << 20
"""Bytes of a request body at most."""


def web_app(parts: Parts) -> web.Application:
    """Everything the service answers: webhooks, Rasa's actions, the console, the chat."""
    app = web.Application(client_max_size=LARGEST_FORM, middlewares=[say_unavailable])
    status = StatusWebhook(parts.database, parts.signature_check, parts.clock)
    own = {parts.settings.conversation_sender, parts.settings.resolved_broadcast_sender}
    inbound = SmsWebhook(parts.inbox, parts.signature_check, parts.clock, own)
    app.router.add_post("/twilio/inbound", inbound.handle)
    app.router.add_post("/twilio/status/{delivery_id}", status.handle)
    app.router.add_post("/rasa/actions", parts.actions.handle)
    app.router.add_get("/health", _health(parts))
    config = _console_config(parts.settings)
    outlet = Outlet(parts.engine, parts.settings.resolved_broadcast_sender)
    console = console_app(
        parts.database, parts.clock, parts.talk.outbox, outlet, config,
        rehearsal=AnswerRehearsal(), mailer=mailer_of(parts.settings),
    )  # fmt: skip
    app.add_subapp("/staff", console)
    app.add_subapp(API_ROOT, api_app(parts.database, parts.clock, _api_config(parts)))
    limits = WidgetSettings(https=config.is_https)
    add_widget(app, parts.inbox, parts.database, parts.clock, limits)
    return app


def mailer_of(settings: Settings) -> Mailer | None:
    """What carries e-mails to staff; None where no mail server is set."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    server = SmtpServer.parse(settings.smtp_url.get_secret_value())
    return SmtpMailer(server, settings.mail_from)


def _console_config(settings: Settings) -> ConsoleConfig:
    """What the settings mean for the console."""
    return ConsoleConfig(
        public_url=settings.resolved_public_url,
        policy=ApprovalPolicy(settings.approval_from),
        rules=rules_of(settings),
        handback=timedelta(hours=settings.handback_hours),
        patience=patience_of(settings),
        terms=Terms(
            Tariff.parse(settings.segment_price),
            sender=settings.resolved_broadcast_sender,
            answered_at=settings.conversation_sender,
        ),
        addresses=address_rules_of(settings),
    )


def _api_config(parts: Parts) -> ApiConfig:
    """What the settings mean for the API."""
    courtesy = rules_of(parts.settings).timetables.courtesy
    return ApiConfig(courtesy=courtesy, addresses=address_rules_of(parts.settings))


def _health(parts: Parts) -> Handler:
    async def health(_request: web.Request) -> web.Response:
        """200 while the database answers (else 503); says whether the assistant is up."""
        await parts.database.check()
        return web.json_response({"assistant": await parts.talk.assistant.is_ready()})

    return health


def local_provider_app(parts: Parts) -> web.Application:
    """The local Twilio, calling our own webhooks as Twilio would."""
    settings = parts.settings
    return local_twilio_app(
        LocalTwilioConfig(
            account_sid=parts.account.sid,
            auth_token=parts.account.auth_token,
            our_number=settings.conversation_sender,
            webhook_url=f"{settings.resolved_public_url}/twilio/inbound",
            phonebook=phonebook_of(parts.database),
            journal_path=settings.data_dir / "local-twilio.jsonl",
        )
    )
