"""The demo neighbourhood, loaded by the real importers, with dates that are always alive."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.clock import PARIS
from broadcaster.errors import PalierError
from broadcaster.help.importing import import_help, import_notes, import_offer
from broadcaster.register.importing import import_households
from broadcaster.register.models import Site
from broadcaster.tabular import ImportReport, Row, Table, TableUnreadableError, read_table
from broadcaster.wording import Wording
from broadcaster.works.importing import import_works

FOLDER = Path("data/demo")
"""Where the demo lies below the project's folder."""

SITE_NAME = "Les Cormiers"
CONFIRMED = "confirmé le"
FRIDAY = 4

_RELATIVE = re.compile(r"J(?P<days>[+-]\d{1,3})?(?P<hour> .+)?")
_IN_TEXT = re.compile(r"\{J(?P<days>[+-]\d{1,3})?\}")
_wording = Wording("broadcaster", "demo.yml")


class DemoMissingError(PalierError):
    """The demo's files are not there. Run the command from the project's folder."""


@dataclass(frozen=True)
class DemoReport:
    """What the demo brought."""

    households: ImportReport
    works: ImportReport
    help_points: int
    offer_facts: int

    def __str__(self) -> str:
        return _wording("loaded", **vars(self))


async def load_demo(session: AsyncSession, root: Path, now: datetime) -> DemoReport:
    """Load the made-up neighbourhood from ``data/demo`` below the project's folder.

    Loading it again brings its dates up to the day; nothing is doubled. Raise DemoMissingError
    when a file is missing.
    """
    folder = root / FOLDER
    today = now.astimezone(PARIS).date()
    households = await import_households(session, _table(folder, "households.csv"))
    works = await import_works(session, _dated(_table(folder, "works.csv"), today), now)
    site_id = await _site_id(session)
    help_points = await import_help(session, site_id, _facts(folder, "help.yml"), now)
    offer = _told(_facts(folder, "offer.yml"), now)
    await import_notes(session, site_id, _facts(folder, "notes.yml"), now)
    return DemoReport(
        households, works, help_points, await import_offer(session, site_id, offer, now)
    )


def dated(cell: str, today: date, shift: Callable[[date], date]) -> str:
    """« J+3 9h » as a date and hour three days from today; any other cell as it is."""
    relative = _RELATIVE.fullmatch(cell)
    if relative is None:
        return cell
    day = shift(today + timedelta(days=int(relative["days"] or 0)))
    return f"{day:%d/%m/%Y}{relative['hour'] or ''}"


def next_working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend: nobody works in flats then."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day


def last_working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def _table(folder: Path, name: str) -> Table:
    try:
        return read_table(folder / name)
    except TableUnreadableError as error:
        raise DemoMissingError(_wording("missing", folder=folder, file=name)) from error


# YAML has whatever shape its writer gave it; the importers check it.
def _facts(folder: Path, name: str) -> object:
    try:
        content: object = yaml.safe_load((folder / name).read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise DemoMissingError(_wording("missing", folder=folder, file=name)) from error
    return content


def _dated(table: Table, today: date) -> Table:
    return replace(table, rows=tuple(_dated_row(row, today) for row in table.rows))


def _dated_row(row: Row, today: date) -> Row:
    return Row(
        row.number,
        {
            title: dated(cell, today, last_working_day if title == CONFIRMED else next_working_day)
            for title, cell in row.cells.items()
        },
    )


def _told(offer: object, now: datetime) -> object:
    """The offer with every {J+12} put as a day."""
    if not isinstance(offer, dict):
        return offer
    return {
        key: _IN_TEXT.sub(lambda match: _day(match, now), str(text)) for key, text in offer.items()
    }


def _day(match: re.Match[str], now: datetime) -> str:
    today = now.astimezone(PARIS).date()
    return next_working_day(today + timedelta(days=int(match["days"] or 0))).isoformat()


async def _site_id(session: AsyncSession) -> int:
    return (await session.scalars(select(Site.id).where(Site.name == SITE_NAME))).one()
