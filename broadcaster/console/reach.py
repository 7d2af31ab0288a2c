"""Reach: the sites whose households and works whoever is logged in may see, or change.

On a page that is looked at, « within reach » is what may be seen; under a form, what may be
changed: it is what the route asks for (permissions.yml).
"""

from collections.abc import Collection

from aiohttp import web

from broadcaster.staff.roles import Capability, Grants

SITES: web.RequestKey[frozenset[int] | None] = web.RequestKey("sites")
"""The ids of those sites; None for all of them."""

GRANTS = web.RequestKey("grants", Grants)
"""The roles of whoever is logged in."""


ROW_SITES: web.RequestKey[frozenset[int]] = web.RequestKey("row_sites")
"""The sites of the row the address names; there only for whoever does not reach them all."""


class RoleNeededError(web.HTTPForbidden):
    """What is asked for needs another role, or the same one for another site."""

    def __init__(
        self,
        capabilities: Collection[Capability],
        site_id: int | None = None,
        *,
        wide: bool = False,
    ) -> None:
        """Take what would be needed: one of these, for that site, or for every one."""
        super().__init__()
        self.capabilities = frozenset(capabilities)
        self.site_id = site_id
        self.wide = wide


def sites_of(request: web.Request) -> frozenset[int] | None:
    """The ids of the sites within reach, for the condition of a query; None for all of them."""
    return request.get(SITES)


def seen_sites(request: web.Request) -> frozenset[int] | None:
    """The sites that may be looked at, also under a form that changes less; None for all."""
    return request[GRANTS].sites_for(Capability.SEE)


def is_within(sites: frozenset[int] | None, site_id: int | None) -> bool:
    """True for a site within reach, and for what belongs to none."""
    return sites is None or site_id is None or site_id in sites


def need_site(request: web.Request, site_id: int) -> None:
    """Refuse a site out of reach.

    Raises HTTPNotFound when it may not even be seen: that it exists is nobody else's business;
    RoleNeededError when it may be seen and not changed.
    """
    need_one_site(request, frozenset({site_id}))


def need_one_site(request: web.Request, found: frozenset[int]) -> None:
    """The same for what belongs to several sites, of which one is enough."""
    sites = sites_of(request)
    if sites is None or sites & found:
        return
    seen = request[GRANTS].sites_for(Capability.SEE)
    if seen is not None and not seen & found:
        raise web.HTTPNotFound
    raise RoleNeededError((), min(found))


def need_every_site(request: web.Request) -> None:
    """Refuse, with RoleNeededError, a change that holds for every site."""
    if sites_of(request) is not None:
        raise RoleNeededError((), wide=True)
