"""What the phones page shows, worked out before the template: rows, days of bubbles."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from unicodedata import combining, normalize

from broadcaster.clock import PARIS
from broadcaster.local_twilio.config import PhoneEntry
from broadcaster.local_twilio.messages import Message


@dataclass(frozen=True, slots=True)
class Row:
    """One phone in the list."""

    entry: PhoneEntry
    last: Message | None

    @property
    def number(self) -> str:
        """The number, E.164."""
        return self.entry.number

    @property
    def shown_number(self) -> str:
        """The number as the French write it."""
        return french_number(self.entry.number)

    @property
    def searched(self) -> str:
        """What a search looks in: name, note, and the number written in each way."""
        entry, shown = self.entry, self.shown_number
        every_way = f"{entry.number} {shown} {shown.replace(' ', '')}"
        return fold(f"{entry.name} {entry.note} {every_way}")


@dataclass(frozen=True, slots=True)
class Day:
    """The messages of one day in Paris."""

    moment: datetime
    messages: Sequence[Message]


def rows(entries: Sequence[PhoneEntry], last: Mapping[str, Message], wanted: str = "") -> list[Row]:
    """Every phone that answers to ``wanted``: latest news first, then in the phonebook's order."""
    known = {entry.number: entry for entry in entries}
    strangers = [PhoneEntry(number, "") for number in last if number not in known]
    shown = [Row(entry, last.get(entry.number)) for entry in (*known.values(), *strangers)]
    found = [row for row in shown if fold(wanted) in row.searched]
    return sorted(found, key=lambda row: -row.last.created_at.timestamp() if row.last else 0)


def fold(text: str) -> str:
    """Without accents, capitals or double spaces: how a search compares."""
    bare = "".join(char for char in normalize("NFKD", text) if not combining(char))
    return " ".join(bare.casefold().split())


def days(messages: Sequence[Message]) -> list[Day]:
    """Messages by day, oldest first."""
    grouped = groupby(messages, key=lambda message: message.created_at.astimezone(PARIS).date())
    by_day = [list(each) for _, each in grouped]
    return [Day(each[0].created_at, each) for each in by_day]


def french_number(number: str) -> str:
    """« 06 39 98 00 01 »; a foreign number is left as it is."""
    if not re.fullmatch(r"\+33\d{9}", number):
        return number
    return re.sub(r"(\d\d)(?=\d)", r"\1 ", "0" + number.removeprefix("+33"))
