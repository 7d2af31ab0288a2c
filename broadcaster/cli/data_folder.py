"""The data folder: there, writable, and its owner's alone."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from broadcaster.errors import PalierError

PRIVATE = 0o077
"""What neither group nor others get: telephone numbers and messages are personal data."""

OURS = ("palier.db*", "local-twilio.*", "rasa.log")
"""Files of ours that an earlier release may have made readable for everybody."""


class DataFolderError(PalierError):
    """The data folder cannot be used. Choose another PALIER_DATA_DIR."""


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
