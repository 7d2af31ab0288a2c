"""Notes: what staff wrote of daily life on a site, by the topic it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.help.models import SiteNote


@dataclass(frozen=True, slots=True)
class NoteKey:
    """One thing staff may write of a site."""

    topic: str  # the question it answers
    label: str
    hint: str = ""


@cache
def note_keys() -> Mapping[str, NoteKey]:
    """The known keys, in the order staff see them."""
    source = resources.files("broadcaster.help").joinpath("note_keys.yml")
    listed: dict[str, dict[str, str]] = yaml.safe_load(source.read_text("utf-8"))
    return MappingProxyType({key: NoteKey(**fields) for key, fields in listed.items()})


async def site_notes(session: AsyncSession, site_id: int) -> dict[str, SiteNote]:
    """The notes of a site by key; those with an empty value are none."""
    found = await session.scalars(select(SiteNote).where(SiteNote.site_id == site_id))
    return {note.key: note for note in found if note.value.strip()}


async def note_on(session: AsyncSession, site_id: int, topic: str) -> SiteNote | None:
    """What staff wrote of a site on a topic."""
    keys = [key for key, known in note_keys().items() if known.topic == topic]
    notes = await site_notes(session, site_id) if keys else {}
    return next((notes[key] for key in keys if key in notes), None)
