"""A broadcast as its writer sees it, before it is planned."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience import LARGEST_ID, Audience
from broadcaster.campaigns.models import Broadcast
from broadcaster.campaigns.refusals import EmptyTitleError, NoSuchMilestoneError, TitleTooLongError
from broadcaster.campaigns.texts import check_text
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

    @property
    def clean_title(self) -> str:
        """The title on one line."""
        return " ".join(fold_typography(self.title).split())

    @property
    def clean_body(self) -> str:
        """The text without what a telephone cannot show."""
        return fold_typography(self.body).strip()


def draft_of(broadcast: Broadcast) -> Draft:
    """The draft a stored broadcast was made from."""
    audience = Audience.from_json(broadcast.audience)
    return Draft(broadcast.title, broadcast.body, audience, broadcast.milestone_id)


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
    check_text(draft.body, milestone)
    return milestone


async def check_draft(session: AsyncSession, draft: Draft) -> None:
    """Refuse a draft without title, with a text that cannot be sent, or with a lost milestone."""
    title = draft.clean_title
    if not title:
        raise EmptyTitleError
    if len(title) > LONGEST_TITLE:
        raise TitleTooLongError(length=len(title), limit=LONGEST_TITLE)
    await checked_milestone(session, draft)
