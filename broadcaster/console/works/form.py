"""The form of a milestone: what it is, where, when, its state, its detail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form
from broadcaster.console.kinds import kind_label
from broadcaster.console.places import Places
from broadcaster.console.rendering import capitalize_first
from broadcaster.console.works.place_field import place_values, put, read_place
from broadcaster.console.works.window_field import Window, doubt_window, read_window, window_values
from broadcaster.works.importing.words import kind_labels
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.scopes import Scope

MAX_DETAIL = 2000
MAX_TITLE = 160

AHEAD = frozenset({MilestoneState.PLANNED, MilestoneState.CONFIRMED})
"""States of what is still to come."""


@dataclass(frozen=True, slots=True)
class MilestoneChanges:
    """What a form asks a milestone to become."""

    kind: str  # one of works/kinds.yml
    title: str
    scope: Scope
    starts_at: datetime
    ends_at: datetime
    state: MilestoneState
    detail: str

    def put_into(self, milestone: Milestone, /) -> None:
        """Make a milestone say it."""
        milestone.kind, milestone.title, milestone.detail = self.kind, self.title, self.detail
        milestone.starts_at, milestone.ends_at = self.starts_at, self.ends_at
        milestone.state = self.state
        put(milestone, self.scope)


def filled_form(milestone: Milestone, places: Places) -> Form:
    """The form as the milestone stands."""
    return Form.of(
        {
            "kind": milestone.kind,
            "title": milestone.title,
            "state": milestone.state.value,
            "detail": milestone.detail,
            "version": str(milestone.version),
        }
        | place_values(milestone, places)
        | window_values(milestone.starts_at, milestone.ends_at)
    )


async def read_changes(
    session: AsyncSession,
    form: Form,
    places: Places,
    sites: Collection[int] | None,
    now: datetime,
    known: Window | None = None,
) -> MilestoneChanges | None:
    """What the form asks for; None when something is wrong. Without a title: its kind's name.

    ``known``: the dates it has already, which nobody has to look at twice.
    """
    kind, state = form.choice("kind", kind_labels()), form.choice("state", list(MilestoneState))
    title = form.text("title", most=MAX_TITLE, required=False)
    detail = form.text("detail", most=MAX_DETAIL, required=False)
    scope = await read_place(session, form, places, sites)
    window = read_window(form)
    if window is not None and window != known:
        doubt_window(form, window, now, is_ahead=state in AHEAD)
    if window is None or scope is None or not form.is_valid:
        return None
    name = title or capitalize_first(kind_label(kind))
    return MilestoneChanges(kind, name, scope, *window, MilestoneState(state), detail)
