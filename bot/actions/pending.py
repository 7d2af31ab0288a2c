"""What a correspondent was asked about their place, and which questions wait for it.

Kept in two columns of the correspondent, because Rasa's own memory is lost at expiry.
"""

from datetime import datetime

from broadcaster.conversations.models import Correspondent

ASKED_AGAIN = "?"
"""Marks that the place was asked a second time: a third time a person takes over."""

ROOM = 60
"""What the column ``pending_topic`` holds."""


def waiting_topics(who: Correspondent) -> list[str]:
    """The topics to be answered once the place is known, oldest first."""
    return [
        topic for topic in (who.pending_topic or "").split(",") if topic not in ("", ASKED_AGAIN)
    ]


def may_ask(who: Correspondent, now: datetime) -> bool:
    """True when the place was never asked, or is being asked in answer to this very message."""
    return who.asked_place_at is None or who.asked_place_at == now


def ask_for(who: Correspondent, topic: str, now: datetime) -> None:
    """Note that the place is asked for a topic."""
    who.asked_place_at = now
    _keep(who, [*waiting_topics(who), topic], again=was_asked_again(who))


def keep_waiting(who: Correspondent, topic: str) -> None:
    """Keep a topic for when the place is told, without asking for it."""
    _keep(who, [*waiting_topics(who), topic], again=was_asked_again(who))


def was_asked_again(who: Correspondent) -> bool:
    """True when an unclear place was already asked for a second time."""
    return ASKED_AGAIN in (who.pending_topic or "").split(",")


def ask_again(who: Correspondent, now: datetime) -> None:
    """Note that the place is asked a second time."""
    who.asked_place_at = now
    _keep(who, waiting_topics(who), again=True)


def take_waiting(who: Correspondent) -> list[str]:
    """The topics that waited; they no longer do."""
    topics = waiting_topics(who)
    who.pending_topic = None
    return topics


def _keep(who: Correspondent, topics: list[str], *, again: bool) -> None:
    """Store as many topics as fit, the newest at all costs."""
    kept = list(dict.fromkeys(topics))
    mark = [ASKED_AGAIN] if again else []
    while len(",".join([*kept, *mark])) > ROOM:
        kept.pop(0)
    who.pending_topic = ",".join([*kept, *mark]) or None
