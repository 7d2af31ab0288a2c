"""Ending with the process that started us, however it ended: nobody is left to watch Rasa then."""

from __future__ import annotations

import os
import signal
import sys
import threading


def stop_with_stdin() -> None:
    """Stop this process when its standard input closes.

    The service holds the other end; the system closes it even when the service is killed.
    """
    threading.Thread(target=_wait_for_the_end, name="lifeline", daemon=True).start()


def _wait_for_the_end() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
