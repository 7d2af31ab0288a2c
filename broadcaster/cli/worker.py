"""``palier work``: one more process that sends, on this machine or another."""

import asyncio
import signal

import click

from broadcaster.app.memory import calm_collector
from broadcaster.app.provider import account_of
from broadcaster.app.sender import engine_of, gateway_of, open_own_senders, provider_http
from broadcaster.app.ticks import upkeep_of
from broadcaster.cli.schema import open_database
from broadcaster.cli.service import prepare_logs
from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.errors import PalierError
from broadcaster.sending.engines.engine import Engine
from broadcaster.sending.models import Lane
from broadcaster.settings import Settings, load_settings

MOST_HANDS = 50
"""Batches of a lane at once in one process: each may take a connection to the database."""

STOP_PATIENCE = 60.0
"""Seconds that calls under way get to be written down, a database that is away included."""


class LocalEngineError(PalierError):
    """Here the service sends alone: set PALIER_ENGINE=distributed, for it and for its workers."""


class NoHandsError(PalierError):
    """A worker without hands sends nothing: give --replies or --bulk at least 1."""


@click.command()
@click.option(
    "--replies", type=click.IntRange(0, MOST_HANDS), default=4, show_default=True,
    help="Batches of answers to tenants in work at once.",
)  # fmt: skip
@click.option(
    "--bulk", type=click.IntRange(0, MOST_HANDS), default=2, show_default=True,
    help="Batches of broadcasts in work at once.",
)  # fmt: skip
def work(*, replies: int, bulk: int) -> None:
    """Send what the service promises, beside it; as many of these as you like, anywhere."""
    settings = load_settings()
    if settings.engine != "distributed":
        raise LocalEngineError
    if not replies and not bulk:
        raise NoHandsError
    prepare_logs(settings)
    asyncio.run(_work(settings, {Lane.REPLY: replies, Lane.BULK: bulk}))


async def _work(settings: Settings, hands: dict[Lane, int]) -> None:
    database = await open_database(settings)
    http = provider_http()
    try:
        gateway = gateway_of(settings, account_of(settings), http)
        engine = engine_of(settings, database, gateway, utc_now, hands)
        await open_own_senders(settings, database)
        calm_collector()
        await _send(engine, database, hands)
    finally:
        await http.close()
        await database.close()


async def _send(engine: Engine, database: Database, hands: dict[Lane, int]) -> None:
    """Send until a signal asks to stop."""
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    upkeep = upkeep_of(database, utc_now)
    upkeep.start()
    running = asyncio.create_task(engine.run(), name="engine")
    stop = asyncio.create_task(asked.wait(), name="stop")
    click.echo(
        f"Palier sends (batches at once: replies: {hands[Lane.REPLY]}, broadcasts: "
        f"{hands[Lane.BULK]}). Ctrl-C ends it once what is under way is written down."
    )
    await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    upkeep.shutdown(wait=False)
    engine.stop()
    ended, _late = await asyncio.wait({running}, timeout=STOP_PATIENCE)
    for task in ended:
        task.result()  # what ended by itself ended with the reason
