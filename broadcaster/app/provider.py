"""The provider: Twilio when an account is set, else the local Twilio on this machine."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.errors import PalierError
from broadcaster.settings import Settings

LOCAL_ACCOUNT = "AC" + "0" * 31 + "1"
"""The account of the local Twilio; Twilio itself would never give out such an id."""


class SecretFileError(PalierError):
    """A secret cannot be kept in the data folder. Check the folder's files and permissions."""


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """The account messages leave by, and where its interface is."""

    sid: str
    auth_token: str = field(repr=False)
    base_url: str | None  # None: Twilio itself

    @property
    def is_local(self) -> bool:
        """True when the local Twilio stands for the real one."""
        return self.base_url is not None


def account_of(settings: Settings) -> ProviderAccount:
    """The configured account, or the local one with a token kept in the data folder."""
    if settings.twilio_account_sid and settings.twilio_auth_token:
        token = settings.twilio_auth_token.get_secret_value()
        return ProviderAccount(settings.twilio_account_sid, token, None)
    return ProviderAccount(
        LOCAL_ACCOUNT,
        kept_secret(settings.data_dir / "local-twilio.token"),
        f"http://127.0.0.1:{settings.local_twilio_port}",
    )


def kept_secret(path: Path) -> str:
    """A secret that is made once and read again at the next start, by its owner only.

    Raises SecretFileError when the file can be neither read nor made.
    """
    try:
        kept = path.read_text("ascii").strip() if path.exists() else ""
        if not kept:  # a start that was cut short leaves an empty file
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(kept := secrets.token_hex(16), "ascii")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be used ({error}); remove it: it is made again"
        raise SecretFileError(message) from error
    return kept
