"""``palier local-twilio``: the local Twilio as a process of its own."""

import asyncio
import signal

import click

from broadcaster.app.listening import listen
from broadcaster.app.phonebook import phonebook_of
from broadcaster.app.provider import account_of
from broadcaster.cli.schema import open_database
from broadcaster.errors import PalierError
from broadcaster.local_twilio.app import local_twilio_app
from broadcaster.local_twilio.config import LocalTwilioConfig
from broadcaster.settings import Settings, load_settings


class RealAccountError(PalierError):
    """A Twilio account is set: the local Twilio is not started beside it."""


@click.command("local-twilio")
def local_twilio() -> None:
    """Run the local Twilio alone, without the service."""
    settings = load_settings()
    if settings.uses_real_twilio:
        raise RealAccountError
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    database = await open_database(settings)
    account = account_of(settings)
    app = local_twilio_app(
        LocalTwilioConfig(
            account_sid=account.sid,
            auth_token=account.auth_token,
            our_number=settings.conversation_sender,
            webhook_url=f"{settings.resolved_public_url}/twilio/inbound",
            phonebook=phonebook_of(database),
            journal_path=settings.data_dir / "local-twilio.jsonl",
        )
    )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = await listen(
        app, settings.host, settings.local_twilio_port, "PALIER_LOCAL_TWILIO_PORT"
    )
    click.echo(f"The local Twilio listens on http://{settings.host}:{settings.local_twilio_port}/")
    await stop.wait()
    await runner.cleanup()
    await database.close()
