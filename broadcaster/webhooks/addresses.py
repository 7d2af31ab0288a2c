"""Addresses that webhooks may lead to: never into our own network.

Whoever may name an address could otherwise make us call what only we can reach (OWASP,
« Server-Side Request Forgery Prevention »). A name is looked at when the connection is made, so
that it cannot lead elsewhere by then.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from broadcaster.errors import PalierError
from broadcaster.wording import Wording

say = Wording("broadcaster.webhooks", "refusals.yml")

LONGEST = 500
"""Characters of an address at most."""


class AddressRefusedError(PalierError):
    """No webhook may lead to this address. The text, from ``refusals.yml``, says why."""

    def __init__(self, key: str) -> None:
        super().__init__(say(key))
        self.key = key


class ForbiddenAddressError(OSError):
    """A name leads into a private network. Nothing was sent."""


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Where webhooks may lead."""

    private: bool = False  # into private networks too (PALIER_WEBHOOKS_PRIVATE)
    loopback: bool = False  # to this machine, also without TLS: while Palier itself is local

    def check(self, url: str) -> str:
        """The address as it is kept; raise AddressRefusedError."""
        address = _parsed(url)
        host = address.host or ""
        is_own = self.loopback and (host == "localhost" or _is_loopback(host))
        if address.scheme != "https" and not (is_own and address.scheme == "http"):
            raise AddressRefusedError("https")
        if not self.allows_host(host):
            raise AddressRefusedError("private")
        return str(address)

    def allows_host(self, host: str) -> bool:
        """True unless the host is written as an address we must not call."""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return self.loopback or host != "localhost"
        return self.allows(host)

    def allows(self, address: str) -> bool:
        """True when an IP address may be called."""
        one = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(one, ipaddress.IPv6Address):
            one = one.ipv4_mapped or one.sixtofour or one
        if one.is_loopback:
            return self.loopback
        if one.is_multicast or one.is_unspecified or one.is_link_local:
            return False
        return one.is_global or self.private


class GuardedResolver(AbstractResolver):
    """Looks names up, and knows only addresses that may be called."""

    def __init__(self, rules: AddressRules) -> None:
        self._rules = rules
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name; raise ForbiddenAddressError when none may be called."""
        found = await self._inner.resolve(host, port, family)
        allowed = [one for one in found if self._rules.allows(one["host"])]
        if not allowed:
            raise ForbiddenAddressError(say("private"))
        return allowed

    async def close(self) -> None:
        """Let go of what it holds."""
        await self._inner.close()


def host_of(url: str) -> str:
    """The host of an address, as staff and the log may see it: paths may hold secrets."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or url
    except ValueError:
        return url


def _parsed(url: str) -> URL:
    try:
        address = URL(url.strip())
        is_whole = address.host is not None and address.port is not None
    except ValueError as error:
        raise AddressRefusedError("unreadable") from error
    if not is_whole or len(str(address)) > LONGEST or not url.isprintable():
        raise AddressRefusedError("unreadable")
    if address.user or address.password or address.fragment:
        raise AddressRefusedError("user")
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
