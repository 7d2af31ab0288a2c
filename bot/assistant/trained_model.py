"""The trained model: whether the file of the present training data can be used."""

import gzip
import tarfile
import zlib
from pathlib import Path

from bot.nlu.model_files import matching_model

_PIECE = 1 << 20


def broken_model(root: Path) -> Path | None:
    """The matching model when it is cut short or damaged; None when it is sound or not there."""
    model = matching_model(root)
    return None if model is None or is_sound(model) else model


def is_sound(model: Path) -> bool:
    """True when the archive is whole, by its checksum, and is a model of Rasa's."""
    try:
        with gzip.open(model) as content:
            while content.read(_PIECE):
                pass
        with tarfile.open(model) as archive:
            archive.getmember("metadata.json")
    except (tarfile.TarError, zlib.error, EOFError, OSError, KeyError):
        return False
    return True
