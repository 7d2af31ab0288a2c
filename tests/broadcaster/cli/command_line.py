"""``palier`` as a process of its own, as its user runs it."""

import os
import subprocess
import sys
from pathlib import Path

from tools import shell


def palier(
    *arguments: str, folder: Path = shell.ROOT, text: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with those settings (``PALIER_`` is put before) and no others."""
    ours = {name: value for name, value in os.environ.items() if "PALIER" not in name.upper()}
    ours |= {f"PALIER_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "broadcaster", *arguments],
        cwd=folder, env=ours | {"PYTHONPATH": str(shell.ROOT)}, input=text,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line a refused command leaves with."""
    assert done.returncode == 1, done
    (line,) = done.stderr.splitlines()
    return line
