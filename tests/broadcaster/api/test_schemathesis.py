"""Schemathesis over the whole description: what it says is so, and nothing sent breaks anything."""

import asyncio
import sys
from pathlib import Path

import pytest

from broadcaster.api.keys import ROOT, ApiConfig
from broadcaster.webhooks.addresses import AddressRules
from tests.broadcaster.api.system import System, milestone
from tests.support.clock import MovableClock

pytestmark = pytest.mark.proof

SECONDS = 55
"""Longest run."""

EXAMPLES = "12"
"""Requests made up for each operation and phase: some hundreds in all."""

CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = [200, 201, 202, 204, 404, 409, 422]
negative_data_rejection.expected-statuses = [400, 401, 404, 405, 413, 415, 422]
"""
"""What is of the right form may still name a site that does not exist (422)."""


@pytest.fixture
def config() -> ApiConfig:
    """No limit of pace: it would answer most of the calls."""
    return ApiConfig(10**6, 10**6, addresses=AddressRules(loopback=True))


async def test_nothing_that_can_be_sent_is_answered_otherwise_than_described(
    system: System, clock: MovableClock, tmp_path: Path
) -> None:
    await system.post("/works", {"works": [milestone()]})
    (tmp_path / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    address = system.client.make_url(f"{ROOT}/openapi.json")
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("schemathesis"), "run", str(address),
        "--header", f"Authorization: Bearer {system.key}",
        "--phases", "examples,coverage,fuzzing",
        "--max-examples", EXAMPLES, "--seed", "1", "--no-color",
        "--generation-database", "none",
        cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        pytest.fail(f"not done after {SECONDS} seconds")
    assert process.returncode == 0, output.decode()
