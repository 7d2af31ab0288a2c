"""One running Palier for all stories of a run."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.service import RunningPalier


@pytest.fixture(scope="session")
def palier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPalier]:
    """The whole product, started as its user starts it; stopped at the end."""
    running = RunningPalier(tmp_path_factory.mktemp("palier"))
    running.start()
    try:
        asyncio.run(running.until_understanding())
        yield running
    finally:
        running.stop()
        _keep(running.output)


def _keep(output: Path) -> None:
    """Leave what the service said where people look after a failed run."""
    artefacts = Path(__file__).parents[2] / "artefacts"
    artefacts.mkdir(exist_ok=True)
    (artefacts / "palier-serve.txt").write_text(output.read_text())
