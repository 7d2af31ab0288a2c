"""What the pages of answer texts show: topics by family, and one text tried on a real home."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from yarl import URL

from broadcaster.answers.dates import FRENCH, supported_languages
from broadcaster.answers.editing import (
    TextOf,
    Version,
    cases_of,
    current_text,
    editable_topics,
    edited_texts,
    versions_of,
)
from broadcaster.answers.examples import Example, example_of
from broadcaster.answers.models import AnswerChannel, AnswerText
from broadcaster.answers.placeholders import Placeholder, allowed_in
from broadcaster.answers.proofreading import is_proofread
from broadcaster.answers.rehearsal import Rehearsed
from broadcaster.answers.texts import AnswerPlaceholderError, answer_text, has_own_text
from broadcaster.console.forms import to_id
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, REHEARSAL
from broadcaster.console.places import Places, load_places
from broadcaster.console.reach import seen_sites
from broadcaster.console.words import said
from broadcaster.register.homes import Home, home_of_flat, home_of_staircase
from broadcaster.register.models import Flat
from broadcaster.sending.texts.segments import Measure, measure

FRANCE = "+33"
MOST_SEGMENTS = 2
"""SMS that one answer should take at most; more is warned of."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which text a page is about, and the home it is tried on."""

    which: TextOf
    staircase_id: int | None = None
    flat: str = ""

    @property
    def path(self) -> str:
        """The address of the page, within the console."""
        which = self.which
        asked = {"case": which.case, "language": which.language, "channel": which.channel.value}
        asked |= {"site": str(which.site_id)} if which.site_id else {}
        asked |= {"staircase": str(self.staircase_id)} if self.staircase_id else {}
        asked |= {"flat": self.flat} if self.flat else {}
        return str(URL(f"/answers/{which.topic}").with_query(asked))

    @property
    def subject(self) -> str:
        """What the log calls it."""
        return f"answer {self.which.topic}"[:60]

    @property
    def in_words(self) -> dict[str, str]:
        """What the log's sentence is filled with."""
        which = self.which
        return {
            "topic": said(f"topic.{which.topic}", which.topic),
            "case": said(f"case.{which.case}", which.case),
            "language": said(f"language.{which.language}", which.language),
            "channel": said(f"channel.{which.channel}", which.channel),
        }


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the list."""

    name: str
    edited: int  # texts staff wrote, for every site
    own: int  # texts of one site
    unread: bool  # some language was not proofread


@dataclass(frozen=True, slots=True)
class Beside:
    """The same answer by the other channel."""

    channel: AnswerChannel
    text: str
    is_own: bool  # False: the chat has no text of its own here and says that of the SMS


@dataclass(frozen=True, slots=True)
class Preview:
    """How a text reads for a home."""

    example: Example
    beside: Beside | None  # None: what the other channel says cannot be filled
    is_live: bool  # False: filled with examples only
    # The home is answered by another case of the topic just now.
    other_case: str | None
    size: Measure
    price: Decimal | None

    @property
    def is_long(self) -> bool:
        """True when an SMS of it takes more segments than an answer should."""
        return self.size.segments > MOST_SEGMENTS


@dataclass(frozen=True, slots=True)
class AnswerView:
    """Everything one page shows beside the form."""

    places: Places
    cases: Sequence[str]
    languages: Sequence[str]
    allowed: Sequence[Placeholder]
    row: AnswerText | None  # what staff wrote for exactly this
    said_now: str  # what is said when there is no such row
    newer_packaged: str | None  # the packaged text changed since staff wrote theirs
    is_proofread: bool
    versions: Sequence[Version]
    preview: Preview | None


def read_choice(topic: str, query: Mapping[str, str]) -> Choice:
    """The text and the home an address or a form names; what is odd becomes the first one."""
    cases, languages = cases_of(topic), supported_languages()
    case, language = query.get("case", ""), query.get("language", "")
    channel = query.get("channel", "")
    which = TextOf(
        topic,
        case if case in cases else cases[0],
        language if language in languages else FRENCH,
        AnswerChannel(channel) if channel in set(AnswerChannel) else AnswerChannel.SMS,
        to_id(query.get("site", "")),
    )
    return Choice(which, to_id(query.get("staircase", "")), query.get("flat", "").strip()[:20])


async def list_topics(session: AsyncSession) -> dict[str, list[Topic]]:
    """Every topic by family, the family being the beginning of its name."""
    rows = await edited_texts(session)
    families: dict[str, list[Topic]] = {}
    for name in editable_topics():
        family = re.split(r"[._]", name, maxsplit=1)[0]
        families.setdefault(family, []).append(_topic(name, rows))
    return families


def _topic(name: str, rows: Sequence[AnswerText]) -> Topic:
    mine = [row for row in rows if row.topic == name]
    general = [row for row in mine if row.site_id is None]
    unread = any(not is_proofread(name, language) for language in supported_languages())
    return Topic(name, len(general), len(mine) - len(general), unread)


async def answer_view(request: web.Request, choice: Choice, text: str) -> AnswerView:
    """What the page of a text shows; ``text`` is what stands in the form."""
    which = choice.which
    async with request.app[DATABASE].read() as session:
        places = await load_places(session, sites=seen_sites(request))
        row = await current_text(session, which)
        return AnswerView(
            places=places,
            cases=cases_of(which.topic),
            languages=supported_languages(),
            allowed=allowed_in(which.topic, which.case),
            row=row,
            said_now=await answer_text(
                session, which.topic, which.case, which.language, which.channel, which.site_id
            ),
            newer_packaged=_newer(which, row),
            is_proofread=row.proofread if row else is_proofread(which.topic, which.language),
            versions=await versions_of(session, which),
            preview=await _preview(request, session, _within(places, choice), text),
        )


def _within(places: Places, choice: Choice) -> Choice:
    """The choice, without a home that is out of reach."""
    known = {step.id for step in places.staircases}
    return choice if choice.staircase_id in known else replace(choice, staircase_id=None)


def _newer(which: TextOf, row: AnswerText | None) -> str | None:
    return which.packaged if row is not None and row.packaged != which.packaged else None


async def _preview(
    request: web.Request, session: AsyncSession, choice: Choice, text: str
) -> Preview | None:
    """The text filled for the chosen home; None while it cannot be filled."""
    rehearsed = await _rehearsed(request, session, choice)
    which = choice.which
    try:
        example = example_of(text, which.channel, rehearsed.values if rehearsed else {})
    except AnswerPlaceholderError:
        return None
    size, terms = measure(example.text), request.app[CONFIG].terms
    is_other = rehearsed is not None and (rehearsed.topic, rehearsed.case) != (
        which.topic,
        which.case,
    )
    return Preview(
        example=example,
        beside=await _beside(session, which, text, rehearsed.values if rehearsed else {}),
        is_live=rehearsed is not None,
        other_case=rehearsed.case if rehearsed is not None and is_other else None,
        size=size,
        price=terms.tariff.price(FRANCE, size.segments) if terms else None,
    )


async def _beside(
    session: AsyncSession, which: TextOf, text: str, values: Mapping[str, str]
) -> Beside | None:
    """What a tenant reads by the other channel, once ``text`` is saved."""
    other = AnswerChannel.WEB if which.channel is AnswerChannel.SMS else AnswerChannel.SMS
    place = (which.topic, which.case, which.language, other, which.site_id)
    is_own = other is AnswerChannel.SMS or await has_own_text(session, *place)
    shown = await answer_text(session, *place) if is_own else text
    try:
        return Beside(other, example_of(shown, other, values).text, is_own)
    except AnswerPlaceholderError:
        return None


async def _rehearsed(
    request: web.Request, session: AsyncSession, choice: Choice
) -> Rehearsed | None:
    home = await _home(session, choice)
    if home is None:
        return None
    which, now = choice.which, request.app[CLOCK]()
    return await request.app[REHEARSAL].rehearse(
        session, which.topic, home, which.language, which.channel, now
    )


async def _home(session: AsyncSession, choice: Choice) -> Home | None:
    """The flat chosen, or the staircase when there is no such flat in it."""
    if choice.staircase_id is None:
        return None
    flat_id = await session.scalar(
        select(Flat.id)
        .where(Flat.staircase_id == choice.staircase_id, Flat.number == choice.flat)
        .limit(1)
    )
    try:
        if flat_id is not None:
            return await home_of_flat(session, flat_id)
        return await home_of_staircase(session, choice.staircase_id)
    except LookupError:
        return None
