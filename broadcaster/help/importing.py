"""Loading help points and the offer's facts from plain data (a YAML file, a form).

Help points are a list of mappings::

    - reference: ateliers-mjc        # the key by which a second import finds it again
      kind: workshop                 # one of HelpKind
      name: Ateliers de la MJC
      place: 12 rue des Lilas        # place, hours, number, price are optional
      hours: le mardi de 14 h à 16 h
      number: 01 99 00 12 34
      price: gratuit
      confirmed: true                # false: shown to tenants as not confirmed yet

The offer is one mapping from the keys of ``offer_keys.yml`` to the words tenants read.
Both are all or nothing, and say everything that is wrong at once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.help.models import HelpKind, HelpPoint
from broadcaster.help.notes import note_keys
from broadcaster.help.offer import fault_of, offer_keys
from broadcaster.help.saving import save_fact, save_note
from broadcaster.register.phone_numbers import NumberRefusedError, parse_number
from broadcaster.wording import Wording

OPTIONAL = {"place": 200, "hours": 200, "price": 120}
"""The optional texts of a help point and their greatest length."""

FIELDS = frozenset({"reference", "kind", "name", "number", "confirmed", *OPTIONAL})
IMPORTER = "import"

_finding = Wording("broadcaster.help", "findings.yml")


class HelpRefusedError(PalierError):
    """The help data has errors and nothing was imported. Correct the lines named and try again."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = tuple(findings)


async def import_help(session: AsyncSession, site_id: int, data: object, now: datetime) -> int:
    """Add or change help points; return how many were given. Raises HelpRefusedError."""
    lines = data if isinstance(data, list) else [data]
    findings = [text for place, line in enumerate(lines, 1) for text in _check(place, line)]
    findings += _repeated(lines)
    if findings:
        raise HelpRefusedError(findings)
    points = [line for line in lines if isinstance(line, Mapping)]
    for point in points:
        await _save_point(session, site_id, point, now)
    await session.flush()
    return len(points)


async def import_offer(session: AsyncSession, site_id: int, data: object, now: datetime) -> int:
    """Add or change facts of the offer; return how many were given. Raises HelpRefusedError."""
    if not isinstance(data, Mapping):
        raise HelpRefusedError([_finding("offer_shape")])
    findings = [text for key, value in data.items() for text in _check_fact(str(key), str(value))]
    if findings:
        raise HelpRefusedError(findings)
    for key, value in data.items():
        await save_fact(session, site_id, str(key), str(value), by=IMPORTER, now=now)
    return len(data)


async def import_notes(session: AsyncSession, site_id: int, data: object, now: datetime) -> int:
    """Add or change notes on daily life; return how many were given. Raises HelpRefusedError."""
    if not isinstance(data, Mapping):
        raise HelpRefusedError([_finding("note_shape")])
    unknown = [str(key) for key in data if key not in note_keys()]
    if unknown:
        known = ", ".join(note_keys())
        raise HelpRefusedError([_finding("note_key", name=key, known=known) for key in unknown])
    for key, value in data.items():
        await save_note(session, site_id, str(key), str(value), by=IMPORTER, now=now)
    return len(data)


def _check_fact(key: str, value: str) -> list[str]:
    """What is wrong with one fact of the offer."""
    if key not in offer_keys():
        return [_finding("offer_key", name=key, known=", ".join(offer_keys()))]
    fault = fault_of(key, value.strip()) if value.strip() else None
    return [_finding(f"offer_{fault}", name=key, value=value)] if fault else []


def _check(place: int, line: object) -> list[str]:
    """Everything wrong with one help point."""
    if not isinstance(line, Mapping):
        return [_finding("point_shape", place=place)]
    checks: tuple[Callable[[int, Mapping[str, object]], list[str]], ...] = (
        _check_fields,
        _check_kind,
        _check_number,
        _check_lengths,
    )
    return [text for check in checks for text in check(place, line)]


def _check_fields(place: int, line: Mapping[str, object]) -> list[str]:
    unknown = [_finding("field", place=place, field=key) for key in line if key not in FIELDS]
    missing = [
        _finding("required", place=place, field=key)
        for key in ("reference", "name")
        if not str(line.get(key) or "").strip()
    ]
    return unknown + missing


def _check_kind(place: int, line: Mapping[str, object]) -> list[str]:
    if str(line.get("kind")) in set(HelpKind):
        return []
    return [_finding("kind", place=place, kind=line.get("kind"), known=", ".join(HelpKind))]


def _check_number(place: int, line: Mapping[str, object]) -> list[str]:
    try:
        _number(line)
    except NumberRefusedError as error:
        return [_finding("number", place=place, reason=error)]
    return []


def _check_lengths(place: int, line: Mapping[str, object]) -> list[str]:
    limits = {"reference": 60, "name": 160, **OPTIONAL}
    return [
        _finding("long", place=place, field=field, limit=limit)
        for field, limit in limits.items()
        if len(str(line.get(field) or "")) > limit
    ]


def _repeated(lines: Sequence[object]) -> list[str]:
    seen: set[str] = set()
    findings = []
    for place, line in enumerate(lines, 1):
        reference = str(line.get("reference")) if isinstance(line, Mapping) else ""
        if reference and reference in seen:
            findings.append(_finding("repeated", place=place, reference=reference))
        seen.add(reference)
    return findings


def _number(line: Mapping[str, object]) -> str | None:
    raw = str(line.get("number") or "").strip()
    return parse_number(raw).e164 if raw else None


async def _save_point(
    session: AsyncSession, site_id: int, line: Mapping[str, object], now: datetime
) -> None:
    reference = str(line["reference"]).strip()
    point = await session.scalar(
        select(HelpPoint).where(HelpPoint.site_id == site_id, HelpPoint.reference == reference)
    )
    if point is None:
        point = HelpPoint(site_id=site_id, reference=reference)
        session.add(point)
    point.kind = HelpKind(str(line["kind"]))
    point.name = str(line["name"]).strip()
    point.number = _number(line)
    for field in OPTIONAL:
        setattr(point, field, str(line.get(field) or "").strip())
    confirmed = line.get("confirmed", True) is not False
    point.confirmed_at = now if confirmed else None
    point.confirmed_by = IMPORTER if confirmed else None
