"""Answer texts: found for a topic, a case, a language and a channel, then filled with facts."""

import logging
import re
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.dates import FRENCH
from broadcaster.answers.emergencies import MEDICAL, POLICE
from broadcaster.answers.models import AnswerChannel, AnswerText
from broadcaster.answers.packaged import TextKey, seeds
from broadcaster.answers.sms_form import sms_form
from broadcaster.errors import PalierError

log = logging.getLogger(__name__)

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_SPACES = re.compile(r" {2,}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_ENDED = re.compile(r"[.?!] +$")
_AFTER_SHORT_WORD = frozenset({"batiment", "escalier", "appartement"})
"""Placeholders before which a full stop ends no sentence: « bât. {batiment} »."""
_WRITTEN_OF = "answer texts written"  # where a session keeps what ``look_up_written`` found


CONSTANTS: Mapping[str, str] = MappingProxyType({"samu": MEDICAL, "police": POLICE})
"""Emergency numbers some answers name: the same for everybody, and never staff's to change."""


class AnswerTextMissingError(PalierError):
    """No text exists for this topic and case. Add one in French to the answer texts."""


class AnswerPlaceholderError(PalierError):
    """An answer text names a placeholder that has no value. Correct the text."""


async def answer_text(
    session: AsyncSession,
    topic: str,
    case: str,
    language: str,
    channel: AnswerChannel,
    site_id: int | None = None,
) -> str:
    """The text in the language or else French, for the channel or else SMS.

    Of each, the site's own comes before what staff wrote for all sites, and that before the
    packaged one. For a telephone it comes in the form a telephone reads cheaply (``sms_form``).
    Raises AnswerTextMissingError when there is none at all.
    """
    written = await _written(session, topic, case, site_id)
    for key in _preferred(topic, case, language, channel):
        found = written.get(key) or (seeds()[key].text if key in seeds() else None)
        if found is not None:
            return _formed(found, channel)
    return packaged_text(topic, case, language, channel)


async def has_own_text(
    session: AsyncSession,
    topic: str,
    case: str,
    language: str,
    channel: AnswerChannel,
    site_id: int | None = None,
) -> bool:
    """True where the channel has a text of its own in that language, and not that of SMS."""
    key = (topic, case, language, channel)
    return key in seeds() or key in await _written(session, topic, case, site_id)


async def look_up_written(session: AsyncSession) -> None:
    """Learn once for a session what staff wrote of at all: most texts are said as packaged.

    For sessions that say much and write no answer texts themselves.
    """
    found = await session.execute(select(AnswerText.topic, AnswerText.case).distinct())
    session.info[_WRITTEN_OF] = {(topic, case) for topic, case in found}


def _nothing_written(session: AsyncSession, topic: str, case: str) -> bool:
    written_of = session.info.get(_WRITTEN_OF)
    return written_of is not None and (topic, case) not in written_of


async def _written(
    session: AsyncSession, topic: str, case: str, site_id: int | None
) -> dict[TextKey, str]:
    """What staff wrote of a case; a site's own text in place of the general one."""
    if _nothing_written(session, topic, case):
        return {}
    is_meant = or_(AnswerText.site_id.is_(None), AnswerText.site_id == site_id)
    found = await session.scalars(
        select(AnswerText)
        .where(AnswerText.topic == topic, AnswerText.case == case, is_meant)
        .order_by(AnswerText.site_id.is_not(None))
    )
    return {_key(row): row.text for row in found}


def packaged_text(topic: str, case: str, language: str, channel: AnswerChannel) -> str:
    """The text as Palier ships it; raise AnswerTextMissingError."""
    for key in _preferred(topic, case, language, channel):
        if key in seeds():
            return _formed(seeds()[key].text, channel)
    message = f"no answer text for {topic}, case {case}: add one in French"
    raise AnswerTextMissingError(message)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of ``{names}``; raise AnswerPlaceholderError on an unknown name.

    A part in [square brackets] is left out when one of its values is empty: « Appelez[ {nom}] ».
    """
    shown = _OPTIONAL.sub(lambda part: _optional(part.group(1), values), text)
    filled = _PLACEHOLDER.sub(lambda name: _in_place(name, values), shown)
    return _SPACES.sub(" ", filled).strip()


async def say(
    session: AsyncSession,
    topic: str,
    case: str,
    language: str,
    channel: AnswerChannel,
    values: Mapping[str, str] | None = None,
    site_id: int | None = None,
) -> str:
    """Find, fill, and put into the channel's form.

    A text that staff broke (a placeholder without value) never reaches a tenant and never
    silences us: the packaged one is used. Raises AnswerTextMissingError as ``answer_text``.
    """
    found = await answer_text(session, topic, case, language, channel, site_id)
    known = {**(values or {}), **CONSTANTS}
    filled = _filled(found, known)
    if filled is None:
        log.warning("answer text %s/%s/%s has an unknown placeholder", topic, case, language)
        filled = fill(packaged_text(topic, case, language, channel), known)
    return _formed(filled, channel)


async def text_language(session: AsyncSession, topic: str, case: str, language: str) -> str:
    """The language a topic's text will be said in: the wanted one where it exists, else French.

    Dates inside the text are written in the same one.
    """
    wanted = (AnswerText.topic == topic, AnswerText.case == case, AnswerText.language == language)
    written = select(AnswerText.id).where(*wanted).limit(1)
    if not _nothing_written(session, topic, case) and await session.scalar(written) is not None:
        return language
    packaged = any((topic, case, language, channel) in seeds() for channel in AnswerChannel)
    return language if packaged else FRENCH


def _formed(text: str, channel: AnswerChannel) -> str:
    return sms_form(text) if channel is AnswerChannel.SMS else text


def _filled(text: str, values: Mapping[str, str]) -> str | None:
    try:
        return fill(text, values)
    except AnswerPlaceholderError:
        return None


def _optional(part: str, values: Mapping[str, str]) -> str:
    names = _PLACEHOLDER.findall(part)
    return part if all(_value(name, values) for name in names) else ""


def _in_place(name: re.Match[str], values: Mapping[str, str]) -> str:
    """A value as it stands there: what begins a sentence begins with a capital."""
    value = _value(name.group(1), values)
    begins = _ENDED.search(name.string, 0, name.start()) and name.group(1) not in _AFTER_SHORT_WORD
    return value[:1].upper() + value[1:] if begins else value


def _value(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        message = f"the placeholder {{{name}}} has no value: correct the answer text"
        raise AnswerPlaceholderError(message)
    return values[name]


def _preferred(
    topic: str, case: str, language: str, channel: AnswerChannel
) -> tuple[TextKey, TextKey, TextKey, TextKey]:
    sms = AnswerChannel.SMS
    return (
        (topic, case, language, channel),
        (topic, case, language, sms),
        (topic, case, FRENCH, channel),
        (topic, case, FRENCH, sms),
    )


def _key(row: AnswerText) -> TextKey:
    return (row.topic, row.case, row.language, row.channel)
