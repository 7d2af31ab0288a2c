"""Followed: what a plan last knew of its milestone, as one text that can be compared in SQL."""

from dataclasses import dataclass
from typing import Final, Self

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, not_, true

from broadcaster.works.models import Milestone
from broadcaster.works.scopes import Scope
from broadcaster.works.telling import NOTHING, truth_of

_NEVER_CHANGED: Final = "="
_SAME_AS_SCOPE: Final = "~"


@dataclass(frozen=True, slots=True)
class Followed:
    """The truth of a milestone, where it holds, and the widest place it ever held in.

    The widest place tells whom a narrowing concerns: those who were in it. Somebody outside of
    it, told on purpose by a message to the whole estate, still wants to know the date.
    """

    truth: str
    scope: Scope
    widest: Scope
    has_changed: bool = False

    @classmethod
    def of(cls, milestone: Milestone, before: Self | None = None) -> Self:
        """A milestone as it stands, after what was known before."""
        truth, scope = truth_of(milestone), Scope.of(milestone)
        if before is None:
            return cls(truth, scope, scope)
        if (truth, scope) == (before.truth, before.scope):
            return before
        return cls(truth, scope, scope.joined(before.widest), has_changed=True)

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """Read what ``str`` wrote."""
        if text is None:
            return None
        truth, scope, widest = text.split("|")
        place = Scope.read(scope)
        is_same = widest in (_NEVER_CHANGED, _SAME_AS_SCOPE)
        return cls(truth, place, place if is_same else Scope.read(widest), widest != _NEVER_CHANGED)

    def __str__(self) -> str:
        widest = _SAME_AS_SCOPE if self.widest == self.scope else str(self.widest)
        return f"{self.truth}|{self.scope}|{widest if self.has_changed else _NEVER_CHANGED}"

    def is_gone_for(self, number: SQLColumnExpression[str]) -> ColumnElement[bool]:
        """The condition that it no longer takes place for whoever has a number."""
        if self.truth == NOTHING:
            return true()
        if self.widest == self.scope:
            return false()
        return and_(self.widest.holds(number), not_(self.scope.holds(number)))
