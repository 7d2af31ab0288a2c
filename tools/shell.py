"""Running commands and telling what happens, one short line at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder."""


class SetupError(Exception):
    """The set-up cannot go on. Each line of the text is one thing missing and how to get it."""


def say(line: str) -> None:
    """Tell the person at the keyboard one line, at once."""
    print(f"palier: {line}", file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what begins, and how long it took."""
    say(f"{title}…")
    start = time.monotonic()
    yield
    say(f"{title}: done in {time.monotonic() - start:.0f} s")


def run(command: Sequence[object], extra: Mapping[str, str] | None = None) -> int:
    """Run a command in the project's folder, its output shown; give its exit code."""
    words = [str(word) for word in command]
    return subprocess.run(  # noqa: S603
        words, cwd=ROOT, env={**os.environ, **(extra or {})}, check=False
    ).returncode


def succeeds(command: Sequence[object], extra: Mapping[str, str] | None = None) -> bool:
    """Run a command whose output only matters when it fails; then it is shown."""
    words = [str(word) for word in command]
    done = subprocess.run(  # noqa: S603
        words,
        cwd=ROOT,
        env={**os.environ, **(extra or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace"))
    return done.returncode == 0


def ask(command: Sequence[object], seconds: float = 20) -> str | None:
    """What a command prints, stripped; None when it cannot be run, fails or takes too long."""
    try:
        done = subprocess.run(  # noqa: S603
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None
