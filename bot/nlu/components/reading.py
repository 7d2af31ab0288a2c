"""Reads the training data for Rasa, as Rasa does, in a fraction of the time.

Rasa parses each file of ``data/nlu`` twice, once in pure Python, and checks it against a schema:
10 s for our 30,000 examples. Files of the plain shape that ours have are read by PyYAML's C parser
and need no schema, their shape being checked here. Any other file, right or wrong, is Rasa's to
read; what it would skip with a warning that nobody sees is refused.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any  # YAML holds anything

import yaml  # type: ignore[import-untyped]
from rasa.shared.constants import LATEST_TRAINING_DATA_FORMAT_VERSION
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data import loading
from rasa.shared.nlu.training_data.formats import RasaYAMLReader
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.nlu.components.examples import Example

_EXPANDED = ("${", "\\")
"""What Rasa reads otherwise than YAML does: variables of the environment, escaped characters."""


class ExamplesImporter(RasaFileImporter):
    """Rasa's own importer, but for the examples. ``config.yml`` names it."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the examples of all files, each once. Rasa asks several times."""
        return self._examples(language)

    @cached_method  # type: ignore[untyped-decorator]
    def _examples(self, language: str | None) -> TrainingData:
        return TrainingData().merge(*[read(Path(name), language) for name in self._nlu_files])


def read(path: Path, language: str | None = "en") -> TrainingData:
    """Return the training data of a file; raise RasaException if any of it cannot be used."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            return _plain(path) or _other(path, language)
        except UserWarning as warning:
            message = f"{path} cannot be read as a whole. {warning}"
            raise RasaException(message) from warning


def _plain(path: Path) -> TrainingData | None:
    """Return the training data of a plain file, None if it is another."""
    blocks = _plain_blocks(path.read_text("utf-8"))
    return None if blocks is None else _Reader(path).examples(blocks)


def _other(path: Path, language: str | None) -> TrainingData:
    """Return the training data of any file, as Rasa reads it."""
    data = loading.load_data(str(path), language)
    data.training_examples = [Example.of(message) for message in data.training_examples]
    return data


class _Reader(RasaYAMLReader):
    """Rasa's reader, past its parser and its schema."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.filename = str(path)

    def examples(self, blocks: list[dict[str, str]]) -> TrainingData:
        """Return the examples of blocks, their annotated entities with them."""
        self._parse_nlu(blocks)
        examples = [Example.of(message) for message in self.training_examples]
        return TrainingData(examples, self.entity_synonyms)


def _plain_blocks(text: str) -> list[dict[str, str]] | None:
    """Return the blocks if they all are an intent with its examples, None if not."""
    if any(mark in text for mark in _EXPANDED):
        return None
    try:
        content = yaml.load(text, _Loader)  # noqa: S506 - a safe loader's child
    except yaml.YAMLError:
        return None
    if not isinstance(content, dict) or content.keys() != {"version", "nlu"}:
        return None
    blocks = content["nlu"]
    plain = content["version"] == LATEST_TRAINING_DATA_FORMAT_VERSION
    plain = plain and isinstance(blocks, list) and all(_is_plain(block) for block in blocks)
    return blocks if plain else None


def _is_plain(block: object) -> bool:
    return (
        isinstance(block, dict)
        and block.keys() == {"intent", "examples"}
        and all(isinstance(value, str) and value for value in block.values())
    )


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """PyYAML's parser in C where it was built; a key given twice is an error, as in Rasa."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping of a node."""
        if len({str(key.value) for key, _ in node.value}) < len(node.value):
            problem = "a key is given twice"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping
