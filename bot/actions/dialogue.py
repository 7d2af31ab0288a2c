"""The dialogue about the place: asked once, remembered, and then what waited is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import pending
from bot.actions.answer import Answer
from bot.actions.apart import asked_apart
from bot.actions.asked import Need
from bot.actions.context.followups import Turn, follow_up_of, is_of_neighbours
from bot.actions.context.going_on import Continued, GoingOn
from bot.actions.context.memory import forget_elsewhere, last_topic, remember_topic
from bot.actions.context.that_day import names_that_day, with_day_meant
from bot.actions.days import SATURDAY, day_of, names_working_days, said_in
from bot.actions.elsewhere import Elsewhere
from bot.actions.hints import FRAIL, GONE, Hints, asks_works_date, works_named
from bot.actions.outages import also_frail
from bot.actions.places import told_place
from bot.actions.registry import OUT_OF_SCOPE, topic_of
from bot.actions.speech import Speech
from bot.actions.wanted import Wanted
from bot.actions.whereabouts import (
    Whereabouts,
    is_known_enough,
    places_meant,
    remember_place,
    site_home,
)
from bot.nlu.placing import asks_beside_place
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.threads import Reason
from broadcaster.register.homes import Home

INFORM_PLACE = "inform_place"
NOT_UNDERSTOOD = "nlu_fallback"
"""The topic of a question nobody could make out; its answer counts as out of scope."""

CUTS = "cut_"
"""What the topics of cuts begin with."""

WORKS_DATE = "works_progress"
"""The topic of a few words that nobody made out but that name works and ask a date."""

WEEKEND = "access_weekend"
DAY = "works_today"
"""The topic of « vous travaillez lundi ? »: what is on that day, not the law on Saturdays."""

UNCLEAR = frozenset({NOT_UNDERSTOOD, OUT_OF_SCOPE, "affirm", "deny", "service_greet"})
"""What an answer to « Où habitez-vous ? » may be taken for."""

PLACE_LENGTH = 40
"""A text this short that names a place, and asks nothing, is about the place."""

WORKS_LENGTH = 60
"""A text this short that names works and a date asks nothing else."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One message of one correspondent, while their place may still be unknown."""

    who: Correspondent
    where: Whereabouts
    speech: Speech

    @property
    def _there(self) -> Elsewhere:
        return Elsewhere(self.who, self.where, self.speech)

    @property
    def _is_settled(self) -> bool:
        """True for a stranger whose staircase is known and who was asked nothing of it.

        A digit by itself, or « et pour le bat B ? », does not move them.
        """
        home = self.where.home
        is_known = home is not None and home.staircase_id is not None
        return is_known and not self.where.registered and self.who.pending_topic is None

    async def answer(self, topic: str, question: str, message: str = "") -> Answer:
        """Answer a topic, or take the message for the place it tells, or for a follow-up."""
        followed = await GoingOn(self.who, self.where, self.speech).read(question)
        if isinstance(followed, Answer):
            return followed
        if followed is not None:
            return await self._continued(followed)
        told = told_place(question)
        waits = self.who.pending_topic is not None
        names_another = _names_another(question, self.speech.now)
        if self._is_settled and (told.is_digit or names_another):
            topic = NOT_UNDERSTOOD if topic == INFORM_PLACE else topic
            may_tell = False
        else:
            may_tell = topic == INFORM_PLACE or (
                topic in UNCLEAR and (waits or _is_about_place(question))
            )
        session = self.speech.session
        waiting, there = await self._there.heard(told, may_tell=may_tell or names_another)
        if there is not None:
            return _joined([await self._about(one, there) for one in waiting])
        meant = await places_meant(session, told, self.where, bare_counts=may_tell)
        if may_tell and (meant or waits or topic == INFORM_PLACE):
            return await self._place_told(meant)
        hints = also_frail(await self._hints(question), message)
        if not meant and not may_tell:
            meant = await self._there.named(told)
        if topic == NOT_UNDERSTOOD and _asks_works_date(question, hints):
            topic = WORKS_DATE
        if topic == WEEKEND:
            topic = _of_weekday(question, hints, self.speech.now)
        if topic == NOT_UNDERSTOOD:
            self._remember(meant)
            text = await self.speech.system("not_understood")
            return Answer(OUT_OF_SCOPE, text, Reason.NOT_UNDERSTOOD)
        home = meant or self._next_door(question)
        apart = asked_apart(topic, question, self.speech.now, message) or [Wanted(topic, hints)]
        return _joined([await self._topic(one, home) for one in apart])

    def _next_door(self, question: str) -> Sequence[Home]:
        """A neighbour's home, where one's question is about it: the staircase, never a flat."""
        own = self.where.homes
        if len(own) != 1 or not is_of_neighbours(question):
            return ()
        return [replace(own[0], flat_id=None, flat=None)]

    async def _hints(self, question: str) -> Hints:
        hints = said_in(question, self.speech.now)
        if not names_that_day(question):
            return hints
        last = await last_topic(self.speech.session, self.who, self.speech.now)
        return with_day_meant(hints, question, last.wanted.hints if last else frozenset())

    async def _continued(self, followed: Continued) -> Answer:
        if followed.home is not None:
            return await self._about(followed.wanted, followed.home)
        return await self._topic(followed.wanted, ())

    async def _place_told(self, meant: Sequence[Home]) -> Answer:
        if len(meant) != 1:
            return await self._unclear()
        home = meant[0]
        remember_place(self.who, home)
        waiting = pending.take_waiting(self.who)
        if not waiting:
            text = await self.speech.system("place_noted", lieu=await self.speech.place(home))
            return Answer(INFORM_PLACE, text)
        answers = [await self._about(Wanted.from_text(text), home) for text in waiting]
        return _joined(answers)

    async def _unclear(self) -> Answer:
        """A place nobody can find: asked once more, then a person takes over."""
        if self.where.registered and self.where.home is not None:
            text = await self.speech.system("handoff")
            return Answer(INFORM_PLACE, text, Reason.NEEDS_PERSON)
        if pending.was_asked_again(self.who):
            pending.take_waiting(self.who)
            return await self._without_place(INFORM_PLACE)
        pending.ask_again(self.who, self.speech.now)
        text = await self.speech.system("place_not_found")
        return Answer(INFORM_PLACE, text, asks_place=True)

    async def _topic(self, wanted: Wanted, meant: Sequence[Home]) -> Answer:
        homes = meant if len(meant) == 1 else self.where.homes
        waiting = pending.take_waiting(self.who) if self._remember(meant) else []
        if len(homes) > 1:
            return await self._several(wanted, homes)
        home = homes[0] if homes else None
        asked = [*map(Wanted.from_text, waiting), wanted]
        return _joined([await self._about(one, home) for one in asked])

    def _remember(self, meant: Sequence[Home]) -> bool:
        """Keep the one place a stranger tells with a question; True when that is news."""
        is_told = len(meant) == 1 and self._says_more(meant[0])
        if is_told:
            remember_place(self.who, meant[0])
        return is_told

    async def _about(self, wanted: Wanted, home: Home | None) -> Answer:
        """Answer for the place as far as it is known; ask for more where that is too little."""
        _name, known = topic_of(wanted.topic)
        session = self.speech.session
        place = home if known.need is Need.STAIRCASE else home or await site_home(session)
        if await is_known_enough(session, place, known.need):
            elsewhere = home if home not in self.where.homes else None
            remember_topic(self.who, wanted, elsewhere, self.speech.now)
            return await self.speech.answer(wanted, place)
        if place is not None and self._there.is_it(place):
            return await self._of_building(wanted, place)
        return await self._ask(wanted, home)

    async def _of_building(self, wanted: Wanted, home: Home) -> Answer:
        """Of another building: its staircase is only asked for where it matters."""
        if await self._there.is_alike(wanted, home):
            remember_topic(self.who, wanted, home, self.speech.now)
            return await self.speech.answer(wanted, home)
        return _asks_place(wanted, await self._there.ask(wanted, home))

    async def _ask(self, wanted: Wanted, home: Home | None) -> Answer:
        if not pending.may_ask(self.who, self.speech.now):
            pending.keep_waiting(self.who, str(wanted))
            return await self._without_place(wanted.topic)
        pending.ask_for(self.who, str(wanted), self.speech.now)
        forget_elsewhere(self.who)
        if home is not None and home.building:
            text = await self.speech.system("ask_staircase", batiment=home.building)
        else:
            text = await self.speech.system("ask_place")
        return _asks_place(wanted, text)

    async def _several(self, wanted: Wanted, homes: Sequence[Home]) -> Answer:
        """One number for several homes: one answer if it is the same for all, else ask which."""
        answers = [await self._about(wanted, home) for home in homes]
        if len(set(answers)) == 1:
            return answers[0]
        if not pending.may_ask(self.who, self.speech.now):
            text = await self.speech.system("handoff")
            return Answer(wanted.topic, text, Reason.NEEDS_PERSON)
        pending.ask_for(self.who, str(wanted), self.speech.now)
        names = [await self.speech.flat(home) for home in homes]
        text = await self.speech.system("ask_which_home", logements=", ".join(names))
        return _asks_place(wanted, text)

    async def _without_place(self, topic: str) -> Answer:
        return Answer(topic, await self.speech.system("place_unknown"), Reason.NEEDS_PERSON)

    def _says_more(self, home: Home) -> bool:
        """True when a stranger's message tells more of the place than was known."""
        known = self.where.home
        if self.where.registered:
            return False
        if known is None:
            return True
        return home.building_id == known.building_id and known.staircase_id is None


def _names_another(question: str, now: datetime) -> bool:
    """True for « et pour le bat B ? »: the same is asked of another place."""
    follow_up = follow_up_of(question, now)
    return follow_up is not None and follow_up.turn is Turn.SAME


def _is_about_place(question: str) -> bool:
    return len(question) <= PLACE_LENGTH and not asks_beside_place(question)


def _asks_works_date(question: str, hints: Hints) -> bool:
    """True for a few words that name works and ask a date, or hold one against them."""
    if len(question) > WORKS_LENGTH:
        return False
    dated = hints | {"when"} if day_of(hints) else hints
    return asks_works_date(dated)


def _of_weekday(question: str, hints: Hints, now: datetime) -> str:
    """The topic of « vous travaillez lundi ? », « la façade, c'est vendredi ? »; else the law."""
    day = day_of(hints)
    if works_named(hints) and day is not None and day.is_one_day:
        return WORKS_DATE if day.first.weekday() < SATURDAY else WEEKEND
    return DAY if names_working_days(question, now) else WEEKEND


def _asks_place(wanted: Wanted, text: str) -> Answer:
    """Ask where it is; who cannot wait is told to a person at once, wherever they live."""
    urgent = wanted.topic.startswith(CUTS) and {GONE, FRAIL} <= wanted.hints
    handoff = Reason.NEEDS_PERSON if urgent else None
    return Answer(wanted.topic, text, handoff, asks_place=True, urgent=urgent)


def _joined(answers: Sequence[Answer]) -> Answer:
    """Several answers as one: every text once, and the first reason for a person."""
    if len(answers) == 1:
        return answers[0]
    texts = list(dict.fromkeys(answer.text for answer in answers))
    handoffs = [answer.handoff for answer in answers if answer.handoff]
    return Answer(
        topic=answers[0].topic,
        text="\n".join(texts),
        handoff=handoffs[0] if handoffs else None,
        asks_place=any(answer.asks_place for answer in answers),
        urgent=any(answer.urgent for answer in answers),
    )
