"""The chat's session: which conversation a browser has begun, without an account."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

from broadcaster.conversations.correspondents import WEB_PREFIX

COOKIE = "palier_chat"
KEPT_SECONDS = 7 * 24 * 3600
"""How long a browser remembers: long enough for a person's answer after a weekend."""

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
ONCE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class ChatSession:
    """A browser's conversation. The token is in its cookie only; the database has its hash."""

    token: str = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """A session nobody can guess."""
        return cls(secrets.token_urlsafe(32))

    @staticmethod
    def new_once() -> str:
        """An id for the next message: the same form sent twice is one message."""
        return secrets.token_hex(16)

    @property
    def address(self) -> str:
        """The correspondent's address: "web:" and the token's SHA-256."""
        return WEB_PREFIX + hashlib.sha256(self.token.encode()).hexdigest()

    def sid(self, once: str) -> str:
        """A message's id, unique to this session; at most 64 characters."""
        own = once if ONCE.fullmatch(once) else self.new_once()
        return f"web-{self.address.removeprefix(WEB_PREFIX)[:24]}-{own}"

    def remember(self, answer: web.Response, *, secure: bool) -> None:
        """Put the token in the browser, out of reach of scripts and other sites' forms."""
        answer.set_cookie(
            COOKIE,
            self.token,
            max_age=KEPT_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=secure,
        )

    @staticmethod
    def forget(answer: web.Response) -> None:
        """Take the token out of the browser."""
        answer.del_cookie(COOKIE, httponly=True, samesite="Lax")


def read_session(request: web.Request) -> ChatSession | None:
    """The session of a request's cookie; None when it has none of ours."""
    token = request.cookies.get(COOKIE, "")
    return ChatSession(token) if TOKEN.fullmatch(token) else None
