"""The web application of a local Twilio: its API, its test interface, its pages."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from broadcaster.clock import Clock, utc_now
from broadcaster.local_twilio import api, mishaps, phones, remote
from broadcaster.local_twilio.config import LocalTwilioConfig, PhoneEntry
from broadcaster.local_twilio.desk import DESK, open_desk
from broadcaster.local_twilio.pace import Pace
from broadcaster.local_twilio.phones import PAGES
from broadcaster.pages import Pages
from broadcaster.requests import same_origin_only

__all__ = ["DESK", "LocalTwilioConfig", "Pace", "PhoneEntry", "local_twilio_app"]

STATIC = Path(__file__).with_name("static")


def local_twilio_app(
    config: LocalTwilioConfig, *, pace: Pace | None = None, clock: Clock = utc_now
) -> web.Application:
    """A local Twilio as an application to be served on a port of its own."""
    app = web.Application(middlewares=[same_origin_only, api.twilio_shape])
    app[DESK] = open_desk(config, pace or Pace(), clock)
    app[PAGES] = Pages("broadcaster.local_twilio")
    for part in (api, remote, phones, mishaps):
        app.add_routes(part.routes)
    app.router.add_static("/static", STATIC)
    app.cleanup_ctx.append(_working)
    app.on_shutdown.append(_let_listeners_go)
    return app


async def _working(app: web.Application) -> AsyncIterator[None]:
    app[DESK].carrier.resume()
    yield
    await app[DESK].close()


async def _let_listeners_go(app: web.Application) -> None:
    app[DESK].feed.close()
