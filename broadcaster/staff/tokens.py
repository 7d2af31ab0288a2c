"""Opaque tokens: handed out once, kept only as their SHA-256."""

import hashlib
import secrets


def new_token() -> str:
    """A token nobody can guess: 256 random bits, safe in a URL and in a cookie."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """The SHA-256 of a token, in hexadecimal: what the database keeps of it.

    No salt and no slowness are needed: the token itself is random.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
