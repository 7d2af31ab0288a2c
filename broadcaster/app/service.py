"""The service's life: everything started in order, watched, and stopped cleanly."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from aiohttp import web

from bot.assistant.process import RasaLaunch
from bot.assistant.relay import RasaRelay
from bot.assistant.versions import versions_of
from bot.inbox.lack_watch import LackWatch
from bot.nlu.model_files import training_fingerprint
from broadcaster.app.listening import listen, until_free
from broadcaster.app.memory import calm_collector
from broadcaster.app.parts import Parts, assembled
from broadcaster.app.routes import local_provider_app, mailer_of, web_app
from broadcaster.app.sender import open_own_senders, patience_of, rules_of
from broadcaster.app.ticks import scheduler_of
from broadcaster.app.warming import warm
from broadcaster.app.webhooks import add_webhooks
from broadcaster.clock import Clock
from broadcaster.conversations.escalation.escalator import Escalator
from broadcaster.database import Database
from broadcaster.sending.texts.tariff import Tariff
from broadcaster.settings import Settings

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
"""Where Rasa listens, whatever address the service has."""

STOP_PATIENCE = 25.0
"""Seconds that calls under way to the provider get to be written down."""


class Service:
    """Runs Palier until it is told to stop."""

    def __init__(self, settings: Settings, database: Database, clock: Clock, root: Path) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._root = root
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Ask it to end."""
        self._stop.set()

    async def run(self, on_listening: Callable[[Parts], Awaitable[None]]) -> None:
        """Listen first, then start everything else; return once all is stopped.

        Raises PortTakenError, or RasaCannotStartError when no restart would help.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        async with AsyncExitStack() as stack:
            parts = await stack.enter_async_context(
                assembled(self._settings, self._database, self._clock)
            )
            await self._listen(stack, parts)
            # Rasa takes longest: it loads beside everything else.
            rasa = asyncio.create_task(self._relay(parts).run(), name="rasa")
            stack.push_async_callback(_ended, rasa)
            await on_listening(parts)
            await asyncio.to_thread(lambda: parts.actions.executor)
            await asyncio.to_thread(warm, self._clock())
            calm_collector()
            await self._work(stack, parts, rasa)

    async def _listen(self, stack: AsyncExitStack, parts: Parts) -> None:
        host, settings = self._settings.host, self._settings
        await until_free(LOOPBACK, settings.rasa_port, "PALIER_RASA_PORT")
        own = await listen(web_app(parts), host, settings.port, "PALIER_PORT")
        stack.push_async_callback(own.cleanup)
        if parts.account.is_local:
            provider: web.AppRunner = await listen(
                local_provider_app(parts), host, settings.local_twilio_port,
                "PALIER_LOCAL_TWILIO_PORT",
            )  # fmt: skip
            stack.push_async_callback(provider.cleanup)

    async def _work(self, stack: AsyncExitStack, parts: Parts, rasa: "asyncio.Task[None]") -> None:
        await open_own_senders(self._settings, parts.database)
        courtesy = rules_of(self._settings).timetables.courtesy
        scheduler = scheduler_of(
            parts.database,
            parts.releaser,
            parts.waiting_room,
            parts.reconciler,
            parts.clock,
            courtesy,
            LackWatch(parts.database, parts.talk.outbox, parts.clock, courtesy),
            Escalator(
                parts.database,
                parts.talk.outbox,
                patience_of(self._settings),
                self._settings.resolved_public_url,
                mailer_of(self._settings),
            ),
            Tariff.parse(self._settings.segment_price).prefixes,
        )
        courier = add_webhooks(scheduler, parts.database, parts.clock, self._settings)
        stack.push_async_callback(courier.close)
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        engine = asyncio.create_task(parts.engine.run(), name="engine")
        asked = asyncio.create_task(self._stop.wait(), name="stop")
        ended, _running = await asyncio.wait(
            {rasa, engine, asked}, return_when=asyncio.FIRST_COMPLETED
        )
        log.info("stopping")
        asked.cancel()
        await self._wind_down(parts, rasa, engine)
        for task in ended:
            task.result()  # what ended by itself ended with the reason

    async def _wind_down(
        self, parts: Parts, rasa: "asyncio.Task[None]", engine: "asyncio.Task[None]"
    ) -> None:
        await _ended(rasa)
        await parts.inbox.drain()
        parts.engine.stop()
        await asyncio.wait({engine}, timeout=STOP_PATIENCE)

    def _relay(self, parts: Parts) -> RasaRelay:
        """Rasa, with the model that runs; another one takes over without a gap."""
        settings, release = self._settings, training_fingerprint(self._root)
        versions = versions_of(settings.data_dir)
        return RasaRelay(
            self._launch(parts),
            lambda: versions.running_model(release),
            parts.talk.assistant,
            taken=frozenset({settings.port, settings.local_twilio_port}),
        )

    def _launch(self, parts: Parts) -> RasaLaunch:
        return RasaLaunch(
            root=self._root,
            port=self._settings.rasa_port,
            token=parts.rasa_token,
            actions_url=f"http://127.0.0.1:{self._settings.port}/rasa/actions",
            log_path=self._settings.data_dir.resolve() / "rasa.log",
        )


async def _ended(rasa: "asyncio.Task[None]") -> None:
    rasa.cancel()
    await asyncio.wait({rasa}, timeout=STOP_PATIENCE)
