"""What the whole test suite needs of the system: PostgreSQL's server and a Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from tools import debian, shell

POSTGRES_URL = "PALIER_TEST_POSTGRES_URL"
"""A PostgreSQL server to test on instead: an SQLAlchemy URL whose user may create databases."""

CHROMIUM = "PALIER_TEST_CHROMIUM"
"""A Chromium to test with, by its path."""

POSTGRES_MISSING = (
    "PostgreSQL is missing: install its server (Debian: apt-get install postgresql) "
    f"or set {POSTGRES_URL} to the URL of one"
)
CHROMIUM_MISSING = (
    "Chromium is missing: install it (Debian: apt-get install chromium; elsewhere: "
    f".venv/bin/playwright install chromium) or set {CHROMIUM} to its path"
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_postgres(installed: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """The folder that holds initdb and pg_ctl: Debian's newest, else what PATH offers."""
    numbered = [folder for folder in installed.glob("*/bin") if folder.parent.name.isdigit()]
    folders = sorted(numbered, key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    asked = shutil.which("pg_config")
    told = shell.ask([asked, "--bindir"]) if asked else None
    if told:
        folders.append(Path(told))
    whole = (f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists())
    return next(whole, None)


def find_chromium(environment: Mapping[str, str], home: Path) -> Path | None:
    """The Chromium named by the environment, on PATH, or downloaded by Playwright."""
    named = environment.get(CHROMIUM)
    if named:
        return Path(named) if Path(named).exists() else None
    for name in CHROMIUM_NAMES:
        found = shutil.which(name, path=environment.get("PATH"))
        if found:
            return Path(found)
    cache = Path(environment.get("PLAYWRIGHT_BROWSERS_PATH") or home / ".cache" / "ms-playwright")
    return next(iter(sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


def missing_packages() -> dict[str, str]:
    """Debian's package for each need that is not met, and the line that names the need."""
    needs: dict[str, str] = {}
    if not os.environ.get(POSTGRES_URL) and find_postgres() is None:
        needs["postgresql"] = POSTGRES_MISSING
    if find_chromium(os.environ, Path.home()) is None:
        needs["chromium"] = CHROMIUM_MISSING
    return needs


def ensure() -> None:
    """Install what is missing where that is ours to do; raise SetupError naming what still is."""
    missing = missing_packages()
    if missing and debian.can_install():
        fonts = ["fonts-dejavu-core", "fonts-noto-color-emoji"] if "chromium" in missing else []
        debian.install([*missing, *fonts])
        missing = missing_packages()
    if missing:
        raise shell.SetupError("\n".join(missing.values()))
