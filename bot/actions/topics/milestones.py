"""Choosing among the milestones of a home, and putting one into words."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.actions.asked import Asked, Finding
from bot.actions.topics.titles import title_of
from bot.actions.wording import capitalised
from broadcaster.answers.dates import last_moment
from broadcaster.clock import PARIS
from broadcaster.conversations.threads import Reason
from broadcaster.works.calendar import milestones_for
from broadcaster.works.freshness import is_fresh
from broadcaster.works.models import Confirmed, Milestone, MilestoneState
from broadcaster.works.standing import BEGUN, Standing, standing_of

NEAREST_FIRST = (
    Standing.UNDER_WAY,
    Standing.OVERDUE,
    Standing.DUE,
    Standing.UPCOMING,
    Standing.UNREPORTED,
    Standing.CANCELLED,
    Standing.DONE,
)
"""What is told first of some dates: what is nearest to the tenant."""


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
        "travaux": title_of(milestone, dates.language),
        "detail": capitalised(milestone.detail.strip().rstrip(".")),
        "quand": dates.span(milestone.starts_at, milestone.ends_at),
        "debut": dates.day(milestone.starts_at),
        "fin": dates.day(ends),
    }


def nearest(milestones: Sequence[Milestone], now: datetime) -> Milestone | None:
    """What is said first of some dates of one kind: what is nearest to the tenant."""
    for standing in NEAREST_FIRST:
        chosen = by_standing(milestones, now, standing)
        if chosen:
            return chosen[-1] if standing is Standing.DONE else chosen[0]
    return None


def told(asked: Asked, milestone: Milestone) -> Finding:
    """One milestone as it stands: the case of a text, its values, and who must act.

    A plan that may change is said to be so once: by the text when somebody checked it lately
    (``planned``), else by the warning that follows (``expected``).
    """
    values = plan_values(asked, milestone)
    match standing_of(milestone, asked.now):
        case Standing.UNDER_WAY:
            return Finding("under_way", values, (milestone,))
        case Standing.OVERDUE:
            return Finding("overdue", values, handoff=Reason.MISSING_FACT)
        case Standing.UNREPORTED:
            return Finding("past", values, handoff=Reason.MISSING_FACT)
        case Standing.CANCELLED:
            return Finding("cancelled", values, handoff=Reason.MISSING_FACT)
        case Standing.DONE:
            return Finding("done", values)
        case _:
            return Finding(_plan_case(asked, milestone), values, (milestone,))


def _plan_case(asked: Asked, milestone: Milestone) -> str:
    if milestone.state is MilestoneState.CONFIRMED:
        return "confirmed" if is_fresh(milestone, asked.now) else "expected"
    return "planned" if is_fresh(milestone, asked.now) else "expected"


def with_doubt(asked: Asked, fact: Confirmed, words: str) -> str:
    """What is said of a fact in a list, marked when nobody checked it lately."""
    return words if is_fresh(fact, asked.now) else asked.dates.marked(words, "unsure")


def titles(asked: Asked, milestones: Sequence[Milestone], at_most: int | None = None) -> str:
    """Milestones named in one sentence, each once: « Façade, volets et électricité ».

    Of several, those nobody checked lately are marked; for one alone, the text says it.
    """
    by_name = {_title(asked, one): one for one in reversed(milestones)}
    names = list(dict.fromkeys(_title(asked, one) for one in milestones))[:at_most]
    if len(names) == 1:
        return names[0]
    small = [*names[:1], *(within_sentence(name) for name in names[1:])]
    shown = zip(names, small, strict=True)
    return asked.dates.listed([with_doubt(asked, by_name[name], word) for name, word in shown])


def owed(milestones: Sequence[Milestone]) -> Sequence[Milestone]:
    """The facts whose freshness is said after the text: those of a list are marked in it."""
    return milestones if len({one.title for one in milestones}) == 1 else ()


def _title(asked: Asked, milestone: Milestone) -> str:
    return title_of(milestone, asked.dates.language)


def within_sentence(title: str) -> str:
    """A title with a small first letter, unless it is an abbreviation (VMC)."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _is_on(milestone: Milestone, now: datetime) -> bool:
    today = now.astimezone(PARIS).date()
    starts = milestone.starts_at.astimezone(PARIS).date()
    ends = last_moment(milestone.starts_at, milestone.ends_at).astimezone(PARIS).date()
    return starts <= today and (today <= ends or standing_of(milestone, now) in BEGUN)
