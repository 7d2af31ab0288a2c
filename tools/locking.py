"""Renewing the locks: what uv resolved, as requirements with hashes and without any address.

uv.lock is not kept: it holds the address of whichever package index it was made with.
"""

from __future__ import annotations

from pathlib import Path

from tools import shell, uv_tool

EXPORT = (
    "export",
    "--quiet",
    "--frozen",
    "--no-emit-project",
    "--format=requirements-txt",
    "--no-annotate",
    "--no-header",
)


def renew(uv: Path) -> None:
    """Resolve anew and write the three locks; raise SetupError when uv cannot."""
    bot = ["--project", "bot"]
    with shell.step("Locks: resolving"):
        _run([uv, "lock", "--quiet", "--upgrade"])
        _run([uv, "lock", "--quiet", "--upgrade", *bot])
    service = ["--no-default-groups", "--extra", "distributed"]
    _run([uv, *EXPORT, *service, "--output-file", "requirements.lock"])
    _run([uv, *EXPORT, "--output-file", "requirements-dev.lock"])
    _run([uv, *EXPORT, *bot, "--output-file", "bot/requirements.lock"])


def _run(command: list[object]) -> None:
    if uv_tool.run(command):
        raise shell.SetupError("the locks could not be renewed; uv says why above")
