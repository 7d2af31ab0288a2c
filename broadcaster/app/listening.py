"""Listening: an application on its port, or one clear line."""

import asyncio
import logging
import socket

from aiohttp import web

from broadcaster.app.failures import BadRequestsUntold
from broadcaster.errors import PalierError

PATIENCE = 3.0
"""Seconds a port may take to come free: Rasa ends a moment after a service that was killed."""

PAUSE = 0.1
"""Seconds between two looks."""


class PortTakenError(PalierError):
    """A port is taken. Stop what uses it, or choose another port in the settings."""


async def listen(app: web.Application, host: str, port: int, setting: str) -> web.AppRunner:
    """Start listening; raise PortTakenError naming the setting that chooses the port."""
    logger = logging.getLogger(f"{__name__}.{port}")
    logger.addFilter(BadRequestsUntold())
    runner = web.AppRunner(app, access_log=None, handle_signals=False, logger=logger)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise PortTakenError(_taken(host, port, setting, error)) from error
    return runner


async def until_free(host: str, port: int, setting: str, patience: float = PATIENCE) -> None:
    """Return once a port that another process will listen on is free; raise PortTakenError."""
    deadline = asyncio.get_running_loop().time() + patience
    while (error := _refusal(host, port)) is not None:
        if asyncio.get_running_loop().time() >= deadline:
            raise PortTakenError(_taken(host, port, setting, error)) from error
        await asyncio.sleep(PAUSE)


def _refusal(host: str, port: int) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _taken(host: str, port: int, setting: str, error: OSError) -> str:
    return (
        f"cannot listen on {host}:{port} ({error.strerror or error}); "
        f"stop what uses it, or choose another {setting}"
    )
