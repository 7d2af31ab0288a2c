"""A model matches its training data by content."""

import shutil
from pathlib import Path

import pytest

from bot.nlu.model_files import matching_model, model_path, training_fingerprint


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "config.yml").write_text("recipe: default.v1\n")
    (tmp_path / "domain.yml").write_text("intents: []\n")
    (tmp_path / "data" / "nlu" / "works.yml").write_text("nlu: []\n")
    return tmp_path


def test_equal_content_has_an_equal_fingerprint_anywhere(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(root, copy)
    assert training_fingerprint(copy) == training_fingerprint(root)


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "data/nlu/works_start.yml"])
def test_a_changed_file_changes_the_fingerprint(root: Path, name: str) -> None:
    before = training_fingerprint(root)
    (root / name).write_text("changed: true\n")
    assert training_fingerprint(root) != before


def test_a_new_topic_changes_the_fingerprint(root: Path) -> None:
    before = training_fingerprint(root)
    (root / "data" / "nlu" / "more.yml").write_text("nlu: []\n")
    assert training_fingerprint(root) != before


def test_only_the_model_of_the_present_data_matches(root: Path) -> None:
    assert matching_model(root) is None
    model_path(root).parent.mkdir()
    model_path(root).write_bytes(b"model")
    assert matching_model(root) == model_path(root)
    (root / "domain.yml").write_text("intents: [affirm]\n")
    assert matching_model(root) is None
