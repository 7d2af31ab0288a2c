"""Every cut to come at a home, in one list: « c'est quand la coupure ? » names no kind."""

from bot.actions.asked import Asked, Finding
from bot.actions.topics.entries import entries_of, in_words
from broadcaster.works.models import PlannedCut

TOPIC = "cut_every"
"""The topic of the texts about all of them."""


async def every_cut(asked: Asked) -> Finding:
    """The cuts under way or planned, in order of time, as many as two SMS hold."""
    cuts = [one for one in await entries_of(asked) if isinstance(one.fact, PlannedCut)]
    told = in_words(asked, cuts)
    case = "found" if told.is_all else "more"
    alone = told.shown if len(told.shown) == 1 else ()
    return Finding(case, {"travaux": told.words}, alone, topic=TOPIC, marked=told.shown)
