"""Listening: an application on its port, or one clear line."""

from aiohttp import web

from broadcaster.errors import PalierError


class PortTakenError(PalierError):
    """A port is taken. Stop what uses it, or choose another port in the settings."""


async def listen(app: web.Application, host: str, port: int, setting: str) -> web.AppRunner:
    """Start listening; raise PortTakenError naming the setting that chooses the port."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        message = (
            f"cannot listen on {host}:{port} ({error.strerror or error}); "
            f"stop what uses it, or choose another {setting}"
        )
        raise PortTakenError(message) from error
    return runner
