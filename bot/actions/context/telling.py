"""Telling: what is said today of the milestone that a broadcast was about."""

from dataclasses import replace

from bot.actions.asked import Asked, Finding, Opening, Resolver
from bot.actions.claims.comparing import Window, is_then
from bot.actions.context.followups import FollowUp, Turn
from bot.actions.context.memory import LastBroadcast
from bot.actions.days import touches
from bot.actions.topics.milestones import nearest, told
from bot.actions.topics.named import GOING, MY_FLAT, STEP
from bot.actions.topics.titles import title_of
from bot.nlu.dates.when import When
from broadcaster.clock import PARIS
from broadcaster.conversations.threads import Reason
from broadcaster.register.homes import Home
from broadcaster.works.calendar import SCOPES, milestones_for
from broadcaster.works.models import Milestone
from broadcaster.works.standing import AHEAD, standing_of

BELIEVED = frozenset({Turn.STILL, Turn.OTHER_DAY})
"""These say what somebody believes: the answer begins with yes or no."""


def about_broadcast(broadcast: LastBroadcast, turn: Turn) -> Resolver:
    """Tell the milestone as it stands; what was told before only decides how that begins."""
    milestone = broadcast.milestone

    async def resolve(asked: Asked) -> Finding:
        own = milestone.flat_id is not None
        finding = replace(told(asked, milestone), topic=MY_FLAT if own else STEP)
        standing = standing_of(milestone, asked.now)
        if standing not in GOING:
            return finding
        if turn is Turn.UNTIL and standing in AHEAD and not own:
            finding = replace(finding, case="end")
        return replace(finding, opening=_opening(broadcast, turn, asked.when))

    return resolve


def elsewhere(milestone: Milestone) -> Resolver:
    """Tell the same kind of works at another place, as its own calendar has them."""

    async def resolve(asked: Asked) -> Finding:
        found = await milestones_for(asked.session, asked.place, {milestone.kind})
        one = nearest(found, asked.now)
        if one is None:
            values = {"sujet": title_of(milestone, asked.dates.language)}
            return Finding("unknown", values, (), Reason.MISSING_FACT, STEP)
        return replace(told(asked, one), topic=STEP)

    return resolve


def named_day(broadcast: LastBroadcast, follow_up: FollowUp) -> When | None:
    """The day a text names, if it is one the broadcast told or the calendar has now.

    A weekday without its number is the one that was told, even if there is a nearer one.
    """
    when = follow_up.when
    if when is None or not when.is_one_day:
        return None
    milestone = broadcast.milestone
    windows = (broadcast.window, (milestone.starts_at, milestone.ends_at))
    if any(touches(when, *window) for window in windows):
        return when
    first = broadcast.window[0].astimezone(PARIS).date()
    if follow_up.names_day_alone and first.weekday() == when.first.weekday():
        return replace(when, first=first, last=first)
    return None


def concerns(milestone: Milestone, home: Home) -> bool:
    """True when a milestone is about a home: every level it names is the home's own."""
    same_site = milestone.site_id == home.site_id
    return same_site and all(
        getattr(milestone, level) in (None, getattr(home, level)) for level in SCOPES
    )


def _opening(broadcast: LastBroadcast, turn: Turn, when: When | None) -> Opening | None:
    if not broadcast.still_true:
        return Opening.MOVED
    if turn is Turn.THERE:
        return Opening.THANKS
    if turn not in BELIEVED:
        return None
    milestone = broadcast.milestone
    is_so = when is None or is_then(Window(milestone.starts_at, milestone.ends_at), when)
    return None if is_so is None else Opening.YES if is_so else Opening.NO
