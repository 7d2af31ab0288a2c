"""The files of the lexicon, read without a library: Rasa's environment has to do as well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_NAME = re.compile(r"(\w+):(?: (?:>-)?(.*))?$")


def read_entries(path: Path) -> Mapping[str, list[str]]:
    """Read ``name: text`` and the indented lines below each; ``#`` begins a remark.

    The files are YAML, of which no more than this is used.
    """
    entries: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        name = _NAME.match(line)
        if name:
            lines = entries[name[1]] = [name[2]] if name[2] else []
        elif line.strip() and not line.startswith("#"):
            lines.append(line.strip().removeprefix("- "))
    return entries
