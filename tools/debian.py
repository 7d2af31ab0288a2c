"""Debian packages: installed only when this is Debian or Ubuntu and we are root."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

from tools import shell


def can_install() -> bool:
    """True where apt-get may be used without asking anyone."""
    return shutil.which("apt-get") is not None and os.getuid() == 0


def install(packages: Sequence[str]) -> bool:
    """Install packages; True when that worked."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with shell.step("Debian packages: installing " + " ".join(packages)):
        if not shell.succeeds(["apt-get", "update", "-qq"], quiet):
            return False
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        return shell.succeeds([*command, *packages], quiet)
