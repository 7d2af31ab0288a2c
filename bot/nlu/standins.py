"""Inert stand-ins for the TensorFlow family, so that Rasa imports without it.

Rasa 3.6 imports TensorFlow at the top of modules this project never uses. The stand-ins satisfy
those imports (attributes, base classes, decorators) and hold no behaviour at all: whatever would
really compute with them is refused beforehand by :func:`refuse_tensorflow_components`.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

STOOD_IN = frozenset(
    {
        "jax",
        "keras",
        "matplotlib",
        "pydot",
        "sklearn_crfsuite",
        "tensorflow",
        "tensorflow_addons",
        "tensorflow_hub",
        "tensorflow_text",
    }
)
"""Top-level packages that Rasa imports and this project never runs."""

NEEDS_TENSORFLOW = ("DIETClassifier", "TEDPolicy", "ResponseSelector")
"""Component names that cannot work on stand-ins."""


class _InertType(type):
    """A class of which every unknown attribute is another inert class."""

    def __getattr__(cls, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return _inert(f"{cls.__name__}.{name}")

    def __getitem__(cls, _item: object) -> object:
        return cls

    def __or__(cls, _other: object) -> object:  # type: ignore[override]
        return cls

    def __ror__(cls, _other: object) -> object:  # type: ignore[override]
        return cls


def _inert(name: str) -> type:
    """Return a class usable as base, annotation or decorator."""
    return _InertType(name, (), {"__new__": _decorate_or_create})


def _decorate_or_create(cls: type, *args: object, **_kwargs: object) -> object:
    """Hand a decorated function back untouched; otherwise make a bare object."""
    if len(args) == 1 and callable(args[0]) and not isinstance(args[0], type):
        return args[0]
    return object.__new__(cls)


class _InertModule(ModuleType):
    """A module of which every attribute exists and does nothing."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []  # makes it a package

    def __getattr__(self, name: str) -> object:
        if name == "__version__":
            return "0.0.0"
        if name.startswith("__"):
            raise AttributeError(name)
        attribute = _inert(name)
        setattr(self, name, attribute)
        return attribute


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers imports of :data:`STOOD_IN` packages with inert modules."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Claim the stood-in packages and everything below them."""
        if fullname.partition(".")[0] not in STOOD_IN:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Make the inert module."""
        return _InertModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def install() -> None:
    """Put the stand-ins first on the import path; where TensorFlow is really installed, don't."""
    if importlib.util.find_spec("tensorflow") is None:
        sys.meta_path.insert(0, StandInFinder())


def tensorflow_components(config: Path) -> list[str]:
    """Return the names in a Rasa configuration that need the real TensorFlow, in file order."""
    named = re.findall(r"^\s*-?\s*name:\s*['\"]?([\w.]+)", config.read_text("utf-8"), re.MULTILINE)
    return [name for name in named if name.rpartition(".")[2] in NEEDS_TENSORFLOW]
