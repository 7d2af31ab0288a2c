"""Going on: what a follow-up asks, from what was said before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.actions.answer import Answer
from bot.actions.claims.claim import Claim, claim_of
from bot.actions.claims.reading import claim_in
from bot.actions.context.followups import (
    OF_AN_OUTAGE,
    PERSON_ALONE,
    SAME_TOPIC,
    SHORTEST_QUESTION,
    FollowUp,
    Turn,
    aspect_of,
    follow_up_of,
    is_of_own_home,
    needs_water,
    topics,
)
from bot.actions.context.memory import (
    LastBroadcast,
    LastTopic,
    last_broadcast,
    last_topic,
    remember_broadcast,
    was_broadcast,
)
from bot.actions.context.telling import about_broadcast, concerns, elsewhere, named_day
from bot.actions.context.that_day import names_next_day, names_that_day, with_day_meant
from bot.actions.days import day_hint, day_of, without_day
from bot.actions.hints import FRAIL, GONE, SURE, Hints, offer_hints, works_named
from bot.actions.places import told_place
from bot.actions.speech import Speech
from bot.actions.topics.named import MY_FLAT
from bot.actions.topics.titles import works_of
from bot.actions.wanted import Wanted
from bot.actions.whereabouts import Whereabouts, is_within
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.threads import Reason
from broadcaster.register.homes import Home, find_place

CUTS = "cut_"
WATER_CUTS = ("cut_water", "cut_hot_water")

WORKS_DATE = "works_progress"
DATED: Hints = frozenset({"when", SURE})
"""The topic and the hints of a question for the date of works that it names."""

QUALITY = "quality_"
"""What the topics begin with whose answer is a date only where a date is asked for."""

WITHOUT_DAY = frozenset({Turn.UNTIL, Turn.WHEN})
"""These ask for a day: the one that was named before is not what they are about."""


@dataclass(frozen=True, slots=True)
class Continued:
    """A follow-up as the whole question it stands for."""

    wanted: Wanted
    home: Home | None  # None: the correspondent's own


@dataclass(frozen=True, slots=True)
class GoingOn:
    """One correspondent, and what was last said to them."""

    who: Correspondent
    where: Whereabouts
    speech: Speech

    async def read(self, question: str) -> Answer | Continued | None:
        """Answer about the last broadcast, or say what is asked; None for no follow-up."""
        if self.who.pending_topic is not None:
            return None
        session, now = self.speech.session, self.speech.now
        topic = await last_topic(session, self.who, now)
        if topic and topic.home is not None and is_of_own_home(question):
            return Continued(topic.wanted, None)
        aspect = aspect_of(question, topic.wanted.topic) if topic else None
        if topic and aspect:
            return await self._of_aspect(topic, aspect, question)
        if topic and _needs_what_is_cut(topic, question):
            return Continued(topic.wanted, topic.home)
        if topic and len(question) <= SHORTEST_QUESTION and names_next_day(question):
            hints = with_day_meant(topic.wanted.hints, question, topic.wanted.hints)
            return Continued(Wanted(topic.wanted.topic, hints), topic.home)
        follow_up = follow_up_of(question, now)
        if follow_up is None:
            return None
        if follow_up.turn in OF_AN_OUTAGE:
            return await self._of_outage(topic, follow_up)
        broadcast = None
        if self.where.registered:
            broadcast = await last_broadcast(session, self.who, now)
        if broadcast and self._is_meant(broadcast, topic, follow_up):
            return await self._of_broadcast(broadcast, follow_up, question)
        return await self._of_topic(topic, follow_up, question) if topic else None

    async def _of_aspect(self, topic: LastTopic, aspect: str, question: str) -> Answer | Continued:
        if aspect == SAME_TOPIC:
            return Continued(topic.wanted, topic.home)
        if aspect == PERSON_ALONE:
            text = await self.speech.system("handoff")
            return Answer(topic.wanted.topic, text, Reason.NEEDS_PERSON)
        return Continued(Wanted(aspect, offer_hints(question)), topic.home)

    async def _of_outage(
        self, topic: LastTopic | None, follow_up: FollowUp
    ) -> Answer | Continued | None:
        """When what is missing comes back, or more about it; None where nothing is missing.

        A cut that is under way tells its end; of anything else only a person knows.
        """
        if topic is None or not topic.wanted.topic.startswith(CUTS):
            return None
        is_gone = GONE in topic.wanted.hints
        if follow_up.turn is Turn.BACK:
            return Continued(topic.wanted if is_gone else Wanted(topic.wanted.topic), topic.home)
        if not is_gone:
            return None
        text = await self.speech.system("handoff")
        return Answer(topic.wanted.topic, text, Reason.NEEDS_PERSON)

    def _is_meant(
        self, broadcast: LastBroadcast, topic: LastTopic | None, follow_up: FollowUp
    ) -> bool:
        """True when the broadcast, and not the last topic, is what the text is about."""
        if follow_up.turn in (Turn.THING, Turn.PERSON):
            return False
        if follow_up.turn is Turn.THERE or named_day(broadcast, follow_up):
            return True
        return topic is None or was_broadcast(self.who) or broadcast.at > topic.at

    async def _of_broadcast(
        self, broadcast: LastBroadcast, follow_up: FollowUp, question: str
    ) -> Answer | Continued | None:
        home = self._own(broadcast)
        if home is None:
            return None
        resolve = about_broadcast(broadcast, follow_up.turn)
        if follow_up.turn is Turn.SAME:
            other = await self._other_place(follow_up, question, home)
            works = works_of(broadcast.milestone)
            if other is None:
                return None
            if works is not None:
                return Continued(Wanted(WORKS_DATE, DATED | {works.hint}), other)
            home, resolve = other, elsewhere(broadcast.milestone)
        day = named_day(broadcast, follow_up) or follow_up.when
        hints: Hints = frozenset({day_hint(day)}) if day else frozenset()
        remember_broadcast(self.who, self.speech.now)
        return await self.speech.found(resolve, Wanted(MY_FLAT, hints), home)

    async def _of_topic(
        self, topic: LastTopic, follow_up: FollowUp, question: str
    ) -> Continued | None:
        claim = claim_in(question, self.speech.now)
        wanted = _wanted(topic.wanted, follow_up, claim)
        if wanted is None:
            return None
        if follow_up.turn is not Turn.SAME:
            return Continued(wanted, topic.home)
        base = topic.home or next(iter(self.where.homes), None)
        place = await self._other_place(follow_up, question, base)
        return Continued(wanted, place) if place else None

    async def _other_place(
        self, follow_up: FollowUp, question: str, base: Home | None
    ) -> Home | None:
        """The place a follow-up names, as anybody may know it: never another's flat."""
        told = told_place(question)
        if told.building is None and told.staircase is None:
            return replace(base, flat_id=None, flat=None) if base else None
        building = told.building or (base.building if base else None)
        found = await find_place(self.speech.session, building, told.staircase)
        if len(found) != 1:
            return None
        own = [home for home in self.where.homes if is_within(home, found[0])]
        return own[0] if len(own) == 1 and not follow_up.somebody_else else found[0]

    def _own(self, broadcast: LastBroadcast) -> Home | None:
        """The home of this number that the broadcast was about; None when it is about none now."""
        milestone = broadcast.milestone
        return next((home for home in self.where.homes if concerns(milestone, home)), None)


def _needs_what_is_cut(topic: LastTopic, question: str) -> bool:
    """True for « ce jour-là je peux me doucher le soir ? »: the cut's hours answer it."""
    is_of_water = topic.wanted.topic in WATER_CUTS
    return is_of_water and names_that_day(question) and needs_water(question)


def _wanted(last: Wanted, follow_up: FollowUp, said: Claim | None) -> Wanted | None:
    """The topic a follow-up asks about, with what was named before and what is named now."""
    day = follow_up.when or (None if follow_up.turn in WITHOUT_DAY else day_of(last.hints))
    days: Hints = frozenset({day_hint(day)}) if day else frozenset()
    claim = _claimed(last, follow_up, said)
    hints = (without_day(last.hints) - {GONE, FRAIL}) | days | ({claim.hint} if claim else set())
    match follow_up.turn:
        case Turn.THING:
            return Wanted(follow_up.thing, days) if follow_up.thing else None
        case Turn.UNTIL | Turn.WHEN:
            turned: Mapping[str, str] = topics()[follow_up.turn.value]
            return Wanted(turned.get(last.topic, last.topic), hints)
        case Turn.THERE:
            return None
        case Turn.PERSON:  # their hours are what is told of them
            return Wanted(last.topic) if last.topic in topics()["people"] else None
        case _:
            dated = last.topic.startswith(QUALITY) and works_named(hints)
            return Wanted(WORKS_DATE, hints | DATED) if dated else Wanted(last.topic, hints)


def _claimed(last: Wanted, follow_up: FollowUp, said: Claim | None) -> Claim | None:
    """What a follow-up claims: of another day, what was claimed of the day before."""
    before = claim_of(last.hints)
    match follow_up.turn:
        case Turn.UNTIL:
            return said
        case Turn.STILL:
            return replace(said, event=True) if said else before
        case Turn.OTHER_DAY if day_of(last.hints) is not None:
            return replace(before, hour=None, duration=None) if before else None
        case Turn.OTHER_DAY:
            return Claim(event=True)
        case Turn.SAME:
            return before
        case _:
            return None
