"""Choosing among the milestones of a home, and putting one into words."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.actions.asked import Asked
from bot.actions.wording import capitalised
from broadcaster.answers.dates import last_moment
from broadcaster.clock import PARIS
from broadcaster.works.calendar import milestones_for
from broadcaster.works.models import Milestone
from broadcaster.works.standing import BEGUN, Standing, standing_of


async def at_home(asked: Asked, kinds: Collection[str] | None = None) -> list[Milestone]:
    """The milestones of the asked home, in order of time."""
    return await milestones_for(asked.session, asked.place, kinds)


def by_standing(
    milestones: Sequence[Milestone], now: datetime, *standings: Standing
) -> list[Milestone]:
    """Those that stand in one of these ways, in the order given by time."""
    return [one for one in milestones if standing_of(one, now) in standings]


def earliest(milestones: Sequence[Milestone]) -> Milestone:
    """The one that starts first."""
    return min(milestones, key=lambda one: one.starts_at)


def latest(milestones: Sequence[Milestone]) -> Milestone:
    """The one that ends last."""
    return max(milestones, key=lambda one: one.ends_at)


def happening_today(milestones: Sequence[Milestone], now: datetime) -> list[Milestone]:
    """Those whose days include today, and those under way beyond their end."""
    told = by_standing(milestones, now, *BEGUN, Standing.UPCOMING, Standing.DUE)
    return [one for one in told if _is_on(one, now)]


def plan_values(asked: Asked, milestone: Milestone) -> dict[str, str]:
    """The values a text about one milestone may name."""
    dates = asked.dates
    ends = last_moment(milestone.starts_at, milestone.ends_at)
    return {
        "travaux": milestone.title,
        "detail": capitalised(milestone.detail.strip().rstrip(".")),
        "quand": dates.span(milestone.starts_at, milestone.ends_at),
        "debut": dates.day(milestone.starts_at),
        "fin": dates.day(ends),
    }


def sentence_of(asked: Asked, milestone: Milestone) -> str:
    """A milestone named with its first day: « Façade, mardi 12 mai »."""
    return f"{milestone.title}, {asked.dates.day(milestone.starts_at)}"


def titles(asked: Asked, milestones: Sequence[Milestone], at_most: int | None = None) -> str:
    """Milestones named in one sentence, each once: « Façade, volets et électricité »."""
    names = list(dict.fromkeys(one.title for one in milestones))[:at_most]
    return asked.dates.listed([*names[:1], *(_within_sentence(name) for name in names[1:])])


def _within_sentence(title: str) -> str:
    """A title with a small first letter, unless it is an abbreviation (VMC)."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _is_on(milestone: Milestone, now: datetime) -> bool:
    today = now.astimezone(PARIS).date()
    starts = milestone.starts_at.astimezone(PARIS).date()
    ends = last_moment(milestone.starts_at, milestone.ends_at).astimezone(PARIS).date()
    return starts <= today and (today <= ends or standing_of(milestone, now) in BEGUN)
