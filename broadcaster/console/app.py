"""The console as one application, to be mounted at ``/staff``."""

import asyncio
from importlib.resources import as_file, files

from aiohttp import web

from broadcaster.answers.rehearsal import NoRehearsal, Rehearsal
from broadcaster.campaigns.broadcasts.trials import Outlet
from broadcaster.clock import Clock
from broadcaster.console.errands import Errands
from broadcaster.console.keys import (
    CLOCK,
    CONFIG,
    DATABASE,
    ERRANDS,
    MAILER,
    OUTBOX,
    OUTLET,
    PAGES,
    REHEARSAL,
    STOPPING,
    THROTTLE,
    ConsoleConfig,
)
from broadcaster.console.middlewares import (
    explain_problems,
    keep_private,
    need_login,
    need_role,
    same_origin,
)
from broadcaster.console.nouns import NOUNS
from broadcaster.console.register.jobs import JOBS, Jobs
from broadcaster.console.rendering import console_pages
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.mail import Mailer
from broadcaster.staff.logins import LoginThrottle


def console_app(
    database: Database,
    clock: Clock,
    outbox: Outbox,
    outlet: Outlet,
    config: ConsoleConfig,
    throttle: LoginThrottle | None = None,
    rehearsal: Rehearsal | None = None,
    mailer: Mailer | None = None,
) -> web.Application:
    """The staff console. ``outbox`` carries what staff answer to tenants, ``outlet`` tests.

    ``rehearsal`` fills previews of answers with a real home's facts; ``mailer`` carries links to
    staff, who are handed them where there is none.
    """
    app = web.Application(middlewares=[explain_problems, same_origin, need_login, need_role])
    app[DATABASE], app[CLOCK], app[OUTBOX], app[CONFIG] = database, clock, outbox, config
    app[OUTLET], app[REHEARSAL] = outlet, rehearsal or NoRehearsal()
    app[THROTTLE] = throttle or LoginThrottle()
    app[PAGES] = console_pages()
    app[STOPPING], app[JOBS] = asyncio.Event(), Jobs()
    app[MAILER], app[ERRANDS] = mailer, Errands()
    for noun in NOUNS:
        app.add_routes(noun.routes)
    with as_file(files("broadcaster.console") / "static") as folder:
        app.router.add_static("/static", folder, name="static")
    app.on_response_prepare.append(keep_private)
    app.on_shutdown.append(_end_live_pages)
    app.on_cleanup.append(_finish_errands)
    app.on_cleanup.append(_end_jobs)
    return app


async def _finish_errands(app: web.Application) -> None:
    await app[ERRANDS].finish()


async def _end_live_pages(app: web.Application) -> None:
    app[STOPPING].set()


async def _end_jobs(app: web.Application) -> None:
    await app[JOBS].stop()
