"""Reading the settings, and refusing them with every reason at once."""

import difflib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource

from broadcaster.errors import PalierError
from broadcaster.settings.model import ENV_FILE, PREFIX, Settings

NO_SETTINGS = frozenset({"PALIER_RASA_TOKEN", "PALIER_ACTIONS_URL"})
"""What the service itself gives to Rasa's process."""

HOW_TO_WRITE = {
    "bool_parsing": "write true or false",
    "time_parsing": "write an hour as 21:30",
    "int_parsing": "write a whole number",
    "float_parsing": "write a number, with a point: 0.5",
    "url_parsing": "write an address as https://palier.example.org",
    "url_scheme": "write an address that begins with https:// or http://",
}
"""What to write, by pydantic's name of the fault, where its own sentence is bare."""

TESTS_PREFIX = "PALIER_TEST_"


class SettingsError(PalierError):
    """A setting is wrong. Correct it in the environment or in .env and start again."""


def load_settings() -> Settings:
    """Read the settings; raise SettingsError naming each wrong one and why."""
    wrong = list(_unknown([*os.environ, *_names_in_file(ENV_FILE)]))
    try:
        settings = Settings()
    except ValidationError as error:
        wrong += [
            _explain(str(item["loc"][0]) if item["loc"] else "", item["type"], item["msg"])
            for item in error.errors()
        ]
        raise SettingsError("; ".join(wrong)) from error
    if wrong:
        raise SettingsError("; ".join(wrong))
    return settings


def _names_in_file(path: Path) -> list[str]:
    """The names a settings file gives; raise SettingsError when it cannot be read."""
    try:
        if path.is_dir():
            message = f"{path} is a folder; it must be a text file, or not be there"
            raise SettingsError(message)
        return list(DotEnvSettingsSource(Settings, env_file=path).env_vars)
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 text (byte {error.start + 1}); save it as UTF-8"
        raise SettingsError(message) from error
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read ({error}); it must be a text file that we may read"
        raise SettingsError(message) from error


def _unknown(names: Iterable[str]) -> Iterator[str]:
    """A refusal for each of our names that no setting has: a slip would go unnoticed."""
    known = [field.upper() for field in Settings.model_fields]
    for name in dict.fromkeys(name.upper() for name in names):
        if not name.startswith(PREFIX) or name.startswith(TESTS_PREFIX):
            continue
        written = name.removeprefix(PREFIX)
        if written in known or name in NO_SETTINGS:
            continue
        meant = difflib.get_close_matches(written, known, n=1)
        remedy = (
            f"did you mean {PREFIX}{meant[0]}?" if meant else "take it out (see docs/operators.md)"
        )
        yield f"{name}: unknown setting, {remedy}"


def _explain(field: str, kind: str, reason: str) -> str:
    reason = HOW_TO_WRITE.get(kind, reason.removeprefix("Value error, "))
    return f"{PREFIX}{field.upper()}: {reason}" if field else reason
