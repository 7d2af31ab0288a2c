"""Finding Python interpreters that really run, past the stand-ins that version managers install.

pyenv puts "shims" first on PATH: scripts named python3.10 that fail unless that version is
chosen for the folder. uv trips over them, so it is always handed the path of a real interpreter.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import shell, uv_tool

# Prints "3 12 PATH" for a whole CPython outside any virtual environment, else nothing.
# Interpreters compiled by hand often lack the modules imported here.
PROBE = (
    "import sys, ssl, sqlite3, zlib, ctypes, bz2\n"
    "if sys.prefix == sys.base_prefix and sys.implementation.name == 'cpython':\n"
    "    print(*sys.version_info[:2], sys.executable)\n"
)


@dataclass(frozen=True)
class Need:
    """An interpreter one environment needs."""

    versions: tuple[tuple[int, int], ...]  # that will do, the preferred first
    variable: str  # names one interpreter to use, whatever else is there
    purpose: str

    @property
    def wanted(self) -> str:
        """The preferred version: "3.12"."""
        return "{}.{}".format(*self.versions[0])

    def missing(self, uv: Path) -> str:
        """The line that says how to get it."""
        return (
            f"Python {self.wanted} is missing ({self.purpose}) and could not be downloaded: "
            f"install it (`{uv} python install {self.wanted}`, `pyenv install {self.wanted}` or "
            f"your system's package), or name one: {self.variable}=/path/to/python{self.wanted}"
        )


SERVICE = Need(((3, 12), (3, 13), (3, 14)), "SERVICE_PYTHON", "the service")
RASA = Need(((3, 10),), "RASA_PYTHON", "Rasa, the assistant")


def is_shims(folder: Path) -> bool:
    """True for a folder of stand-ins (pyenv, asdf, mise), not of real interpreters."""
    return folder.name == "shims"


def homes(environment: Mapping[str, str]) -> list[Path]:
    """The home folders to look in: HOME, and the user's own where HOME was set to another."""
    told = environment.get("HOME")
    own = Path(pwd.getpwuid(os.getuid()).pw_dir)
    return [*([Path(told)] if told else []), own]


def _managed_roots(environment: Mapping[str, str], home: Path) -> list[Path]:
    """Where version managers keep one folder for each interpreter."""
    pyenv = Path(environment.get("PYENV_ROOT") or home / ".pyenv")
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    managed = Path(environment.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    others = [manager / "installs" / "python" for manager in (home / ".asdf", data / "mise")]
    return [pyenv / "versions", managed, *others]


def search_folders(environment: Mapping[str, str], home_folders: Iterable[Path]) -> list[Path]:
    """Where real interpreters are looked for, in order."""
    on_path = [Path(entry) for entry in environment.get("PATH", "").split(os.pathsep) if entry]
    roots = [root for home in home_folders for root in _managed_roots(environment, home)]
    # Beside its shims a version manager keeps the real ones.
    for manager in (folder.parent for folder in on_path if is_shims(folder)):
        roots += [manager / "versions", manager / "installs" / "python"]
    kept = [folder / "bin" for root in roots if root.is_dir() for folder in sorted(root.iterdir())]
    usual = [Path("/usr/bin"), Path("/usr/local/bin"), Path("/opt/homebrew/bin")]
    return [folder for folder in [*on_path, *kept, *usual] if not is_shims(folder)]


def candidates(folders: Iterable[Path], version: tuple[int, int]) -> list[Path]:
    """The executables that may be that version, each once."""
    exact = "python{}.{}".format(*version)
    found: dict[Path, Path] = {}
    listed = list(folders)
    for name in (exact, "python3", "python"):
        for folder in listed:
            path = folder / name
            if path.is_file() and os.access(path, os.X_OK):
                found.setdefault(path.resolve(), path)
    return list(found.values())


def probe(path: Path) -> tuple[int, int] | None:
    """The version of an interpreter that really runs; None for anything else."""
    told = shell.ask([path, "-I", "-c", PROBE])
    if not told:
        return None
    major, minor, _ = told.split(maxsplit=2)
    return int(major), int(minor)


def find(need: Need, folders: Sequence[Path], environment: Mapping[str, str]) -> Path | None:
    """The best installed interpreter; raise SetupError when the one that was named will not do."""
    named = environment.get(need.variable)
    if named:
        if probe(Path(named)) not in need.versions:
            raise shell.SetupError(f"{need.variable}={named} is not a working Python {need.wanted}")
        return Path(named)
    for version in need.versions:
        for path in candidates(folders, version):
            if probe(path) == version:
                return path
    return None


def download(need: Need, uv: Path, environment: Mapping[str, str]) -> Path:
    """Let uv bring the interpreter; raise SetupError, soon, when that is not possible."""
    if environment.get("UV_PYTHON_DOWNLOADS", "automatic") in ("never", "false", "0"):
        raise shell.SetupError(need.missing(uv))
    short_waits = {"UV_HTTP_TIMEOUT": "20", "UV_HTTP_RETRIES": "1"}
    with shell.step(f"Python {need.wanted}: downloading"):
        if uv_tool.run([uv, "python", "install", "--quiet", need.wanted], short_waits):
            raise shell.SetupError(need.missing(uv))
    path = shell.ask([uv, "python", "find", "--managed-python", need.wanted])
    if path is None:
        raise shell.SetupError(need.missing(uv))
    return Path(path)


def obtain(need: Need, uv: Path, environment: Mapping[str, str]) -> Path:
    """A real interpreter for this need, found or downloaded; raise SetupError without one."""
    found = find(need, search_folders(environment, homes(environment)), environment)
    return found or download(need, uv, environment)


def obtain_all(needs: Sequence[Need], uv: Path, environment: Mapping[str, str]) -> list[Path]:
    """An interpreter for each need; raise one SetupError that names all that are missing."""
    found, missing = [], []
    for need in needs:
        try:
            found.append(obtain(need, uv, environment))
        except shell.SetupError as error:
            missing.append(str(error))
    if missing:
        raise shell.SetupError("\n".join(missing))
    return found
