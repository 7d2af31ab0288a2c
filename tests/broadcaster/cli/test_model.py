"""A broken model is trained anew, and said where it is used."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from bot.nlu.model_files import model_path
from tests.broadcaster.cli.command_line import palier, refusal


def _model() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name in ("metadata.json", "weights"):
            content = bytes(range(256)) * 40
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


WHOLE = _model()
BROKEN = [
    pytest.param(b"", id="empty"),
    pytest.param(WHOLE[: len(WHOLE) // 2], id="cut short"),
    pytest.param(WHOLE[:-4], id="without its end"),
    pytest.param(b"not a model", id="no archive"),
    pytest.param(gzip.compress(b"\0" * 1024), id="nothing in it"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a small program in Rasa's place, that writes down how it was called."""
    python = tmp_path / "bot" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        '#!/bin/sh\necho "$@" >> calls\n'
        '[ "$3" = train ] && exit 0\n'
        "echo noise >&2; "
        'echo "models/x is broken: delete it, then python -m bot.nlu.launcher train" >&2; exit 2\n'
    )
    python.chmod(0o700)
    return tmp_path


def put_model(project: Path, content: bytes) -> Path:
    model = model_path(project)
    model.parent.mkdir()
    model.write_bytes(content)
    return model


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_model_is_trained_anew(project: Path, content: bytes) -> None:
    model = put_model(project, content)
    done = palier("train", "--if-needed", folder=project)
    assert done.returncode == 0
    assert f"models/{model.name} is broken; it is trained anew." in done.stdout
    assert (project / "calls").read_text() == "-m bot.nlu.launcher train --force\n"


def test_a_sound_model_is_kept(project: Path) -> None:
    put_model(project, WHOLE)
    done = palier("train", "--if-needed", folder=project)
    assert (done.returncode, done.stdout) == (0, "")
    assert not (project / "calls").exists()


def test_a_missing_model_is_trained(project: Path) -> None:
    assert palier("train", "--if-needed", folder=project).returncode == 0
    assert (project / "calls").read_text() == "-m bot.nlu.launcher train\n"


def test_understand_says_why_the_model_cannot_be_used(project: Path) -> None:
    put_model(project, b"")
    line = refusal(palier("understand", folder=project, text="c quand la coupure d'eau\n"))
    assert line == "palier: models/x is broken: delete it, then run palier train"
