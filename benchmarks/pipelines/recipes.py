"""The pipelines that are compared: how each is laid out, trained and served."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from benchmarks.stock_rasa import PROGRAM, PYTHON, ROOT, SETTINGS

MODEL: Final = "models/pipeline.tar.gz"
EXAMPLES: Final = "data/nlu"

EPOCHS: Final = 100
"""What Rasa suggests for DIETClassifier."""

_OURS: Final = ("config.yml", "domain.yml", "data/rules.yml")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One of the three. Commands are what its Python is given, from the project's folder."""

    key: str
    title: str
    python: Path
    lay_out: Callable[[Path], None]
    train: tuple[str, ...]
    rasa: tuple[str, ...]
    settings: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """This process's own with what the pipeline is run with; nothing is told to anybody."""
        return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", **self.settings}

    def prepare(self, project: Path) -> None:
        """Make the project's folder: the same examples for all three, and each its recipe."""
        shutil.copytree(ROOT / EXAMPLES, project / EXAMPLES, dirs_exist_ok=True)
        self.lay_out(project)


def ours() -> Pipeline:
    """Ours as it is: trained whole, rules included, and on one thread as its launcher sets it."""
    return Pipeline(
        "ours", "Palier", PYTHON, _lay_out_ours,
        train=("-m", "bot.nlu.launcher", "train", "--model", MODEL),
        rasa=("-c", PROGRAM),
        settings={**SETTINGS, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def diet(full: Path, epochs: int) -> Pipeline:
    """What Rasa 3.6 takes when no pipeline is configured.

    Without its ResponseSelector, which has nothing to select from: no intent here has responses.
    """
    classifier = {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True}
    title = f"DIET, {epochs} epoch{'s' if epochs > 1 else ''}"
    return _rasas("diet", title, full, [classifier, {"name": "EntitySynonymMapper"}])


def logistic(full: Path) -> Pipeline:
    """The same features under the classifier Rasa offers to those who want no network."""
    return _rasas("lr", "logistic regression", full, [{"name": "LogisticRegressionClassifier"}])


def _rasas(key: str, title: str, full: Path, classifying: list[dict[str, object]]) -> Pipeline:
    """A pipeline of Rasa's own components, in a full install, with as many threads as it likes."""

    def lay_out(project: Path) -> None:
        recipe = yaml.safe_dump(_recipe(classifying), sort_keys=False)
        (project / "config.yml").write_text(recipe, "utf-8")

    return Pipeline(
        key, title, full, lay_out,
        train=(
            "-m", "rasa", "train", "nlu", "--nlu", EXAMPLES,
            "--fixed-model-name", Path(MODEL).name.removesuffix(".tar.gz"),
        ),
        rasa=("-m", "rasa"),
        settings={},
    )  # fmt: skip


def _recipe(classifying: list[dict[str, object]]) -> dict[str, object]:
    """Rasa's suggestion (``default_config.yml`` in its package) with other classifiers."""
    letters = {"analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}
    unsure = {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}
    featurizers: list[dict[str, object]] = [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", **letters},
    ]
    head = {"recipe": "default.v1", "assistant_id": "beside", "language": "fr"}
    return {**head, "pipeline": [*featurizers, *classifying, unsure]}


def _lay_out_ours(project: Path) -> None:
    for name in _OURS:
        shutil.copy(ROOT / name, project / name)
