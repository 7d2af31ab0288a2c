"""The register at 100,000 households: ``python -m benchmarks.register``.

``python -m benchmarks.register 100000 sqlite postgresql`` names the rows and the databases.

A landlord's file as CSV and XLSX: read, tried out, imported, taken back; and searches in all of it.
While it works, the longest silence of the event loop is watched: tenants are answered by it too.
"""

import asyncio
import io
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.stage import fresh_url, opened, postgres_server, scratch
from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.register.importing.households import Reading
from broadcaster.register.importing.keeping import (
    carry_out,
    dry_run,
    read_import,
    receive,
    waiting_import,
)
from broadcaster.register.importing.models import RegisterImport
from broadcaster.register.importing.undoing import undo
from broadcaster.register.search import Within, search
from broadcaster.staff.models import StaffUser
from broadcaster.tabular import read_bytes

ROWS = 100_000
TITLES = (
    "site;ville;bâtiment;adresse;escalier;étage;appartement;référence;nom;téléphone;langue;"
    "consentement;type de téléphone;lit les SMS;français"
)
SAID = ("foyer 99", "R-54321", "B12 3 7", "98 12 34", "9876", "introuvable")
BEAT = 0.01
"""Seconds between two looks at whether the loop still turns."""


def lines(rows: int, name: str = "Foyer") -> Iterator[str]:
    """So many households of one mobile each, 20 flats a staircase."""
    for n in range(rows):
        door = f"B{n // 200};{n // 200} rue des Essais;{n // 20 % 10};{n % 20 // 4};{n % 20}"
        yield (
            f"Les Essais;Valmont;{door};R-{n};{name} {n};06 39 98 "
            f"{n // 100 % 100:02d} {n % 100:02d};arabe;oui;à touches;3;facile"
        )


def as_csv(rows: int, name: str = "Foyer") -> bytes:
    """The file as CSV."""
    return "\n".join([TITLES, *lines(rows, name)]).encode()


def as_xlsx(rows: int) -> bytes:
    """The file as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in (TITLES, *lines(rows)):
        sheet.append(line.split(";"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long it took, on the clock and of the processor (a busy machine adds to one)."""
    started, worked = time.perf_counter(), time.process_time()
    yield
    took, work = time.perf_counter() - started, time.process_time() - worked
    print(f"  {what:<46} {took:7.2f} s ({work:.2f} s of work)", flush=True)


@asynccontextmanager
async def watched(what: str) -> AsyncIterator[None]:
    """The same, with the longest silence of the event loop."""
    longest = [0.0]

    async def look() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(BEAT)
            longest[0] = max(longest[0], time.perf_counter() - before - BEAT)

    watch = asyncio.create_task(look())
    with timed(what):
        yield
    watch.cancel()
    print(f"  {'':<46} {longest[0]:7.2f} s at most without a turn of the loop", flush=True)


async def measure(kind: str, folder: Path, server: str, rows: int) -> None:
    """Every figure on one kind of database."""
    print(f"{kind}, {rows} rows")
    async with opened(fresh_url(kind, folder, server)) as database:
        async with database.write() as session:
            nobody = {"email": "a@exemple.fr", "name": "Ana", "password_hash": "x"}
            user = StaffUser(**nobody, created_at=utc_now())
            session.add(user)
            await session.flush()
            user_id = user.id
        await _imported(database, user_id, as_csv(rows), "first import")
        await _searched(database)
        again = await _imported(database, user_id, as_csv(rows, "Famille"), "every name changed")
        async with watched("taken back"), database.write() as session:
            await undo(session, again, user_id, utc_now())


async def _imported(database: Database, user_id: int, content: bytes, what: str) -> int:
    async with database.write() as session:
        import_id = (await receive(session, "essais.csv", content, user_id, utc_now())).id
    async with watched(f"{what}: dry run"), database.read() as session:
        _kept, reading = await _read(session, import_id)
        sha256 = (await dry_run(session, reading)).plan_sha256
    async with watched(f"{what}: import"), database.write() as session:
        kept, reading = await _read(session, import_id)
        kept.plan_sha256 = sha256
        await carry_out(session, kept, reading, user_id, utc_now())
    return import_id


async def _read(session: AsyncSession, import_id: int) -> tuple[RegisterImport, Reading]:
    kept = await waiting_import(session, import_id)
    reading = await read_import(kept) if kept else None
    if kept is None or not isinstance(reading, Reading):
        raise LookupError(import_id)
    return kept, reading


async def _searched(database: Database) -> None:
    for said in SAID:
        async with database.read() as session:
            await search(session, said, Within(), limit=30)
        started = time.perf_counter()
        async with database.read() as session:
            found = await search(session, said, Within(), limit=30)
        took = (time.perf_counter() - started) * 1000
        print(f"  search « {said} » {'':<26} {took:7.0f} ms, {len(found.households)} found")


def main() -> None:
    """Measure and print."""
    words = sys.argv[1:]
    rows = next((int(word) for word in words if word.isdigit()), ROWS)
    kinds = [word for word in words if not word.isdigit()] or ["sqlite", "postgresql"]
    read: dict[str, Callable[[int], bytes]] = {"CSV": as_csv, "XLSX": as_xlsx}
    for name, make in read.items():
        content = make(rows)
        with timed(f"{name} of {len(content) / 1e6:.0f} MB read as a table"):
            read_bytes(content)
    with scratch() as folder, postgres_server() as server:
        for kind in kinds:
            asyncio.run(measure(kind, folder, server, rows))


if __name__ == "__main__":
    main()
