"""One line of the works file: a milestone, a cut or a person, as columns of its table."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from broadcaster.register.phone_numbers import NumberRefusedError, parse_number
from broadcaster.tabular import CellReader
from broadcaster.works.importing.scopes import Scope, ScopeReader
from broadcaster.works.importing.windows import read_day, read_window
from broadcaster.works.importing.words import WorksWords, kind_labels, wording
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut, SitePerson

Model = type[Milestone] | type[PlannedCut] | type[SitePerson]
Values = Mapping[str, object]

UNUSED = {
    "milestone": ("name", "phone", "hours"),
    "cut": ("name", "phone", "hours", "title", "detail"),
    "person": ("title", "detail", "start", "end", "state"),
}
"""Fields that have no place in a line: filled, they would be lost."""


@dataclass(frozen=True)
class Line:
    """A row of one table: how it is found again, and what the file says of it."""

    row: int
    model: Model
    key: tuple[object, ...]
    values: Values  # what the file says
    defaults: Values  # for a new row, what the file leaves open
    confirmed: Values  # when it was last checked and by whom; empty when the file does not say


@dataclass(frozen=True)
class Reading:
    """What a row is read with."""

    words: WorksWords
    scopes: ScopeReader
    now: datetime


def read_line(reader: CellReader, reading: Reading) -> Line | None:
    """Read one row; None when anything is wrong, which the reader has then written down."""
    reader.needed("line")
    line = reader.choice("line", reading.words.lines)
    if line is None:
        return None
    for column in UNUSED[line]:
        if reader.is_filled(column):
            reader.fail(column, wording("not_used", line=reader.text("line")))
    scope = reading.scopes.read(reader)
    confirmed = _confirmed(reader, reading.now)
    reader.needed("kind")
    read = {"milestone": _milestone, "cut": _cut, "person": _person}[line]
    return read(reader, reading.words, scope, confirmed)


def _milestone(
    reader: CellReader, words: WorksWords, scope: Scope | None, confirmed: Values
) -> Line | None:
    reference = reader.needed("reference")
    kind = reader.choice("kind", words.milestones)
    window = read_window(reader)
    state = reader.choice("state", words.states)
    title = reader.text("title")
    if kind is None or window is None or scope is None or not reference:
        return None
    label = kind_labels()[kind]
    values = {
        "reference": reference,
        "kind": kind,
        "title": title or label[0].upper() + label[1:],
        "detail": reader.text("detail"),
        **asdict(window),
        **asdict(scope),
    } | ({"state": state} if state else {})
    defaults = {"state": MilestoneState.PLANNED}
    return Line(reader.number, Milestone, (reference,), values, defaults, confirmed)


def _cut(
    reader: CellReader, words: WorksWords, scope: Scope | None, confirmed: Values
) -> Line | None:
    reference = reader.needed("reference")
    kind = reader.choice("kind", words.cuts)
    window = read_window(reader, hours_needed=True)
    cancelled = reader.choice("state", words.cancelled)
    if kind is None or window is None or scope is None or not reference:
        return None
    values = {
        "reference": reference,
        "kind": kind,
        **asdict(window),
        **asdict(scope),
    } | ({"cancelled": cancelled == "yes"} if cancelled else {})
    return Line(reader.number, PlannedCut, (reference,), values, {"cancelled": False}, confirmed)


def _person(
    reader: CellReader, words: WorksWords, scope: Scope | None, confirmed: Values
) -> Line | None:
    role = reader.choice("kind", words.roles)
    name = reader.needed("name")
    number = _number(reader)
    if role is None or scope is None or not name:
        return None
    values = {
        "role": role,
        "name": name,
        "number": number,
        "hours": reader.text("hours"),
        **asdict(scope),
    }
    key = (role, *asdict(scope).values())
    return Line(reader.number, SitePerson, key, values, {}, confirmed)


def _number(reader: CellReader) -> str | None:
    written = reader.text("phone")
    if not written:
        return None
    try:
        return parse_number(written).e164
    except NumberRefusedError as refusal:
        reader.fail("phone", str(refusal))
        return None


def _confirmed(reader: CellReader, now: datetime) -> Values:
    by = reader.text("confirmed_by")
    if not reader.is_filled("confirmed_at"):
        if by:
            reader.fail("confirmed_by", wording("confirmed_when"))
        return {}
    at = read_day(reader, "confirmed_at")
    if at is not None and at > now:
        reader.fail("confirmed_at", wording("confirmed_later"))
    return {"confirmed_at": at, "confirmed_by": by or None}
