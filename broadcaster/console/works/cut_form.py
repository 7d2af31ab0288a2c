"""The form of a planned cut: what is cut, where, from which hour to which, or cancelled."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form
from broadcaster.console.places import Places
from broadcaster.console.works.place_field import place_values, put, read_place
from broadcaster.console.works.window_field import Window, doubt_window, read_window, window_values
from broadcaster.works.models import CutKind, PlannedCut
from broadcaster.works.scopes import Scope

STATES = ("planned", "cancelled")


@dataclass(frozen=True, slots=True)
class CutChanges:
    """What a form asks a cut to become."""

    kind: CutKind
    scope: Scope
    starts_at: datetime
    ends_at: datetime
    cancelled: bool

    def put_into(self, cut: PlannedCut, /) -> None:
        """Make a cut say it."""
        cut.kind, cut.cancelled = self.kind, self.cancelled
        cut.starts_at, cut.ends_at = self.starts_at, self.ends_at
        put(cut, self.scope)


def filled_cut(cut: PlannedCut, places: Places) -> Form:
    """The form as the cut stands."""
    return Form.of(
        {
            "kind": cut.kind.value,
            "state": STATES[cut.cancelled],
            "version": str(cut.version),
        }
        | place_values(cut, places)
        | window_values(cut.starts_at, cut.ends_at, hours=True)
    )


async def read_cut(
    session: AsyncSession,
    form: Form,
    places: Places,
    sites: Collection[int] | None,
    now: datetime,
    known: Window | None = None,
) -> CutChanges | None:
    """What the form asks for; None when something is wrong. A cut has hours, always.

    ``known``: the dates it has already, which nobody has to look at twice.
    """
    kind, state = form.choice("kind", list(CutKind)), form.choice("state", STATES)
    scope = await read_place(session, form, places, sites)
    window = read_window(form, hours_needed=True)
    if window is not None and window != known:
        doubt_window(form, window, now, is_ahead=state == STATES[False])
    if window is None or scope is None or not form.is_valid:
        return None
    return CutChanges(CutKind(kind), scope, *window, state == STATES[True])
