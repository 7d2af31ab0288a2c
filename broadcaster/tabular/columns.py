"""Which column is which: titles as people write them, matched to the fields of an importer."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml

from broadcaster.tabular.findings import Finding, wording
from broadcaster.tabular.table import Table, fold

CLOSE_ENOUGH = 0.8
"""How alike an unknown title and a known one are when the first is a slip of the second."""


@dataclass(frozen=True)
class Field:
    """A field of an importer and the titles under which it may come."""

    name: str
    titles: tuple[str, ...]  # the first is the one we name in findings
    limit: int = 200  # the most characters a cell may hold
    required: bool = False  # the column must be there
    several: bool = False  # more than one column may carry it
    meant: str = ""  # what to write in an empty cell that must not be: « le nom du locataire »


@dataclass(frozen=True)
class Layout:
    """The columns of a table, by field."""

    fields: Mapping[str, Field]
    columns: Mapping[str, tuple[str, ...]]  # field → its titles as written in this table
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]

    def has(self, field: str) -> bool:
        """True when the table has a column for that field."""
        return field in self.columns


def load_fields(package: str, file_name: str) -> tuple[Field, ...]:
    """The fields of an importer, from the YAML file that is also their documentation."""
    written = yaml.safe_load(files(package).joinpath(file_name).read_text("utf-8"))
    return tuple(
        Field(name, titles=tuple(facts.pop("titles")), **facts) for name, facts in written.items()
    )


def match_columns(table: Table, fields: Sequence[Field]) -> Layout:
    """Find each field's columns; tell what is missing, named twice, misspelt or not known."""
    by_title = {fold(title): field for field in fields for title in field.titles}
    found: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for title in table.columns:
        field = by_title.get(fold(title)) or _numbered_field(title, by_title)
        if field is None:
            unknown.append(title)
        else:
            found[field.name] = (*found.get(field.name, ()), title)
    slips = {title: _meant(title, fields) for title in unknown}
    return Layout(
        {field.name: field for field in fields},
        found,
        (*_missing(fields, found), *_doubled(fields, found), *_slips(slips)),
        tuple(
            Finding(None, title, wording("ignored_title", title=title))
            for title, meant in slips.items()
            if meant is None
        ),
    )


def chosen_columns(table: Table, fields: Sequence[Field], chosen: Mapping[str, str]) -> Layout:
    """The columns as somebody chose them: the field of each title, "" for one not to be read."""
    found: dict[str, tuple[str, ...]] = {}
    for title in table.columns:
        if name := chosen.get(title, ""):
            found[name] = (*found.get(name, ()), title)
    ignored = [title for title in table.columns if not chosen.get(title)]
    return Layout(
        {field.name: field for field in fields},
        found,
        (*_missing(fields, found), *_doubled(fields, found)),
        tuple(Finding(None, one, wording("unread_title", title=one)) for one in ignored),
    )


def _numbered_field(title: str, by_title: Mapping[str, Field]) -> Field | None:
    """« téléphone 2 » for a field that may have several columns."""
    field = by_title.get(fold(title).rstrip("0123456789"))
    return field if field is not None and field.several else None


def _missing(fields: Sequence[Field], found: Mapping[str, object]) -> Iterator[Finding]:
    for field in fields:
        if field.required and field.name not in found:
            title = field.titles[0]
            yield Finding(None, title, wording("missing_title", title=title))


def _doubled(fields: Sequence[Field], found: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    for field in fields:
        titles = found.get(field.name, ())
        if len(titles) > 1 and not field.several:
            message = wording("two_titles", title=titles[0], other=titles[1])
            yield Finding(None, titles[1], message)


def _slips(slips: Mapping[str, str | None]) -> Iterator[Finding]:
    for title, meant in slips.items():
        if meant is not None:
            yield Finding(None, title, wording("unknown_title", title=title, meant=meant))


def _meant(title: str, fields: Sequence[Field]) -> str | None:
    titles = {fold(known): known for field in fields for known in field.titles}
    close = difflib.get_close_matches(fold(title), titles, n=1, cutoff=CLOSE_ENOUGH)
    return titles[close[0]] if close else None
