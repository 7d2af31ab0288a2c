"""How long an answer takes: ``python -m benchmarks.answers``.

Starts the whole product (service, local Twilio, Rasa) in a temporary folder and has tenants text
it; then a bare Rasa of the same model, asked the same by its REST channel. The time of our answer
runs from the moment the inbound webhook stored the text to the moment the provider accepted the
reply, both read from the database; that of the bare one is the request's.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.bare_rasa import BareRasa
from benchmarks.tenants import AT_HUMAN_PACE, LOADS, WARMING, Load, Times, run_load
from benchmarks.texting import Texting
from tests.flows.service import RunningPalier

MEGABYTE = 10**6


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor time; what else the machine does disturbs it less than waiting times."""

    service: float
    rasa: float

    def a_text(self, before: "Spent", texts: int) -> "Spent":
        """What each of some texts cost since a moment before, ticks included."""
        return Spent((self.service - before.service) / texts, (self.rasa - before.rasa) / texts)


@dataclass(frozen=True, slots=True)
class Whole:
    """What starting costs."""

    listening: float  # seconds
    understanding: float  # seconds
    rasa_start: float  # seconds of that, from the start of Rasa's process on
    first: float  # seconds the very first answer took
    service: int  # bytes
    rasa: int  # bytes
    spent: Spent  # with 20 tenants who pause


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=8, help="texts each tenant sends in turn")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), chosen.rounds))


async def measure(folder: Path, rounds: int) -> None:
    """Start, text, and print two tables."""
    whole, ours = await measure_ours(RunningPalier(folder), rounds)
    async with BareRasa(folder) as bare:
        await run_load(bare, WARMING, rounds)
        theirs = {load: await run_load(bare, load, rounds) for load in LOADS}
    console = Console(file=sys.stdout)
    console.print(answers_table(ours, theirs), whole_table(whole))


async def measure_ours(palier: RunningPalier, rounds: int) -> tuple[Whole, dict[Load, Times]]:
    """The whole product: what it costs to start, and its answers under each load."""
    started = time.perf_counter()
    palier.start()
    try:
        await palier.until_listening()
        listening = time.perf_counter() - started
        await palier.until_understanding()
        understanding = time.perf_counter() - started
        rasa_start = time.time() - rasa_of(palier).create_time()
        async with Texting(palier) as line:
            first = await line.ask(0, "bonjour, c'est quand les travaux ?")
            await run_load(line, WARMING, rounds)
            times, spent = {}, {}
            for load in LOADS:
                before = spent_by(palier)
                times[load] = await run_load(line, load, rounds)
                spent[load] = spent_by(palier).a_text(before, load.texts(rounds))
        start = (listening, understanding, rasa_start, first)
        return Whole(*start, *memory(palier), spent[AT_HUMAN_PACE]), times
    finally:
        palier.stop()


def rasa_of(palier: RunningPalier) -> psutil.Process:
    """Rasa's process: the service's only child."""
    (rasa,) = psutil.Process(palier.pid).children()
    return rasa


def spent_by(palier: RunningPalier) -> Spent:
    """Processor time since the start."""
    times = (process.cpu_times() for process in (psutil.Process(palier.pid), rasa_of(palier)))
    return Spent(*(each.user + each.system for each in times))


def memory(palier: RunningPalier) -> tuple[int, int]:
    """Bytes in use by the service, and by Rasa."""
    return psutil.Process(palier.pid).memory_info().rss, rasa_of(palier).memory_info().rss


def answers_table(ours: dict[Load, Times], theirs: dict[Load, Times]) -> Table:
    """Our answers beside those of a bare Rasa."""
    table = Table(title="from a text to its answer, ms")
    for column in ("tenants", "ours p50", "p95", "bare Rasa p50", "p95", "ours / bare, p95"):
        table.add_column(column, justify="left" if column == "tenants" else "right")
    for load in LOADS:
        mine, bare = ours[load], theirs[load]
        table.add_row(
            load.name,
            *(f"{times * 1000:.0f}" for times in (mine.p50, mine.p95, bare.p50, bare.p95)),
            f"{mine.p95 / bare.p95:.2f}",
        )
    return table


def whole_table(whole: Whole) -> Table:
    """What starting costs."""
    table = Table(title="the whole product")
    table.add_column("measured")
    table.add_column("value", justify="right")
    table.add_row("start to listening", f"{whole.listening:.1f} s")
    table.add_row("start to understanding", f"{whole.understanding:.1f} s")
    table.add_row("of it, Rasa's own start", f"{whole.rasa_start:.1f} s")
    table.add_row("the first answer", f"{whole.first * 1000:.0f} ms")
    spent = whole.spent
    table.add_row("service, processor time a text", f"{spent.service * 1000:.0f} ms")
    table.add_row("Rasa, processor time a text", f"{spent.rasa * 1000:.0f} ms")
    table.add_row("service memory (RSS)", f"{whole.service / MEGABYTE:.0f} MB")
    table.add_row("Rasa memory (RSS)", f"{whole.rasa / MEGABYTE:.0f} MB")
    return table


if __name__ == "__main__":
    main()
