"""The audit log's page."""

from aiohttp import web

from broadcaster.console.forms import query_id
from broadcaster.console.keys import DATABASE
from broadcaster.console.rendering import page
from broadcaster.staff import audit

routes = web.RouteTableDef()

PAGE_SIZE = 50


@routes.get("/audit")
async def show_audit(request: web.Request) -> web.Response:
    """Who changed what and when, the newest first."""
    before = query_id(request, "before")
    async with request.app[DATABASE].read() as session:
        found = await audit.entries(session, before_id=before, limit=PAGE_SIZE + 1)
    shown, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    return page(request, "team/audit.html", entries=shown, older=shown[-1].id if more else None)
