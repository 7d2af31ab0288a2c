"""Signing: how a receiver knows that a call comes from us and was not changed.

The form is that of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 over id,
time and body.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"
KEY_BYTES = 32


def new_secret() -> str:
    """A key to sign with, as receivers' libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a call. ``at`` is when it is sent: receivers refuse old ones."""
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature(secret, message_id, stamp, body)}",
    }


def signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    """The signature itself, in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join([message_id.encode("ascii"), stamp.encode("ascii"), body])
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode("ascii")
