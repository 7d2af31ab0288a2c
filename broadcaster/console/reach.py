"""Reach: the sites whose households and works whoever is logged in may see."""

from aiohttp import web

SITES: web.RequestKey[frozenset[int] | None] = web.RequestKey("sites")
"""The ids of those sites; None for all of them."""


def sites_of(request: web.Request) -> frozenset[int] | None:
    """The ids of the sites within reach, for the condition of a query; None for all of them."""
    return request.get(SITES)


def need_site(request: web.Request, site_id: int) -> None:
    """Raise HTTPNotFound for a site out of reach: that it exists is nobody else's business."""
    sites = sites_of(request)
    if sites is not None and site_id not in sites:
        raise web.HTTPNotFound
