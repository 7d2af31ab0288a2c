"""``palier serve``: the service."""

import asyncio
import logging
from pathlib import Path

import click
from sqlalchemy import func, select

from broadcaster.app.parts import Parts
from broadcaster.app.service import Service
from broadcaster.cli.data_folder import taken_by_us
from broadcaster.cli.schema import open_database
from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.register.models import Site
from broadcaster.settings import Settings, load_settings
from broadcaster.staff.accounts import ensure_setup_link


@click.command()
@click.option("--demo", is_flag=True, help="Load the made-up neighbourhood into an empty database.")
def serve(*, demo: bool) -> None:
    """Run the service: webhooks, chat, console, sending, the assistant and its watch."""
    settings = load_settings()
    prepare_logs(settings)
    asyncio.run(_serve(settings, with_demo=demo))


def prepare_logs(settings: Settings) -> None:
    """Log lines with a time; libraries that would log message texts or addresses are kept down."""
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in (
        "alembic",
        "aiohttp.access",
        "apscheduler",
        "twilio",
        "rasa_sdk",
        "sqlalchemy",
        "aiosqlite",
        "procrastinate",
        "psycopg",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns of each tick that finds the one before it still at work, which is as it should be.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


async def _serve(settings: Settings, *, with_demo: bool) -> None:
    database = await open_database(settings)

    async def welcome(parts: Parts) -> None:
        _greet(parts, await _prepare(database, settings, with_demo=with_demo))

    try:
        with taken_by_us(settings.data_dir):
            await Service(settings, database, utc_now, Path.cwd()).run(welcome)
    finally:
        await database.close()


async def _prepare(database: Database, settings: Settings, *, with_demo: bool) -> str | None:
    """Fill what an empty database lacks; give the one-time link while there is no account."""
    now = utc_now()
    async with database.write() as session:
        empty = not await session.scalar(select(func.count()).select_from(Site))
        if with_demo and empty:
            # Loaded only here: spreadsheets are not needed to listen.
            from broadcaster.demo import load_demo

            await load_demo(session, Path.cwd(), now)
        return await ensure_setup_link(session, settings.resolved_public_url, now)


def _greet(parts: Parts, setup_link: str | None) -> None:
    settings = parts.settings
    lines = [f"Palier listens on {settings.resolved_public_url}  (tenants' chat)"]
    lines.append(f"  Staff console   {settings.resolved_public_url}/staff/")
    if parts.account.is_local:
        lines.append(f"  Simulated phones http://{settings.host}:{settings.local_twilio_port}/")
    if setup_link:
        lines.append(f"  First account    {setup_link}   (works once)")
    lines.append("The assistant is starting; Ctrl-C stops everything.")
    click.echo("\n".join(lines))
