"""A training example as Rasa's message, cheap to copy and to compare.

Rasa copies all examples each time it merges training data, and hashes each again to drop repeated
ones: seven times before the first component runs. Its general way (``copy.deepcopy`` and JSON)
took 20 s for 30,000 examples; these are texts and nothing else, so both can be short.
"""

from __future__ import annotations

import copy
from functools import cache
from hashlib import md5
from typing import Any  # Rasa's own message is untyped

from rasa.shared.nlu.training_data.message import Message


class Example(Message):
    """Behaves as the message it is made of, and equals it."""

    _cached_fingerprint: str | None

    @classmethod
    def of(cls, message: Message) -> Example:
        """Return the same message as an example."""
        return cls(message.data, message.output_properties, message.time, message.features)

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        """Return a copy of which nothing that can change is shared."""
        made = Example.__new__(Example)
        made.time = self.time
        made.data = {name: _copied(value, memo) for name, value in self.data.items()}
        made.features = copy.deepcopy(self.features, memo)
        made.output_properties = set(self.output_properties)
        made._cached_fingerprint = self._cached_fingerprint
        return made

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property; one that stays as it is keeps the fingerprint."""
        kept = self._cached_fingerprint
        same = type(info) is str and self.data.get(prop) == info
        super().set(prop, info, add_to_output)
        if same:
            self._cached_fingerprint = kept

    def fingerprint(self) -> str:
        """Return what Rasa would, so that an example equals any message of the same data."""
        if self._cached_fingerprint is None and not self.features:
            self._cached_fingerprint = _fingerprint_of_texts(self.data)
        return str(self._cached_fingerprint or super().fingerprint())


def _copied(value: object, memo: dict[int, Any]) -> object:
    return value if type(value) is str else copy.deepcopy(value, memo)


def _fingerprint_of_texts(data: dict[str, Any]) -> str | None:
    """Return the fingerprint Rasa gives to such data, or None where not all of it is text."""
    if any(type(value) is not str for value in data.values()):
        return None
    pairs = sorted((_hash_of_name(name), _hash(value)) for name, value in data.items())
    listed = ", ".join(f'"{name}": "{value}"' for name, value in pairs)
    return _hash(f'["{_hash("{" + listed + "}")}", "{_NO_FEATURES}"]')


def _hash(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


@cache
def _hash_of_name(name: str) -> str:
    return _hash(name)


_NO_FEATURES = _hash("[]")
