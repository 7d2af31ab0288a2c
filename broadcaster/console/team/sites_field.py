"""The field « which sites », where a landlord's system is given some of them or all."""

from collections.abc import Sequence
from typing import Final

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form
from broadcaster.console.reach import sites_of
from broadcaster.register.models import Site

ALL: Final = "all"
"""The box for all sites, also those to come."""


async def offered_sites(request: web.Request, session: AsyncSession) -> list[Site]:
    """The sites one may give: those within one's own reach."""
    own, query = sites_of(request), select(Site).order_by(Site.name)
    return list(await session.scalars(query if own is None else query.where(Site.id.in_(own))))


def may_give_all(request: web.Request) -> bool:
    """True for whoever has all sites."""
    return sites_of(request) is None


def read_sites(form: Form, offered: Sequence[Site], *, all_too: bool) -> list[int] | None:
    """The ids of the sites ticked; None for all of them. Nothing ticked is refused."""
    ticked = form.chosen("sites")
    if ALL in ticked and all_too:
        return None
    ids = [site.id for site in offered if str(site.id) in ticked]
    if len(ids) < len(ticked):
        form.refuse("sites", "choice")
    if not ticked:
        form.refuse("sites", "no_site_ticked")
    return ids


def within_reach(request: web.Request, site_ids: Sequence[int] | None) -> bool:
    """True when what was given these sites is within one's own reach."""
    own = sites_of(request)
    return own is None or (site_ids is not None and own.issuperset(site_ids))
