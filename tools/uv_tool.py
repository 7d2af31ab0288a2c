"""uv, the installer of both environments: found on the machine, or put into ``.tools``."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import debian, shell

OLDEST = (0, 10)
"""The oldest uv that understands every setting the environments and locks are made with."""

SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
"""Where Debian and its kin keep the certificates the machine trusts."""

FOLDER = shell.ROOT / ".tools"
PIP_INSTALL = (
    *("-m", "pip", "--quiet", "--disable-pip-version-check"),
    *("install", "--retries", "1"),
)
MISSING = (
    "uv is missing and could not be installed: install it (see its documentation), or Python's "
    "venv module (Debian: apt-get install python3-venv), and run again"
)


def version_of(path: Path) -> tuple[int, ...] | None:
    """The version a uv executable tells; None for what is not a working uv."""
    told = shell.ask([path, "--version"])
    match = re.match(r"uv (\d+)\.(\d+)\.(\d+)", told or "")
    return tuple(int(part) for part in match.groups()) if match else None


def places(environment: Mapping[str, str], home: Path) -> list[Path]:
    """Where a uv may be, our own first."""
    on_path = [Path(entry) for entry in environment.get("PATH", "").split(os.pathsep) if entry]
    ours = [FOLDER / "uv" / "bin", FOLDER / "uv-packages" / "bin"]
    usual = [home / ".local" / "bin", home / ".cargo" / "bin"]
    return [folder / "uv" for folder in [*ours, *on_path, *usual]]


def is_recent(path: Path) -> bool:
    """True for a uv that runs and is not too old."""
    return path.is_file() and (version_of(path) or (0,)) >= OLDEST


def run(command: Sequence[object], extra: Mapping[str, str] | None = None) -> int:
    """Run a uv command, trusting what the machine trusts; give its exit code.

    uv brings certificates of its own, which know nothing of a company's proxy.
    """
    trust = {"UV_SYSTEM_CERTS": "true"} if SYSTEM_CERTIFICATES.exists() else {}
    return shell.run(command, {**trust, **(extra or {})})


def obtain(environment: Mapping[str, str], home: Path) -> Path:
    """A uv that is recent enough, installed if need be; raise SetupError when it cannot be."""
    found = (path for path in places(environment, home) if is_recent(path))
    return next(found, None) or _install()


def _install() -> Path:
    requirement = "uv>={}.{},<1".format(*OLDEST)
    with shell.step("uv: installing into .tools"):
        for install in (_into_environment, _into_folder, _with_debians_venv):
            path = install(requirement)
            if path and is_recent(path):
                return path
        raise shell.SetupError(MISSING)


def _into_environment(requirement: str) -> Path | None:
    folder = FOLDER / "uv"
    shutil.rmtree(folder, ignore_errors=True)
    if shell.ask([sys.executable, "-m", "venv", folder], seconds=120) is None:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    python = folder / "bin" / "python"
    failed = shell.run([python, *PIP_INSTALL, requirement])
    return None if failed else folder / "bin" / "uv"


def _into_folder(requirement: str) -> Path | None:
    """Debian's Python may come with pip but without what venv needs."""
    if shell.ask([sys.executable, "-m", "pip", "--version"]) is None:
        return None
    folder = FOLDER / "uv-packages"
    failed = shell.run([sys.executable, *PIP_INSTALL, "--upgrade", "--target", folder, requirement])
    return None if failed else folder / "bin" / "uv"


def _with_debians_venv(requirement: str) -> Path | None:
    """Debian's Python may come with neither; its packages are a root's to install."""
    if not debian.can_install() or not debian.install(["python3-venv"]):
        return None
    return _into_environment(requirement)
