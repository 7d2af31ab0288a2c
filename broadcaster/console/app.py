"""The console as one application, to be mounted at ``/staff``."""

import asyncio
from importlib.resources import as_file, files

from aiohttp import web

from broadcaster.answers.rehearsal import NoRehearsal, Rehearsal
from broadcaster.campaigns.broadcasts.trials import Outlet
from broadcaster.clock import Clock
from broadcaster.console import alerts, home
from broadcaster.console.answers import lacks, review, review_texts, site_facts, texts
from broadcaster.console.broadcasts import (
    approvals,
    controls,
    deliveries,
    drafts,
    presence,
    previews,
    progress,
    series,
    trials,
)
from broadcaster.console.inbox import holds, threads
from broadcaster.console.keys import (
    CLOCK,
    CONFIG,
    DATABASE,
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
    same_origin,
)
from broadcaster.console.on_site import help_points, people
from broadcaster.console.rendering import console_pages
from broadcaster.console.team import access, api_tokens, audit_log, colleagues, webhooks
from broadcaster.console.works import milestones, plans
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.staff.logins import LoginThrottle

NOUNS = (
    access,
    alerts,
    api_tokens,
    texts,
    approvals,
    audit_log,
    drafts,
    colleagues,
    controls,
    deliveries,
    help_points,
    home,
    lacks,
    milestones,
    people,
    plans,
    presence,
    previews,
    progress,
    review,
    review_texts,
    series,
    holds,
    site_facts,
    threads,
    trials,
    webhooks,
)
"""The modules that have pages."""


def console_app(
    database: Database,
    clock: Clock,
    outbox: Outbox,
    outlet: Outlet,
    config: ConsoleConfig,
    throttle: LoginThrottle | None = None,
    rehearsal: Rehearsal | None = None,
) -> web.Application:
    """The staff console. ``outbox`` carries what staff answer to tenants, ``outlet`` tests.

    ``rehearsal`` fills previews of answers with a real home's facts.
    """
    app = web.Application(middlewares=[explain_problems, same_origin, need_login])
    app[DATABASE], app[CLOCK], app[OUTBOX], app[CONFIG] = database, clock, outbox, config
    app[OUTLET], app[REHEARSAL] = outlet, rehearsal or NoRehearsal()
    app[THROTTLE] = throttle or LoginThrottle()
    app[PAGES] = console_pages()
    app[STOPPING] = asyncio.Event()
    for noun in NOUNS:
        app.add_routes(noun.routes)
    with as_file(files("broadcaster.console") / "static") as folder:
        app.router.add_static("/static", folder, name="static")
    app.on_response_prepare.append(keep_private)
    app.on_shutdown.append(_end_live_pages)
    return app


async def _end_live_pages(app: web.Application) -> None:
    app[STOPPING].set()
