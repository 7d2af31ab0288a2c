"""Editing: staff change what the assistant says; every version is kept, and the packaged text.

Emergency replies are no answer texts (``emergencies``) and cannot be reached from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel, AnswerText, AnswerVersion, Said
from broadcaster.answers.packaged import seeds
from broadcaster.answers.placeholders import allowed_in, named_in, to_be_kept
from broadcaster.errors import PalierError
from broadcaster.register.models import Site
from broadcaster.staff.models import StaffUser

LONGEST = 1000
"""Characters of a text: about six segments."""

LOCKED = frozenset({"system.introduction", "system.menu"})
"""Texts that are not staff's to change: the law asks for one, the other names digits in code."""


class AnswerRefusedError(PalierError):
    """This text cannot be used. Correct what is named and try again."""


class NoSuchAnswerError(PalierError):
    """There is no such answer text, or it may not be changed. Choose one from the list."""


@dataclass(frozen=True, slots=True)
class TextOf:
    """Which text is meant."""

    topic: str
    case: str
    language: str
    channel: AnswerChannel
    site_id: int | None = None  # None: for every site

    @property
    def packaged(self) -> str | None:
        """The text Palier ships for exactly this, if it ships one."""
        seed = seeds().get((self.topic, self.case, self.language, self.channel))
        return seed.text if seed else None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text, by the word of a sentence and what fills it."""

    reason: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Version:
    """What a text once was."""

    id: int
    text: str | None  # None: the packaged one
    written_at: datetime
    who: str | None


def editable_topics() -> list[str]:
    """The topics whose texts staff may change, in the order they are shipped."""
    return [topic for topic in dict.fromkeys(key[0] for key in seeds()) if topic not in LOCKED]


def cases_of(topic: str) -> list[str]:
    """The cases of a topic, in the order they are shipped."""
    return list(dict.fromkeys(key[1] for key in seeds() if key[0] == topic))


def faults_of(which: TextOf, text: str) -> list[Fault]:
    """What keeps a text from being used; nothing when all is well."""
    allowed = {one.name for one in allowed_in(which.topic, which.case)}
    names = named_in(text)
    unknown = [name for name in names if name not in allowed]
    lost = [name for name in to_be_kept(which.topic, which.case) if name not in names]
    faults = [Fault("answer_placeholder", {"word": f"{{{name}}}"}) for name in unknown]
    faults += [Fault("answer_number_lost", {"word": f"{{{name}}}"}) for name in lost]
    if not _is_balanced(text):
        faults.append(Fault("answer_brackets"))
    return faults


async def current_text(session: AsyncSession, which: TextOf) -> AnswerText | None:
    """What staff wrote for exactly this, if they did."""
    return await session.scalar(select(AnswerText).where(*_exactly(AnswerText, which)))


async def save_text(
    session: AsyncSession,
    which: TextOf,
    text: str,
    *,
    proofread: bool,
    user_id: int,
    now: datetime,
) -> None:
    """Put a text in place of what was said; raise AnswerRefusedError or NoSuchAnswerError."""
    await _must_exist(session, which)
    if faults_of(which, text):
        raise AnswerRefusedError
    row = await current_text(session, which)
    if row is None:
        row = AnswerText(**_columns(which))
        session.add(row)
    row.text, row.packaged, row.proofread = text, which.packaged, proofread
    session.add(_version(which, text, user_id, now))
    await session.flush()


async def take_packaged(
    session: AsyncSession, which: TextOf, *, user_id: int, now: datetime
) -> bool:
    """Go back to the packaged text; False when that was in use already."""
    row = await current_text(session, which)
    if row is None:
        return False
    await session.delete(row)
    session.add(_version(which, None, user_id, now))
    await session.flush()
    return True


async def versions_of(session: AsyncSession, which: TextOf) -> list[Version]:
    """What a text was, the newest first."""
    found = await session.execute(
        select(AnswerVersion, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == AnswerVersion.user_id)
        .where(*_exactly(AnswerVersion, which))
        .order_by(AnswerVersion.id.desc())
    )
    return [Version(row.id, row.text, row.written_at, who) for row, who in found]


async def edited_texts(session: AsyncSession) -> Sequence[AnswerText]:
    """Everything staff wrote."""
    return list(await session.scalars(select(AnswerText).order_by(AnswerText.id)))


async def _must_exist(session: AsyncSession, which: TextOf) -> None:
    if which.topic in LOCKED or which.case not in cases_of(which.topic):
        raise NoSuchAnswerError
    if which.site_id is not None and await session.get(Site, which.site_id) is None:
        raise NoSuchAnswerError


def _is_balanced(text: str) -> bool:
    """True when every bracket and brace is closed, brackets are not nested, and none is stray."""
    inside = ""
    for sign in text:
        if sign in "[{":
            if (sign == "[" and inside) or inside.endswith("{"):
                return False
            inside += sign
        elif sign in "]}":
            if not inside.endswith("[" if sign == "]" else "{"):
                return False
            inside = inside[:-1]
    return not inside and "{}" not in text


def _exactly(model: type[Said], which: TextOf) -> list[ColumnElement[bool]]:
    same_site = model.site_id.is_(None) if which.site_id is None else model.site_id == which.site_id
    return [
        same_site,
        model.topic == which.topic,
        model.case == which.case,
        model.language == which.language,
        model.channel == which.channel,
    ]


def _columns(which: TextOf) -> dict[str, object]:
    return {
        "site_id": which.site_id,
        "topic": which.topic,
        "case": which.case,
        "language": which.language,
        "channel": which.channel,
    }


def _version(which: TextOf, text: str | None, user_id: int, now: datetime) -> AnswerVersion:
    return AnswerVersion(**_columns(which), text=text, user_id=user_id, written_at=now)
