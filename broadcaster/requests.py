"""What every door asks of a request: a form it can read, sent by one of our own pages."""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def form_fields(request: web.Request) -> dict[str, str]:
    """The text fields of a form, the first of each name; raises HTTPBadRequest on none.

    Whatever is no form, and bytes or charsets that cannot be read, are the sender's mistake.
    """
    try:
        form = await request.post()
    except (ValueError, LookupError, AssertionError, HttpProcessingError) as error:
        raise web.HTTPBadRequest(text="This is no form that can be read.\n") from error
    return {name: value for name, value in form.items() if isinstance(value, str)}


def is_same_origin(request: web.Request) -> bool:
    """True unless a browser says that another site makes the request.

    Browsers send Sec-Fetch-Site (W3C Fetch Metadata) or at least Origin with every POST;
    programs send neither and carry no cookies that could be misused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def client_address(request: web.Request) -> str:
    """The address a request comes from, as far as it can be believed.

    A reverse proxy on this machine adds the address it saw at the end of X-Forwarded-For; what
    stands before it, and the header from anybody else, may be made up.
    """
    peer = request.remote or ""
    try:
        is_local = ipaddress.ip_address(peer).is_loopback
    except ValueError:
        is_local = False
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    return (hops[-1].strip() or peer)[:64] if is_local else peer


@web.middleware
async def same_origin_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse, with 403, whatever another site would have us change."""
    if request.method not in SAFE_METHODS and not is_same_origin(request):
        raise web.HTTPForbidden(text="Cette demande vient d'un autre site : elle est refusée.\n")
    return await handler(request)
