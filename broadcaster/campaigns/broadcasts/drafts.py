"""A broadcast as its writer sees it, before it is planned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import LARGEST_ID, Audience
from broadcaster.campaigns.audience.recipients import FRENCH
from broadcaster.campaigns.models import Broadcast, Purpose
from broadcaster.campaigns.refusals import EmptyTitleError, NoSuchMilestoneError, TitleTooLongError
from broadcaster.campaigns.texts import check_text, tells_when
from broadcaster.sending.texts.folding import fold_typography
from broadcaster.works.models import Milestone

LONGEST_TITLE: Final = 160


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff write and choose."""

    title: str  # for staff only
    body: str  # may hold placeholders, see ``texts``
    audience: Audience
    milestone_id: int | None = None
    purpose: Purpose = Purpose.INFORMATION
    # The text in other languages, by ISO 639-1 code.
    versions: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None  # None: when the milestone is over, if there is one
    asks_presence: bool = False  # households answer OUI or NON

    @property
    def clean_title(self) -> str:
        """The title on one line."""
        return " ".join(fold_typography(self.title).split())

    @property
    def clean_body(self) -> str:
        """The text without what a telephone cannot show."""
        return fold_typography(self.body).strip()

    @property
    def clean_versions(self) -> dict[str, str]:
        """The other languages that have a text, the same way. French is the body's alone."""
        cleaned = {code: fold_typography(text).strip() for code, text in self.versions.items()}
        return {code: text for code, text in cleaned.items() if text and code != FRENCH}

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text there is, the French one first."""
        return (self.body, *self.clean_versions.values())

    def text_for(self, language: str) -> str:
        """The text for whoever speaks a language: its own version, else the French one."""
        return self.clean_versions.get(language, self.clean_body)

    @property
    def columns(self) -> dict[str, Any]:  # columns of several types
        """What a broadcast keeps of it."""
        return {
            "title": self.clean_title,
            "body": self.clean_body,
            "versions": self.clean_versions,
            "audience": self.audience.to_json(),
            "milestone_id": self.milestone_id,
            "purpose": self.purpose,
            "expires_at": self.expires_at,
            "asks_presence": self.asks_presence,
        }


def draft_of(broadcast: Broadcast) -> Draft:
    """The draft a stored broadcast was made from."""
    audience = Audience.from_json(broadcast.audience)
    return Draft(
        title=broadcast.title,
        body=broadcast.body,
        audience=audience,
        milestone_id=broadcast.milestone_id,
        purpose=broadcast.purpose,
        versions=broadcast.versions,
        expires_at=broadcast.expires_at,
        asks_presence=broadcast.asks_presence,
    )


async def milestone_of(session: AsyncSession, milestone_id: int | None) -> Milestone | None:
    """The milestone a broadcast is about; raise NoSuchMilestoneError when it is gone."""
    if milestone_id is None:
        return None
    known = 1 <= milestone_id <= LARGEST_ID
    milestone = await session.get(Milestone, milestone_id) if known else None
    if milestone is None:
        raise NoSuchMilestoneError
    return milestone


async def checked_milestone(session: AsyncSession, draft: Draft) -> Milestone | None:
    """Check a draft's text and give its milestone; raise what makes it unfit to send."""
    milestone = await milestone_of(session, draft.milestone_id)
    for text in draft.texts:
        check_text(text, milestone)
    return milestone


async def check_draft(session: AsyncSession, draft: Draft) -> None:
    """Refuse a draft without title, with a text that cannot be sent, or with a lost milestone."""
    title = draft.clean_title
    if not title:
        raise EmptyTitleError
    if len(title) > LONGEST_TITLE:
        raise TitleTooLongError(length=len(title), limit=LONGEST_TITLE)
    await checked_milestone(session, draft)


def useful_until(draft: Draft, milestone: Milestone | None) -> datetime | None:
    """The moment after which the message must not arrive: as written, else the milestone's end.

    « Eau coupée demain » is worse than nothing once the water is back.
    """
    if draft.expires_at is not None:
        return draft.expires_at
    return milestone.ends_at if milestone is not None and _is_about_time(draft) else None


def _is_about_time(draft: Draft) -> bool:
    return any(tells_when(text) for text in draft.texts)
