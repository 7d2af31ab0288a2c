"""Set up a fresh machine: ``python -m tools.bootstrap run|develop|lock|system …``.

``run`` makes what ``palier serve`` needs, ``develop`` what the tests need besides, ``system``
brings PostgreSQL and Chromium, ``lock`` renews the lists of locked packages. All of it is
skipped when it is already there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tools import (
    environments,
    interpreters,
    locking,
    node_packages,
    shell,
    system_needs,
    uv_tool,
)


def set_up(wanted: list[environments.Environment]) -> None:
    """Make each environment that is not up to date."""
    stale = [one for one in wanted if not environments.is_up_to_date(one, shell.ROOT)]
    if not stale:
        return
    uv = uv_tool.obtain(os.environ, Path.home())
    # Both interpreters first: what is missing is told before anything long begins.
    pythons = interpreters.obtain_all([one.need for one in stale], uv, os.environ)
    for one, python in zip(stale, pythons):  # noqa: B905 - Python 3.9 knows no "strict"
        environments.make(one, uv, python, shell.ROOT)


def develop() -> None:
    """Make what the tests need: both environments, and Node packages by the first one's npm."""
    set_up([environments.DEVELOP, environments.RASA])
    node_packages.ensure()


def main(arguments: list[str]) -> int:
    """Do each step named, in order; give the exit code."""
    steps: dict[str, Callable[[], None]] = {
        "run": lambda: set_up([environments.RUN, environments.RASA]),
        "develop": develop,
        "system": system_needs.ensure,
        "lock": lambda: locking.renew(uv_tool.obtain(os.environ, Path.home())),
    }
    unknown = [name for name in arguments if name not in steps]
    if unknown or not arguments:
        shell.say(f"name steps among: {', '.join(steps)}")
        return 2
    try:
        for name in arguments:
            steps[name]()
    except shell.SetupError as error:
        for line in str(error).splitlines():
            shell.say(line)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
