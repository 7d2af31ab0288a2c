"""The data folder: there, writable, and its owner's alone."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.errors import PalierError

PRIVATE = 0o077
"""What neither group nor others get: telephone numbers and messages are personal data."""

OURS = ("palier.db*", "local-twilio.*", "rasa.log")
"""Files of ours that an earlier release may have made readable for everybody."""


LOCK_FILE = "service.lock"


class DataFolderError(PalierError):
    """The data folder cannot be used. Choose another PALIER_DATA_DIR."""


class DataFolderTakenError(PalierError):
    """Another service runs on this data folder: stop it, or choose another PALIER_DATA_DIR."""


@contextmanager
def taken_by_us(folder: Path) -> Iterator[None]:
    """Keep other services out of the folder while this one runs; raise DataFolderTakenError.

    The lock is the operating system's: it ends with the process, however that ends.
    """
    with (folder / LOCK_FILE).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = (
                f"another service runs on the data folder {folder}: stop it, "
                "or choose another PALIER_DATA_DIR"
            )
            raise DataFolderTakenError(message) from error
        yield


def open_data_folder(folder: Path) -> None:
    """Make the folder if need be; from here on this process writes files for its owner only.

    A folder that is there already keeps its permissions: it may be shared on purpose. Raises
    DataFolderError when the folder cannot be made or written to.
    """
    os.umask(PRIVATE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        reason = "it is a file" if folder.is_file() else getattr(error, "strerror", None) or error
        message = (
            f"PALIER_DATA_DIR: {folder} cannot be used as the data folder ({reason}); "
            "choose a folder that this user may write to"
        )
        raise DataFolderError(message) from error
    for path in (path for pattern in OURS for path in folder.glob(pattern)):
        with suppress(OSError):  # another user's: it is theirs to say who reads it
            path.chmod(path.stat().st_mode & ~PRIVATE)
