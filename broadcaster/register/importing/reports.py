"""What a dry run found and would do, for pages and machines: findings, counts, names."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from broadcaster.register.changes import Value, in_words
from broadcaster.register.importing.households import Reading
from broadcaster.register.importing.planning import Change, Plan
from broadcaster.register.importing.states import ContactState, FlatKey, HouseholdState
from broadcaster.register.phone_numbers import mask
from broadcaster.tabular import Finding

NAMED = 100
"""How many households a report names of each kind; all are counted."""


@dataclass(frozen=True, slots=True)
class Named:
    """A household that a report names."""

    name: str
    reference: str
    told: str = ""  # what changes, or the numbers that go


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a dry run."""

    rows: int = 0
    findings: Sequence[Finding] = ()
    remarks: Sequence[Finding] = ()
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    numbers_removed: int = 0
    new_flats: int = 0
    place_facts: int = 0  # facts of places that change
    added_households: Sequence[Named] = field(default_factory=list)
    changed_households: Sequence[Named] = field(default_factory=list)
    losing_numbers: Sequence[Named] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """True when something must be corrected first."""
        return bool(self.findings)

    # JSON of our own making.
    def as_json(self) -> dict[str, Any]:
        """For machines: the same words, with what refused it first."""
        return {"refused": self.is_refused, **asdict(self)}


def refused_report(
    rows: int, findings: Iterable[Finding], remarks: Iterable[Finding] = ()
) -> Report:
    """The report of a file that cannot be imported."""
    ordered = sorted(findings, key=lambda one: one.row or 0)
    return Report(rows, ordered, list(remarks))


def planned_report(reading: Reading, plan: Plan) -> Report:
    """The report of a file that can be."""
    losing = [change for change in plan.changed if change.removed]
    return Report(
        reading.rows,
        remarks=[*reading.remarks, *plan.remarks],
        added=len(plan.added),
        changed=plan.changed_count,
        unchanged=plan.unchanged,
        numbers_removed=sum(len(change.removed) for change in losing),
        new_flats=plan.new_flats,
        place_facts=len(plan.corrections),
        added_households=[Named(one.name, one.reference) for one in plan.added[:NAMED]],
        changed_households=[_changed(one) for one in plan.changed[:NAMED]],
        losing_numbers=[_losing(one) for one in losing[:NAMED]],
    )


def packed(report: Report) -> bytes:
    """A report as it is kept."""
    return zlib.compress(json.dumps(asdict(report), ensure_ascii=False).encode())


def unpacked(content: bytes) -> Report:
    """A kept report."""
    written: dict[str, Any] = json.loads(zlib.decompress(content))
    for name in ("findings", "remarks"):
        written[name] = [Finding(**one) for one in written[name]]
    for name in ("added_households", "changed_households", "losing_numbers"):
        written[name] = [Named(**one) for one in written[name]]
    return Report(**written)


def _changed(change: Change) -> Named:
    told = [in_words(_facts(change.before), _facts(change.after))]
    for number, contact in change.after.contacts.items():
        known = change.before.contacts.get(number)
        if known is None:
            told.append(in_words({"number": None}, {"number": number}))
        elif known != contact:
            told.append(f"{mask(number)} : {in_words(_values(known), _values(contact))}")
    told += [in_words({"number": number}, {"number": None}) for number in change.removed]
    return Named(change.after.name, change.after.reference, " ; ".join(filter(None, told)))


def _facts(state: HouseholdState) -> Mapping[str, Value]:
    card = state.card
    return {
        "name": state.name,
        "flat": _door(state.flat),
        "phone": card.phone if card else None,
        "reads_sms": card.reads_sms if card else None,
        "french": card.french if card else None,
    }


def _door(key: FlatKey) -> str:
    return " ".join(part.upper() for part in key[1:])


def _values(contact: ContactState) -> Mapping[str, Value]:
    names = (name for name in ContactState.__slots__ if name not in ("id", "number"))
    return {name: getattr(contact, name) for name in names}


def _losing(change: Change) -> Named:
    numbers = ", ".join(map(mask, change.removed))
    return Named(change.after.name, change.after.reference, numbers)
