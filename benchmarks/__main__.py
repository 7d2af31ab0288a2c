"""All figures of sending: ``python -m benchmarks [throughput|release|lanes|workers …]``."""

import asyncio
import sys
from pathlib import Path

from benchmarks import lanes, release, throughput, workers
from benchmarks.report import Figure, show
from benchmarks.stage import postgres_server, scratch
from broadcaster.app.memory import calm_collector

MEASURES = ("throughput", "release", "lanes", "workers")


async def _measured(names: list[str], folder: Path, server: str) -> list[Figure]:
    figures: list[Figure] = []
    if "throughput" in names:
        figures += await throughput.measure(folder, server, throughput.Load())
    if "release" in names:
        figures += await release.measure(folder, server)
    if "lanes" in names:
        figures += await lanes.measure(folder, server)
    if "workers" in names:
        figures += await workers.measure(folder, server)
    return figures


def main() -> None:
    """Measure what is named, or everything, and print it."""
    names = sys.argv[1:] or list(MEASURES)
    if unknown := set(names) - set(MEASURES):
        sys.exit(f"no such measure: {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    calm_collector()  # as the service does
    with scratch() as folder, postgres_server() as server:
        show(asyncio.run(_measured(names, folder, server)))


if __name__ == "__main__":
    main()
