"""Which column of a file is which: guessed, corrected by staff, and remembered for its titles."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.importing.households import household_fields
from broadcaster.register.importing.models import ImportMapping
from broadcaster.register.importing.states import sha256_of
from broadcaster.tabular import Field, Layout, Table, chosen_columns, fold, match_columns

IGNORED = ""
"""The field of a column that is not read."""


def guessed(table: Table) -> dict[str, str]:
    """The field of each title as far as its words tell."""
    layout = match_columns(table, household_fields())
    by_title = {title: name for name, titles in layout.columns.items() for title in titles}
    return {title: by_title.get(title, IGNORED) for title in table.columns}


async def remembered(session: AsyncSession, table: Table) -> dict[str, str] | None:
    """What staff said of a file with these titles; None when there was none."""
    kept = await session.get(ImportMapping, _key(table.columns))
    if kept is None:
        return None
    known = {field.name for field in household_fields()}
    return {
        title: name if (name := kept.mapping.get(fold(title), IGNORED)) in known else IGNORED
        for title in table.columns
    }


async def remember(session: AsyncSession, mapping: Mapping[str, str], now: datetime) -> None:
    """Keep what staff said of these titles."""
    key = _key(list(mapping))
    await session.execute(delete(ImportMapping).where(ImportMapping.titles_sha256 == key))
    folded = {fold(title): name for title, name in mapping.items()}
    session.add(ImportMapping(titles_sha256=key, mapping=folded, updated_at=now))


def layout_of(table: Table, mapping: Mapping[str, str]) -> Layout:
    """The columns of a file as they were chosen; without a choice, as they are guessed."""
    fields: Sequence[Field] = household_fields()
    return chosen_columns(table, fields, mapping) if mapping else match_columns(table, fields)


def _key(titles: Sequence[str]) -> str:
    return sha256_of(sorted(map(fold, titles)))
