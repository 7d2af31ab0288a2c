"""Wording: from what was found to what is said, with place, contact and freshness."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.asked import Asked, Finding, Opening
from bot.actions.days import ahead_of, day_name
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.texts import say
from broadcaster.help.models import OfferFact
from broadcaster.register.homes import Home
from broadcaster.sending.texts.segments import measure
from broadcaster.works.calendar import people_for
from broadcaster.works.freshness import is_fresh
from broadcaster.works.models import Confirmed, Milestone, PersonRole, PlannedCut

FRANCE = 33
MOST_SEGMENTS = 2
"""SMS of an answer at most: how fresh a cut or a price is, is worth the second."""

CONFIRMED = "confirmed"
"""The case of a date that is sure: since when is a part of the answer."""

MARKED = "marked"
"""The case of a warning about facts that a list marks already."""

SWORN = frozenset({Opening.YES, Opening.NO, Opening.NOT})
"""Openings that are only said of fresh facts: of others the warning alone is true."""

CONTACT_ROLES = (PersonRole.SITE_MANAGER, PersonRole.LANDLORD, PersonRole.CARETAKER)
"""Whose number is given when a fact is missing, in order."""


def spoken_number(e164: str | None) -> str:
    """A number as read aloud in France: « 06 39 98 12 34 »; abroad with its country."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    domestic = number.country_code == FRANCE
    wanted = PhoneNumberFormat.NATIONAL if domestic else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, wanted)


async def contact_number(session: AsyncSession, home: Home | None) -> str:
    """The number a tenant of this home may call about the works; empty when there is none."""
    if home is None:
        return ""
    for role in CONTACT_ROLES:
        for person in await people_for(session, home, role):
            if person.number:
                return spoken_number(person.number)
    return ""


async def place_name(
    session: AsyncSession, home: Home | None, language: str, channel: AnswerChannel
) -> str:
    """How a home is named to its tenant, never more precise than its staircase."""
    case = "site"
    if home is not None and home.building:
        case = "staircase" if home.staircase else "building"
    return await say(session, "system.place", case, language, channel, _codes(home))


async def person_words(session: AsyncSession, home: Home, role: PersonRole) -> str:
    """The nearest person in a role with their number: « Lucie Fontanelle, 01 99 00 02 30 »."""
    people = await people_for(session, home, role)
    found = [people[0].name, spoken_number(people[0].number)] if people else []
    return ", ".join(filter(None, found))


async def worded(
    asked: Asked, finding: Finding, channel: AnswerChannel, *, before: str = ""
) -> str:
    """The text of an answer, and how fresh the facts are that it rests on.

    An SMS of more than two segments, with what is said ``before`` it, is told with less where
    the finding says what can be spared.
    """
    text = await _whole(asked, finding, channel, before)
    for name, shorter in finding.spare:
        if not finding.values.get(name):
            continue
        if channel is not AnswerChannel.SMS or not _is_long(before, text):
            break
        finding = replace(finding, values={**finding.values, name: shorter})
        text = await _whole(asked, finding, channel, before)
    if finding.handoff is None or channel is not AnswerChannel.SMS or not _is_long(before, text):
        return text
    # A person answers anyway: whom to call is what can be spared, where that is enough.
    uncalled = replace(finding, values={**finding.values, "contact": ""})
    shorter = await _whole(asked, uncalled, channel, before)
    return text if _is_long(before, shorter) else shorter


def _is_long(before: str, text: str) -> bool:
    return takes(f"{before}\n{text}".strip()) > MOST_SEGMENTS


def takes(text: str) -> int:
    """How many segments a text takes."""
    return measure(text).segments


async def _whole(asked: Asked, finding: Finding, channel: AnswerChannel, before: str) -> str:
    session, language = asked.session, asked.dates.language
    values = await values_of(asked, finding, channel)
    topic, site_id = finding.topic or asked.topic, asked.home.site_id if asked.home else None
    text = await say(session, topic, finding.case, language, channel, values, site_id)
    opening = await _opening(asked, finding, channel)
    contact = values["contact"]
    warning = await _warning(asked, finding, channel, "" if contact in text else contact)
    if not warning:
        said = f"{before}\n{opening} {text}".strip()
        warning = await _confirmation(asked, finding, channel, said)
    return capitalised(f"{opening} {capitalised(text)} {warning}")


async def _opening(asked: Asked, finding: Finding, channel: AnswerChannel) -> str:
    if finding.opening is None or (finding.opening in SWORN and not _is_sure(asked, finding)):
        return ""
    when = ahead_of(asked.when, asked.now) or asked.when
    jour = day_name(asked.dates, when) if when else ""
    told = {name: finding.values.get(name, "") for name in ("duree", "par_logement")}
    values = {"jour": jour, **told}
    case, language = finding.opening.value, asked.dates.language
    return await say(asked.session, "system.day", case, language, channel, values)


def _is_sure(asked: Asked, finding: Finding) -> bool:
    """True when facts are told and every one was confirmed lately."""
    told = [*finding.facts, *finding.marked]
    return bool(told) and all(is_fresh(fact, asked.now) for fact in told)


async def values_of(asked: Asked, finding: Finding, channel: AnswerChannel) -> dict[str, str]:
    """Everything the text of an answer may name."""
    contact = await contact_number(asked.session, asked.home)
    place = await place_name(asked.session, asked.home, asked.dates.language, channel)
    return {**_codes(asked.home), "lieu": place, "contact": contact, **finding.values}


def stale_facts(asked: Asked, finding: Finding) -> list[Confirmed]:
    """The facts of an answer that nobody has confirmed lately: it warns of them, or marks them."""
    told = [*finding.facts, *finding.marked]
    return [fact for fact in told if not is_fresh(fact, asked.now)]


async def _confirmation(asked: Asked, finding: Finding, channel: AnswerChannel, text: str) -> str:
    """« Confirmé le … » for dates and the offer; by SMS where it costs nothing or must be said."""
    dated = [fact for fact in finding.facts if isinstance(fact, Milestone | PlannedCut | OfferFact)]
    since = _oldest(dated)
    if since is None:
        return ""
    values = {"depuis": asked.dates.day(since)}
    language = asked.dates.language
    told = await say(asked.session, "system.fresh", "default", language, channel, values)
    if channel is AnswerChannel.WEB or finding.case == CONFIRMED:
        return told
    size, bare = measure(f"{text} {told}").segments, measure(text).segments
    is_owed = size <= MOST_SEGMENTS and not any(isinstance(one, Milestone) for one in dated)
    return told if size == bare or is_owed else ""


async def _warning(asked: Asked, finding: Finding, channel: AnswerChannel, contact: str) -> str:
    """What is said of stale facts, and who checks: those of a list are marked where they stand."""
    if not stale_facts(asked, finding):
        return ""
    stale = [fact for fact in finding.facts if not is_fresh(fact, asked.now)]
    since = _oldest(stale)
    values = {"contact": contact, "depuis": asked.dates.day(since) if since else ""}
    unmarked = "since" if since else "never"
    case = unmarked if stale else MARKED
    language = asked.dates.language
    return await say(asked.session, "system.stale", case, language, channel, values)


def _oldest(facts: Sequence[Confirmed]) -> datetime | None:
    """The oldest confirmation, None when one of the facts was never confirmed."""
    moments = [fact.confirmed_at for fact in facts]
    known = [moment for moment in moments if moment is not None]
    return min(known, default=None) if len(known) == len(moments) else None


def _codes(home: Home | None) -> Mapping[str, str]:
    return {
        "batiment": (home.building if home else None) or "",
        "escalier": (home.staircase if home else None) or "",
    }


def capitalised(text: str) -> str:
    """The text with a capital first letter, as values may come first."""
    text = text.strip()
    return text[:1].upper() + text[1:]
