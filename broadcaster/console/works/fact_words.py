"""A milestone or a cut in words, part by part: for what was changed, and for two versions side by
side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import inspect

from broadcaster.console.kinds import kind_label
from broadcaster.console.places import Places
from broadcaster.console.rendering import capitalize_first
from broadcaster.console.words import say
from broadcaster.console.works.cut_form import STATES
from broadcaster.console.works.window_field import FIELDS
from broadcaster.french import span
from broadcaster.works.models import Milestone, PlannedCut

Fact = Milestone | PlannedCut


class Changes[Kind: (Milestone, PlannedCut)](Protocol):
    """What a form asks a milestone, or a cut, to become."""

    def put_into(self, fact: Kind, /) -> None:
        """Make the fact say it."""


PARTS: Final = {
    "kind": ("kind",),
    "title": ("title",),
    "place": ("place", "flat"),
    "dates": FIELDS,
    "state": ("state",),
    "detail": ("detail",),
}
"""The parts of a fact, and the fields of its form that say each."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that two versions of a fact say otherwise."""

    part: str  # one of PARTS
    before: str
    after: str


def changed_copy[Kind: (Milestone, PlannedCut)](fact: Kind, changes: Changes[Kind]) -> Kind:
    """The fact as it would be, unknown to any session."""
    columns = inspect(type(fact)).column_attrs.keys()
    copy = type(fact)(**{name: getattr(fact, name) for name in columns})
    changes.put_into(copy)
    return copy


def title_of(fact: Fact) -> str:
    """What it is called: a cut has no title of its own."""
    return say(f"cut.{fact.kind}") if isinstance(fact, PlannedCut) else fact.title


def in_words(fact: Fact, places: Places) -> dict[str, str]:
    """Each part of a fact, as staff read it."""
    common = {"place": places.name_of(fact), "dates": span(fact.starts_at, fact.ends_at)}
    if isinstance(fact, PlannedCut):
        state = say(f"cut_state.{STATES[fact.cancelled]}")
        return {"kind": title_of(fact)} | common | {"state": state}
    return {
        "kind": capitalize_first(kind_label(fact.kind)),
        "title": fact.title,
        **common,
        "state": say(f"milestone.{fact.state}"),
        "detail": fact.detail,
    }


def differences(before: Fact, after: Fact, places: Places) -> Iterator[Difference]:
    """The parts that two versions say otherwise."""
    old, new = in_words(before, places), in_words(after, places)
    moved = (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)
    for part in old:
        # Two years apart, a day is called the same.
        if old[part] != new[part] or (part == "dates" and moved):
            yield Difference(part, old[part], new[part])
