"""Sentences for staff, kept in YAML files next to the module that says them."""

from functools import cache
from importlib.resources import files

import yaml


class Wording:
    """The sentences of one YAML file: a mapping from a key to a text with ``{placeholders}``."""

    def __init__(self, package: str, file_name: str) -> None:
        """Take the package the file lies in, and its name."""
        self._package = package
        self._file_name = file_name

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of that key, filled; raise KeyError when there is none."""
        return _load(self._package, self._file_name)[key].format(**values)


@cache
def _load(package: str, file_name: str) -> dict[str, str]:
    content = files(package).joinpath(file_name).read_text("utf-8")
    return {str(key): str(text).strip() for key, text in yaml.safe_load(content).items()}
