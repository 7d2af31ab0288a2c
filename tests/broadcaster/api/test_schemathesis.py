"""Schemathesis over the whole description: what it says is so, and nothing sent breaks anything."""

import asyncio
import sys
from pathlib import Path

import pytest

from broadcaster.api.app import OPERATIONS
from broadcaster.api.keys import ROOT, ApiConfig
from broadcaster.webhooks.addresses import AddressRules
from tests.broadcaster.api.system import CUT, System, milestone

pytestmark = [
    pytest.mark.proof,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

SECONDS = "20"
"""How long requests are made up; with the tool's own start and end the test takes twice that."""

PATIENCE = 180.0
"""Seconds after which it hangs, however busy the machine."""

EXAMPLES = "10"
"""Requests made up for each operation and kind at most."""

CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = [200, 201, 202, 204, 404, 409, 422]
negative_data_rejection.expected-statuses = [400, 401, 404, 405, 413, 415, 422]

[[operations]]
include-path = "/milestones/{reference}/move"
parameters = { reference = "E1" }

[[operations]]
include-path = "/cuts/{reference}/move"
parameters = { reference = "C1" }
"""
"""What is of the right form may still name a site that does not exist (422)."""


@pytest.fixture
def config() -> ApiConfig:
    """No limit of pace: it would answer most of the calls."""
    return ApiConfig(10**6, 10**6, addresses=AddressRules(loopback=True))


async def test_nothing_that_can_be_sent_is_answered_otherwise_than_described(
    system: System, tmp_path: Path
) -> None:
    pushed = await system.post("/works", {"works": [milestone(), CUT]})
    assert pushed.status == 200
    (tmp_path / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    address = system.client.make_url(f"{ROOT}/openapi.json")
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("schemathesis"), "run", str(address),
        "--header", f"Authorization: Bearer {system.key}",
        "--phases", "examples,fuzzing", "--max-examples", EXAMPLES, "--max-time", SECONDS,
        "--seed", "1", "--no-shrink", "--no-color", "--generation-database", "none",
        cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
        pytest.fail(f"not done after {PATIENCE} seconds")
    told = output.decode()
    assert process.returncode == 0, told
    assert f"{len(OPERATIONS)} passed" in told, told
