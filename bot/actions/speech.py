"""Speech: what is said to one correspondent, in their language and channel."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answer import Answer
from bot.actions.asked import Asked, Finding, Resolver
from bot.actions.lacking import lacked_fact, note_lack
from bot.actions.registry import topic_of
from bot.actions.wanted import Wanted
from bot.actions.wording import place_name, stale_facts, worded
from broadcaster.answers.dates import FRENCH, Dates
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.texts import say, text_language
from broadcaster.conversations.correspondents import registered_language
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.threads import Reason
from broadcaster.register.homes import Home

HANDOFF = "handoff"
"""The case of a topic that only a person can settle."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Says things to one correspondent within one transaction."""

    session: AsyncSession
    language: str
    channel: AnswerChannel
    now: datetime
    # Who asks: what the assistant lacks is noted for them. None: nothing is noted.
    asker_id: int | None = None
    is_first: bool = False  # nothing was said to them before: that a machine answers, is

    @property
    def dates(self) -> Dates:
        """Writes days and hours in the correspondent's language."""
        return Dates(self.language)

    async def system(self, name: str, **values: str) -> str:
        """A text of the service itself: ``system.<name>``."""
        topic = f"system.{name}"
        return await say(self.session, topic, "default", self.language, self.channel, values)

    async def place(self, home: Home) -> str:
        """A place by its name."""
        return await place_name(self.session, home, self.language, self.channel)

    async def flat(self, home: Home) -> str:
        """One of the correspondent's own homes, down to its flat."""
        place = await self.place(home)
        values = {"lieu": place, "appartement": home.flat or ""}
        return await say(self.session, "system.place", "flat", self.language, self.channel, values)

    async def answer(self, wanted: Wanted, home: Home | None) -> Answer:
        """Answer a topic for a home, from live facts; note what was lacking."""
        name, known = topic_of(wanted.topic)
        return await self.found(known.resolve, Wanted(name, wanted.hints), home)

    async def found(self, resolve: Resolver, wanted: Wanted, home: Home | None) -> Answer:
        """What a resolver finds for a topic at a home, in words."""
        asked, finding = await self._found(resolve, self._asked(wanted, home))
        before = await self.system("introduction") if self.is_first else ""
        text = await worded(asked, finding, self.channel, before=before)
        lacked = lacked_fact(asked, finding)
        if lacked is not None and self.asker_id is not None:
            await note_lack(self.session, lacked, asked, wanted, self.asker_id)
        is_warned = bool(stale_facts(asked, finding))
        handoff = finding.handoff or (Reason.MISSING_FACT if is_warned else None)
        return Answer(asked.topic, text, handoff, urgent=finding.urgent)

    async def find(self, wanted: Wanted, home: Home | None) -> tuple[Asked, Finding]:
        """What a topic is answered with for a home; nothing is said or noted."""
        name, known = topic_of(wanted.topic)
        return await self._found(known.resolve, self._asked(Wanted(name, wanted.hints), home))

    def _asked(self, wanted: Wanted, home: Home | None) -> Asked:
        return Asked(self.session, wanted.topic, home, self.now, self.dates, wanted.hints)

    async def _found(self, resolve: Resolver, asked: Asked) -> tuple[Asked, Finding]:
        """Resolve with dates in the language the text exists in, which depends on the case.

        That a person will answer is said in the tenant's own language, even where the topic's
        own words for it only exist in French.
        """
        finding = await resolve(asked)
        topic = finding.topic or asked.topic
        spoken = await text_language(self.session, topic, finding.case, self.language)
        if spoken == self.language:
            return asked, finding
        if finding.case == HANDOFF:
            general = replace(finding, topic="system.handoff", case="default", facts=())
            return asked, general
        in_french = replace(asked, dates=Dates(FRENCH))
        return in_french, await resolve(in_french)


async def speech_to(session: AsyncSession, who: Correspondent, now: datetime) -> Speech:
    """Speech to a correspondent: in the language of their own messages, else the register's."""
    language = who.language
    if not language and who.channel is AnswerChannel.SMS:
        language = await registered_language(session, who.address)
    is_first = who.introduced_at is None
    return Speech(session, language or FRENCH, who.channel, now, who.id, is_first)
