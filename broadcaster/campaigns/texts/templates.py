"""Templates: a text cut once into what is written and what is filled in for each household.

``{nom}`` is filled in with the name, ``{nom|Madame, Monsieur}`` with what follows the bar when
there is no name.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from broadcaster.campaigns.refusals import BracesInDefaultError, UnknownPlaceholderError

WIDEST_HOME: Final = {"nom": 120, "batiment": 40, "escalier": 40, "appartement": 20}
"""What may be filled in about a household, with its longest value (the columns' lengths)."""

WHEN: Final = "quand"
ABOUT_MILESTONE: Final = ("travaux", WHEN)
"""What may be filled in about the milestone of the broadcast: its title and its window."""

WEEK: Final = "semaine"
"""What the calendar has for the household's staircase in the next seven days (``week``)."""

WIDEST_WEEK: Final = 240
"""Two works with their dates and hours, and the words between them."""

ALLOWED: Final = (*WIDEST_HOME, *ABOUT_MILESTONE, WEEK)

_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_BRACES_IN_DEFAULT = re.compile(r"\{[^{}|]*\|[^{}]*\{[^{}]*\}?[^{}]*\}?")
_LONE_BRACE = re.compile(r".{0,12}[{}].{0,12}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place in a text that is filled in."""

    name: str  # one of ALLOWED
    default: str | None = None  # said when there is no value; None: there must be one

    def value(self, values: Mapping[str, str]) -> str:
        """What is said here; raise UnknownPlaceholderError when there is nothing to say."""
        found = values.get(self.name)
        if self.default is not None and (found is None or not found or found.isspace()):
            return self.default
        if found is None:
            raise _unknown(f"{{{self.name}}}")
        return found


@dataclass(frozen=True, slots=True)
class Template:
    """A text ready to be filled in any number of times."""

    parts: tuple[str | Placeholder, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """Every place to fill in, in the order of the text."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with these values; raise UnknownPlaceholderError when one is missing.

        What is filled in is not read again: braces in it stay braces.
        """
        return self.filled_by(lambda place: place.value(values))

    def filled_by(self, say: Callable[[Placeholder], str]) -> str:
        """The text with what a function says at each place."""
        return "".join([part if isinstance(part, str) else say(part) for part in self.parts])


@lru_cache(maxsize=512)
def template_of(body: str) -> Template:
    """Cut a text; case and accents of what stands in braces do not matter.

    Raises UnknownPlaceholderError for any other word in braces, and for a lone brace;
    BracesInDefaultError for braces after a bar.
    """
    nested = _BRACES_IN_DEFAULT.search(body)
    if nested:
        raise BracesInDefaultError(written=nested[0])
    template = Template(tuple(_parts(body)))
    lone = _LONE_BRACE.search(_IN_BRACES.sub("", body))
    if lone:
        raise _unknown(lone[0])
    return template


def _parts(body: str) -> Iterator[str | Placeholder]:
    end = 0
    for match in _IN_BRACES.finditer(body):
        if match.start() > end:
            yield body[end : match.start()]
        yield _placeholder(match)
        end = match.end()
    if end < len(body):
        yield body[end:]


def _placeholder(match: re.Match[str]) -> Placeholder:
    written, bar, default = match[1].partition("|")
    name = _plain_name(written)
    if name not in ALLOWED:
        raise _unknown(match[0])
    return Placeholder(name, default.strip() if bar else None)


def _plain_name(written: str) -> str:
    decomposed = unicodedata.normalize("NFD", written.strip().casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _unknown(written: str) -> UnknownPlaceholderError:
    allowed = ", ".join(f"{{{name}}}" for name in ALLOWED)
    return UnknownPlaceholderError(written=written, allowed=allowed)
