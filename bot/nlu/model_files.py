"""Where trained models lie, and which one matches the data it should have been trained from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

_SHAPING = (
    "config.yml",
    "domain.yml",
    "data/rules.yml",
    "data/stories.yml",
    "bot/requirements.lock",
    "bot/nlu/incoming.py",
    "bot/nlu/normaliser.py",
    "bot/nlu/folding.py",
    "bot/nlu/courtesy.py",
    "bot/nlu/courtesies.json",
    "bot/nlu/components/classifier.py",
    "bot/nlu/components/entities.py",
    "bot/nlu/components/embedding.py",
    "bot/nlu/components/examples.py",
    "bot/nlu/components/gram.py",
    "bot/nlu/components/intent_model.py",
    "bot/nlu/components/normaliser.py",
    "bot/nlu/components/reading.py",
    "bot/nlu/components/regression.py",
)
"""Files whose content decides what a trained model holds. A change in any asks for a new one."""


def training_fingerprint(root: Path) -> str:
    """Return 16 hex digits of a hash over the path and content of all that shapes the model."""
    digest = hashlib.sha256()
    for path in _shaping_files(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _shaping_files(root: Path) -> Iterator[Path]:
    """Yield existing files in a fixed order, so that equal content means an equal hash."""
    named = [root / name for name in _SHAPING]
    yield from sorted(path for path in named if path.is_file())
    yield from sorted((root / "bot" / "nlu" / "spelling").glob("*.*"))
    yield from sorted((root / "data" / "nlu").glob("*.yml"))


def model_path(root: Path) -> Path:
    """Return where the model of the present training data belongs, trained or not."""
    return root / "models" / f"palier-{training_fingerprint(root)}.tar.gz"


def matching_model(root: Path) -> Path | None:
    """Return the model of the present training data, or None when it must be trained."""
    path = model_path(root)
    return path if path.is_file() else None
