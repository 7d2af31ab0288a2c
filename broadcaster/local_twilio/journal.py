"""The journal: every message and every step it makes, a JSON line each, read back at start."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from broadcaster.local_twilio.messages import Message

if TYPE_CHECKING:
    from io import TextIOWrapper

logger = logging.getLogger(__name__)

_message = TypeAdapter(Message)


class Journal:
    """A file that is only ever added to. The last line about a message is the true one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIOWrapper | None = None

    def read(self) -> Iterator[Message]:
        """Each message as each line told it, oldest line first.

        A line that cannot be read, such as one cut off by a crash, is left out and logged.
        """
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield _message.validate_json(line)
                except ValidationError:
                    logger.warning("journal line %d cannot be read and is left out", number)

    def write(self, message: Message) -> None:
        """Add a message as it is now."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a", encoding="utf-8")
            self._end_torn_line()
        fields = _message.dump_python(message, mode="json")
        self._file.write(json.dumps(fields, ensure_ascii=True) + "\n")
        self._file.flush()

    def _end_torn_line(self) -> None:
        if self._file is not None and self._path.stat().st_size:
            with self._path.open("rb") as raw:
                raw.seek(-1, 2)
                if raw.read(1) != b"\n":
                    self._file.write("\n")

    def close(self) -> None:
        """Close the file; a later line opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None
