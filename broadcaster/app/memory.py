"""Memory: how often Python looks for cycles among objects, in a process that runs for months."""

import gc
from typing import Final

LOOK_AFTER: Final = (10_000, 20, 50)
"""New objects before the youngest are looked at, and how many such looks before the next older
generation's. Python's own 700 are for scripts: a batch of 500 messages would cause hundreds of
looks, a sixth of the time it takes (measured with ``benchmarks.throughput``)."""


def calm_collector() -> None:
    """Once all is loaded: leave that alone for good, and look at the rest less often.

    What a batch makes is freed by reference counts anyway; cycles are few.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOK_AFTER)
