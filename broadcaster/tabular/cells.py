"""Reading one row's cells by field, and writing down every finding on the way."""

from broadcaster.tabular.choices import Choices
from broadcaster.tabular.columns import Layout
from broadcaster.tabular.findings import Finding, wording
from broadcaster.tabular.table import Row


class CellReader:
    """The cells of one row, by field. A bad cell is written down and read as None."""

    def __init__(self, layout: Layout, row: Row, findings: list[Finding]) -> None:
        """Take the list findings are added to."""
        self._layout = layout
        self._row = row
        self._findings = findings

    @property
    def number(self) -> int:
        """The row's number in the sheet."""
        return self._row.number

    def text(self, field: str) -> str:
        """The cell's text, "" when it is empty or there is no such column."""
        title = self.title(field)
        value = self._row.cells[title] if title else ""
        limit = self._layout.fields[field].limit
        if len(value) > limit:
            self.fail(field, wording("too_long", length=len(value), limit=limit))
            return ""
        return value

    def needed(self, field: str) -> str:
        """The cell's text; an empty one is a finding that says what is meant to be there."""
        title, facts = self.title(field), self._layout.fields[field]
        if title is None:
            self.fail(None, wording("missing_title", title=facts.titles[0]))
        elif not self.is_filled(field):
            self.fail(field, wording("required", meant=facts.meant))
        return self.text(field)

    def is_filled(self, field: str) -> bool:
        """True when the cell has any text, right or wrong."""
        title = self.title(field)
        if title is None:
            return False
        return self._row.cells[title] != "" or title in self._row.unreadable

    def texts(self, field: str) -> list[tuple[str, str]]:
        """Title and text of every filled cell of a field that may have several columns."""
        titles = self._layout.columns.get(field, ())
        return [(title, self._row.cells[title]) for title in titles if self._row.cells[title]]

    def choice[Value](self, field: str, choices: Choices[Value]) -> Value | None:
        """What the cell's word stands for; None when it is empty or, with a finding, unknown."""
        written = self.text(field)
        if not written:
            return None
        value = choices.get(written)
        if value is None:
            message = wording("not_a_choice", value=written[:40], choices=choices.offered)
            self.fail(field, message)
        return value

    def title(self, field: str) -> str | None:
        """The title of a field's column as written in this table."""
        return next(iter(self._layout.columns.get(field, ())), None)

    def fail(self, field: str | None, message: str) -> None:
        """Write down that the field's cell, or the whole row, is wrong."""
        self.fail_at(self.title(field) if field else None, message)

    def fail_at(self, title: str | None, message: str) -> None:
        """Write down that the cell under that title is wrong."""
        self._findings.append(Finding(self._row.number, title, message))
