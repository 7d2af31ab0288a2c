"""A feed written as iCalendar (RFC 5545, with the names of RFC 7986).

Hours are written in UTC, which every program shows on the clock of its owner; whole days are
written as days, whose end is the day after the last (3.6.1). An event keeps its UID for ever, and
counts its changes in SEQUENCE: a program moves it instead of showing it twice.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from icalendar import Calendar, Event

from broadcaster import french
from broadcaster.clock import PARIS
from broadcaster.register.models import Flat
from broadcaster.wording import Wording
from broadcaster.works.feeds import Feed
from broadcaster.works.freshness import is_fresh
from broadcaster.works.models import FeedAudience, Milestone, MilestoneState, PlannedCut

PRODUCT: Final = "-//Palier//Travaux//FR"
ASK_AGAIN_AFTER: Final = timedelta(hours=6)
"""How often programs should look for changes (REFRESH-INTERVAL); many look less often."""

MEDIA_TYPE: Final = "text/calendar"

_say = Wording("broadcaster.works", "feed.yml")

Fact = Milestone | PlannedCut


def written(feed: Feed, now: datetime, console_url: str) -> bytes:
    """The calendar as it is sent. ``console_url``: where staff find the pages of the facts."""
    calendar = Calendar()
    name = _say(f"name.{feed.audience}", building=feed.building.code, site=feed.building.site.name)
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # what most programs read instead of NAME
    calendar.add("x-wr-timezone", PARIS.key)
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for fact in feed.facts:
        calendar.add_component(_event(feed, fact, now, console_url))
    body: bytes = calendar.to_ical()
    return body


def _event(feed: Feed, fact: Fact, now: datetime, console_url: str) -> Event:
    event = Event()
    event.add("uid", f"{fact.__tablename__}-{fact.id}@palier")
    # Without a METHOD it says when the event was last changed (3.8.7.2).
    event.add("dtstamp", fact.changed_at or fact.confirmed_at or fact.starts_at)
    event.add("sequence", fact.version - 1)
    start, end = _window(fact)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", _summary(fact, now))
    event.add("location", _place(feed, fact))
    event.add("status", _status(fact, now))
    event.add("transp", "TRANSPARENT")  # works do not make their reader busy
    event.add("description", "\n".join(_notes(feed, fact, now)))
    if feed.audience is FeedAudience.STAFF:
        noun = "cuts" if isinstance(fact, PlannedCut) else "milestones"
        event.add("url", f"{console_url}/{noun}/{fact.id}")
    return event


def _window(fact: Fact) -> tuple[datetime, datetime] | tuple[date, date]:
    first, last = fact.starts_at.astimezone(PARIS), fact.ends_at.astimezone(PARIS)
    if first.time() == last.time() == time():
        return first.date(), last.date()
    return first.astimezone(UTC), last.astimezone(UTC)


def _is_cancelled(fact: Fact) -> bool:
    if isinstance(fact, PlannedCut):
        return fact.cancelled
    return fact.state is MilestoneState.CANCELLED


def is_doubtful(fact: Fact, now: datetime) -> bool:
    """True for a date that readers must be told is not certain: nobody confirmed it lately."""
    is_done = isinstance(fact, Milestone) and fact.state is MilestoneState.DONE
    return not is_done and fact.ends_at > now and not is_fresh(fact, now)


def name_of(fact: Fact) -> str:
    """What it is called; a cut has no title of its own."""
    return _say(f"cut.{fact.kind}") if isinstance(fact, PlannedCut) else fact.title


def _summary(fact: Fact, now: datetime) -> str:
    if _is_cancelled(fact):
        return _say("cancelled", title=name_of(fact))
    return _say("doubtful", title=name_of(fact)) if is_doubtful(fact, now) else name_of(fact)


def _status(fact: Fact, now: datetime) -> str:
    if _is_cancelled(fact):
        return "CANCELLED"
    return "TENTATIVE" if is_doubtful(fact, now) else "CONFIRMED"


def _place(feed: Feed, fact: Fact) -> str:
    codes = {step.id: step.code for step in feed.building.staircases}
    flat: Flat | None = feed.flats.get(fact.flat_id or 0)
    staircase = codes.get(flat.staircase_id if flat else fact.staircase_id or 0, "")
    if flat:
        level = "flat"
    else:
        level = "staircase" if staircase else "building" if fact.building_id else "site"
    return _say(
        f"place.{level}",
        site=feed.building.site.name,
        building=feed.building.code,
        staircase=staircase,
        flat=flat.number if flat else "",
    )


def _notes(feed: Feed, fact: Fact, now: datetime) -> Iterator[str]:
    is_staff = feed.audience is FeedAudience.STAFF
    if is_staff and isinstance(fact, Milestone):
        if fact.detail:
            yield fact.detail
        if not _is_cancelled(fact):
            yield _say(f"state.{fact.state}")
    if _is_cancelled(fact):
        yield _say("note.cancelled")
    elif is_doubtful(fact, now):
        yield _say("note.doubtful")
    if fact.confirmed_at is not None and (is_staff or not _is_cancelled(fact)):
        key = "note.confirmed_by" if is_staff and fact.confirmed_by else "note.confirmed"
        yield _say(key, day=french.day_with_year(fact.confirmed_at), who=fact.confirmed_by)
