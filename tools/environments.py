"""The two environments: made from their locks, hashes checked, and left alone when up to date."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools import interpreters, shell, uv_tool

STAMP = ".palier-set-up"
"""The file in an environment that tells what it was made from."""


@dataclass(frozen=True)
class Environment:
    """One virtual environment and what it is made from; paths are from the project's folder."""

    title: str
    folder: str
    lock: str
    need: interpreters.Need
    project: bool  # whether the project itself is installed, editable, beside its needs
    # Locks that hold everything this one does: an environment made from one will do.
    also: tuple[str, ...] = ()


RUN = Environment(
    "Service environment",
    ".venv",
    "requirements.lock",
    interpreters.SERVICE,
    project=True,
    also=("requirements-dev.lock",),
)
DEVELOP = Environment(
    "Service environment",
    ".venv",
    "requirements-dev.lock",
    interpreters.SERVICE,
    project=True,
)
RASA = Environment(
    "Assistant environment",
    "bot/.venv",
    "bot/requirements.lock",
    interpreters.RASA,
    project=False,
)


def fingerprint(environment: Environment, lock: str, root: Path) -> str:
    """What an environment made from this lock is stamped with."""
    digest = hashlib.sha256()
    for name in [lock, *(["pyproject.toml"] if environment.project else [])]:
        digest.update((root / name).read_bytes())
    # An editable install points at the folder: a moved project needs a new one.
    digest.update(str(root).encode())
    return digest.hexdigest()


def is_up_to_date(environment: Environment, root: Path) -> bool:
    """True when the environment was made from its lock as it is now, and its Python still runs."""
    folder = root / environment.folder
    stamp = folder / STAMP
    if not stamp.exists() or shell.ask([folder / "bin" / "python", "-c", ""]) is None:
        return False
    good = (fingerprint(environment, lock, root) for lock in (environment.lock, *environment.also))
    return stamp.read_text(encoding="ascii") in good


def is_usable(folder: Path, need: interpreters.Need) -> bool:
    """True when the environment there only needs other packages: right Python, not moved."""
    script = "import sys; print(*sys.version_info[:2])"
    told = shell.ask([folder / "bin" / "python", "-c", script])
    activate = folder / "bin" / "activate"
    good = {"{} {}".format(*version) for version in need.versions}
    # Its scripts hold the folder they were made for.
    return told in good and activate.exists() and str(folder) in activate.read_text()


def make(environment: Environment, uv: Path, python: Path, root: Path) -> None:
    """Make the environment, or bring it up to date; raise SetupError when that fails."""
    folder = root / environment.folder
    (folder / STAMP).unlink(missing_ok=True)
    with shell.step(f"{environment.title} ({environment.folder}): installing"):
        for command in _commands(environment, uv, python, root):
            if uv_tool.run(command):
                raise shell.SetupError(
                    f"{environment.title}: its packages could not be installed (uv says why "
                    "above); check the way to your Python package index and run again"
                )
    (folder / STAMP).write_text(fingerprint(environment, environment.lock, root), encoding="ascii")


def _commands(
    environment: Environment, uv: Path, python: Path, root: Path
) -> Iterator[list[object]]:
    folder = root / environment.folder
    target = folder / "bin" / "python"
    # Progress bars where somebody watches, silence in a log.
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    if not is_usable(folder, environment.need):
        yield [uv, "venv", "--quiet", "--clear", "--no-project", "--python", python, folder]
    lock = root / environment.lock
    yield [uv, "pip", *quiet, "sync", "--python", target, "--require-hashes", lock]
    if environment.project:
        yield [uv, "pip", *quiet, "install", "--python", target, "--no-deps", "-e", root]
