"""Canned answers: texts staff often send, kept once, in the languages they were written in."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import JSON, ForeignKey, String, Text, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.answers.dates import FRENCH
from broadcaster.database import Base
from broadcaster.errors import PalierError

PLACEHOLDERS: Final = ("nom", "logement", "contact")
"""What may be filled in: the household's name, its home, who to call on the site."""

_IN_BRACES = re.compile(r"\{([^{}]*)\}")


class CannedPlaceholderError(PalierError):
    """This text has a word in braces that cannot be filled in. Use {nom}, {logement}, {contact}."""

    def __init__(self, word: str) -> None:
        """Take the word that cannot be filled in."""
        super().__init__(str(self.__doc__))
        self.word = word


class CannedAnswer(Base):
    """One text, in French and in the languages staff wrote it in."""

    __tablename__ = "canned_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))  # None: for every site
    title: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)  # in French
    versions: Mapped[dict[str, str]] = mapped_column(JSON)  # language → text
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))

    def text_in(self, language: str) -> str:
        """The text in a language; in French where it was not written in that one."""
        return self.versions.get(language) or self.body

    def is_in(self, language: str) -> bool:
        """True when the text exists in a language."""
        return language == FRENCH or bool(self.versions.get(language))


def check_placeholders(text: str) -> None:
    """Raise CannedPlaceholderError for the first word in braces that nothing fills."""
    for word in _IN_BRACES.findall(text):
        if word not in PLACEHOLDERS:
            raise CannedPlaceholderError(word)
    bare = _IN_BRACES.sub("", text)
    if "{" in bare or "}" in bare:
        raise CannedPlaceholderError("{")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known filled in; the rest stays in braces, for staff to see."""
    return _IN_BRACES.sub(lambda found: values.get(found[1]) or found[0], text)


def left_in(text: str) -> Sequence[str]:
    """The placeholders that are still in a text: a tenant must never read them."""
    return [f"{{{word}}}" for word in _IN_BRACES.findall(text) if word in PLACEHOLDERS]


async def canned_answers(
    session: AsyncSession, sites: frozenset[int] | None = None
) -> list[CannedAnswer]:
    """Those for every site and for some sites (None: all), by title."""
    query = select(CannedAnswer).order_by(CannedAnswer.title, CannedAnswer.id)
    if sites is not None:
        of_site = CannedAnswer.site_id.in_(sites)
        query = query.where(or_(CannedAnswer.site_id.is_(None), of_site))
    return list(await session.scalars(query))
