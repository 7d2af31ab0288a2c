"""Pushes: items in JSON become the rows of an import, and its findings lead back to the items."""

import unicodedata
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.api.operations import Caller
from broadcaster.api.problems import FindingAt, ProblemError, say
from broadcaster.api.shapes import Pushed, Warned
from broadcaster.register.models import Site
from broadcaster.tabular import Finding, ImportRefusedError, ImportReport, Row, Table, fold


class Columns:
    """The titles of an import's columns, each with where its value is in an item."""

    def __init__(self, items: str, package: str, file_name: str, paths: Mapping[str, str]) -> None:
        """Take the name of the list of items, the import's columns, and each field's path."""
        titles = _titles(package, file_name)
        self.items = items
        self.titles = {name: titles[name] for name in paths}
        self._paths = {titles[name]: path for name, path in paths.items()}

    def row(self, position: int, values: Mapping[str, object]) -> Row:
        """The row of the item at a position; fields that are None stay empty."""
        cells = dict.fromkeys(self.titles.values(), "")
        cells |= {self.titles[name]: tidy(value) for name, value in values.items()}
        return Row(position + 1, cells)

    def table(self, rows: Iterable[Row]) -> Table:
        """The table of some rows."""
        return Table(tuple(self.titles.values()), tuple(rows))

    def locate(self, finding: Finding) -> FindingAt:
        """Where a finding is in what was sent."""
        if finding.row is None:
            return FindingAt(f"/{self.items}", finding.message)
        path = self._paths.get(finding.column or "", "")
        place = f"/{self.items}/{finding.row - 1}"
        return FindingAt(f"{place}/{path}" if path else place, finding.message)

    def refusal(self, error: ImportRefusedError) -> ProblemError:
        """The problem of an import that was refused."""
        return ProblemError(422, "refused", [self.locate(one) for one in error.findings])

    def pushed(self, report: ImportReport, *, dry_run: bool) -> Pushed:
        """What the import did."""
        found = [self.locate(one) for one in report.remarks]
        return Pushed(
            dry_run=dry_run,
            added=report.added,
            changed=report.changed,
            unchanged=report.unchanged,
            warnings=[Warned(pointer=one.pointer, detail=one.detail) for one in found],
        )


def tidy(value: object) -> str:
    """A value as a cell holds it (``tabular.table``)."""
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip()


@cache
def _titles(package: str, file_name: str) -> dict[str, str]:
    written = yaml.safe_load(files(package).joinpath(file_name).read_text("utf-8"))
    return {name: str(facts["titles"][0]) for name, facts in written.items()}


@cache
def first_words(package: str, file_name: str, group: str) -> Mapping[str, str]:
    """The word an import reads for each code of a closed list."""
    written = yaml.safe_load(files(package).joinpath(file_name).read_text("utf-8"))
    return {str(code): str(words[0]) for code, words in written[group].items()}


@asynccontextmanager
async def trial(session: AsyncSession, *, dry_run: bool) -> AsyncIterator[None]:
    """Work that is undone at the end when it was only to be tried."""
    async with session.begin_nested() as nested:
        yield
        await session.flush()
        if dry_run:
            await nested.rollback()


async def site_names(session: AsyncSession, caller: Caller) -> dict[str, str]:
    """The name of each site within reach, by its folded name and by its folded code."""
    found = [site for site in await session.scalars(select(Site)) if caller.reaches(site.id)]
    by_code = {fold(site.code): site.name for site in found}
    return by_code | {fold(site.name): site.name for site in found}


def out_of_reach(
    caller: Caller, names: Mapping[str, str], sites: Sequence[str], items: str
) -> list[FindingAt]:
    """A finding for each site named that the key has no access to."""
    if caller.sites is None:
        return []
    return [
        FindingAt(f"/{items}/{position}/site", say("fault.other_site"))
        for position, site in enumerate(sites)
        if fold(site) not in names
    ]


def repeated(references: Sequence[str], items: str) -> list[FindingAt]:
    """A finding for each item whose reference an earlier one has."""
    first: dict[str, int] = {}
    found = []
    for position, reference in enumerate(map(tidy, references)):
        known = first.setdefault(reference, position)
        if known != position:
            detail = say("fault.same_reference", row=known + 1)
            found.append(FindingAt(f"/{items}/{position}/reference", detail))
    return found


def refuse(findings: Sequence[FindingAt]) -> None:
    """Raise a 422 problem when there is anything to mend."""
    if findings:
        raise ProblemError(422, "refused", findings)
