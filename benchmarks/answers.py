"""How long an answer takes while 20 tenants text: ``python -m benchmarks.answers``.

Starts the whole product (service, local Twilio, Rasa) in a temporary folder. The time of an
answer runs from the moment the inbound webhook stored the text to the moment the provider
accepted the reply, both read from the database.
"""

import argparse
import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from tests.flows.service import Phone, RunningPalier, until

QUESTIONS = (
    "bonjour c quand les travaux dans mon escalier svp",
    "l'eau est coupée quand",
    "l'ascenseur remarche quand ?",
    "combien coûte internet à 1 euro",
    "je veux parler à quelqu'un",
)

PAIRS = """
SELECT i.received_at, a.finished_at
FROM inbound_message i JOIN reply r ON r.inbound_id = i.id
JOIN delivery d ON d.id = r.delivery_id JOIN attempt a ON a.delivery_id = d.id
WHERE a.outcome = 'accepted'
"""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tenants", type=int, default=20)
    options.add_argument("--rounds", type=int, default=5, help="texts each tenant sends in turn")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(RunningPalier(Path(folder)), chosen.tenants, chosen.rounds))


async def measure(palier: RunningPalier, tenants: int, rounds: int) -> None:
    """Start, text, read the times, and print one table."""
    started = time.perf_counter()
    palier.start()
    try:
        await palier.until_listening()
        listening = time.perf_counter() - started
        await palier.until_understanding()
        understanding = time.perf_counter() - started
        numbers = known_numbers(palier)[:tenants]
        await asyncio.gather(*(one_tenant(palier, number, rounds) for number in numbers))
        await until(lambda: all_answered(palier, len(numbers) * rounds))
        show(palier, listening, understanding, len(numbers))
    finally:
        palier.stop()


async def one_tenant(palier: RunningPalier, number: str, rounds: int) -> None:
    """Text ``rounds`` questions, each once the one before it is answered."""
    phone = Phone(palier.provider_url, number)
    for turn in range(rounds):
        await phone.ask(QUESTIONS[turn % len(QUESTIONS)])


async def all_answered(palier: RunningPalier, count: int) -> bool:
    """True when every text has its accepted reply."""
    return len(answer_times(palier)) >= count


def known_numbers(palier: RunningPalier) -> list[str]:
    """The mobiles of the demo neighbourhood, each once."""
    with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
        rows = database.execute(
            "SELECT DISTINCT number FROM contact WHERE kind = 'mobile' ORDER BY number"
        )
        return [number for (number,) in rows]


def answer_times(palier: RunningPalier) -> list[float]:
    """Seconds from each text stored to its reply accepted."""
    with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
        return [
            (datetime.fromisoformat(accepted) - datetime.fromisoformat(received)).total_seconds()
            for received, accepted in database.execute(PAIRS)
        ]


def show(palier: RunningPalier, listening: float, understanding: float, tenants: int) -> None:
    """Print the table."""
    times = sorted(answer_times(palier))
    p95 = statistics.quantiles(times, n=20)[-1]
    service, rasa = memory(palier)
    table = Table(title=f"{len(times)} answers to {tenants} tenants texting at once")
    table.add_column("measured")
    table.add_column("value", justify="right")
    for name, value in (
        ("start to listening", f"{listening:.1f} s"),
        ("start to understanding", f"{understanding:.1f} s"),
        ("text stored to reply accepted, p50", f"{statistics.median(times) * 1000:.0f} ms"),
        ("text stored to reply accepted, p95", f"{p95 * 1000:.0f} ms"),
        ("service memory (RSS)", f"{service / 2**20:.0f} MiB"),
        ("Rasa memory (RSS)", f"{rasa / 2**20:.0f} MiB"),
    ):
        table.add_row(name, value)
    Console(file=sys.stdout).print(table)


def memory(palier: RunningPalier) -> tuple[int, int]:
    """Bytes in use by the service, and by Rasa."""
    service = psutil.Process(palier.pid)
    rasa = sum(child.memory_info().rss for child in service.children(recursive=True))
    return service.memory_info().rss, rasa


if __name__ == "__main__":
    main()
