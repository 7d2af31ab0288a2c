"""Tenants who write: how many at once, how hastily, and what they ask."""

import asyncio
import json
import random
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

EVALUATION: Final = Path(__file__).parent.parent / "data" / "evaluation" / "singles_fr.jsonl"

TALKED_ABOUT: Final = ("works_", "cut_", "money_", "offer_", "help_", "quality_")
"""Topics of which a text is answered at once: a two-way flow would talk on."""


@dataclass(frozen=True, slots=True)
class Load:
    """So many tenants, each writing again so long after the answer was there."""

    name: str
    tenants: int
    pause: tuple[float, float]  # seconds, at least and at most

    def texts(self, rounds: int) -> int:
        """How many texts that is; a single tenant asks as much as four together."""
        return rounds * (self.tenants if self.tenants > 1 else 4)


AT_HUMAN_PACE: Final = Load("20, each 2 to 6 s after its answer", 20, (2, 6))
LOADS: Final = (
    Load("1, without pause", 1, (0, 0)),
    AT_HUMAN_PACE,
    Load("20, without pause", 20, (0, 0)),
)

WARMING: Final = Load("5, to warm up", 5, (0, 0))
"""The first texts after a start take longer; they are not counted."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds the answers took."""

    p50: float
    p95: float


class Line(Protocol):
    """A way to ask."""

    async def ask(self, tenant: int, text: str) -> float:
        """Ask as a tenant, and give the seconds until the answer is there."""


async def run_load(line: Line, load: Load, rounds: int) -> Times:
    """Have every tenant ask in turn."""
    texts = questions()
    rounds = load.texts(rounds) // load.tenants
    tenants = (_talk(line, load, tenant, rounds, texts) for tenant in range(load.tenants))
    taken = [seconds for talk in await asyncio.gather(*tenants) for seconds in talk]
    return Times(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])


def questions() -> list[str]:
    """Messages of the evaluation set that get an answer of their own."""
    lines = map(json.loads, EVALUATION.read_text("utf-8").splitlines())
    return [line["text"] for line in lines if line["topics"][0].startswith(TALKED_ABOUT)]


async def _talk(line: Line, load: Load, tenant: int, rounds: int, texts: list[str]) -> list[float]:
    """One tenant's questions: the same ones whichever line is asked."""
    chance = random.Random(f"{load.name} {tenant}")  # noqa: S311 - not for secrets
    taken = []
    for _round in range(rounds):
        await asyncio.sleep(chance.uniform(*load.pause))
        taken.append(await line.ask(tenant, chance.choice(texts)))
    return taken
