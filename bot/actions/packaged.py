"""Packaged: the lists of words that lie beside a module as YAML."""

from importlib import resources
from typing import Any  # what a YAML file holds

import yaml


def packaged(package: str, name: str) -> Any:
    """Read a YAML file of a package; its reader says what it holds and keeps it."""
    return yaml.safe_load(resources.files(package).joinpath(name).read_text("utf-8"))
