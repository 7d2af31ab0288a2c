"""Outlooks: what a broadcast would do as it stands, for whoever writes or approves it."""

from dataclasses import dataclass, replace
from datetime import datetime

from aiohttp import web
from sqlalchemy import false
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import AnySelect
from broadcaster.campaigns.broadcasts.approval import is_alone
from broadcaster.campaigns.broadcasts.drafts import Draft, draft_of, milestone_of
from broadcaster.campaigns.models import Broadcast, BroadcastKind
from broadcaster.campaigns.plans.beliefs import owed_texts
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.campaigns.plans.watching import plan_of
from broadcaster.campaigns.preview.preview import Preview, Texted, preview
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.console.broadcasts.composing import list_query
from broadcaster.console.broadcasts.form import filled_form
from broadcaster.console.broadcasts.leaving import Leaving, hours_in_words, leaving
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.places import Places, load_places


@dataclass(frozen=True, slots=True)
class Outlook:
    """A broadcast before it leaves."""

    draft: Draft
    places: Places
    hours: str  # in which its messages may leave, in words
    most_a_day: int  # messages a household gets in a day at most
    needs_second_person: bool
    is_alone: bool  # nobody but whoever looks at it may approve it
    preview: Preview | None  # None: it cannot be sent as it stands
    leaving: Leaving | None  # None also while it waits for something else than a date
    refusal: str | None  # what must be corrected first
    readers: int | None = None  # of a correction: those who were told what is no longer so
    is_for_some: bool = False  # only for those of its audience who do not know it yet

    @property
    def list_query(self) -> str:
        """The query of the address of the list of its audience."""
        return list_query(filled_form(self.draft))


async def outlook_of(request: web.Request, broadcast: Broadcast, at: datetime | None) -> Outlook:
    """What a broadcast would do if it were due at a moment; None: it waits for no date."""
    async with request.app[DATABASE].read() as session:
        texted = await _texted(session, broadcast, request.app[CLOCK]())
    outlook = await outlook_of_draft(request, draft_of(broadcast), at, texted)
    readers = outlook.preview.recipients if texted and outlook.preview else None
    is_for_some = broadcast.told is not None and readers is None
    return replace(outlook, readers=readers, is_for_some=is_for_some)


async def outlook_of_draft(
    request: web.Request, draft: Draft, at: datetime | None, texted: Texted | None = None
) -> Outlook:
    """The same for a draft; ``texted`` where only some of its audience get it."""
    config, now = request.app[CONFIG], request.app[CLOCK]()
    seen, milestone, refusal = None, None, None
    async with request.app[DATABASE].read() as session:
        try:
            seen = await preview(session, draft, now, config.terms, texted)
            milestone = await milestone_of(session, draft.milestone_id)
        except CampaignRefusedError as error:  # the works may have changed since it was written
            refusal = str(error)
        about = [milestone] if milestone else []
        places = await load_places(session, about, draft.audience)
        needs_second = await config.policy.needs_second_person(session, draft)
        alone = await is_alone(session, request[USER].id, draft.audience.site_id)
    return Outlook(
        draft=draft,
        places=places,
        hours=hours_in_words(draft.purpose, config.rules),
        most_a_day=config.rules.most_a_day,
        needs_second_person=needs_second,
        is_alone=alone,
        preview=seen,
        leaving=leaving(draft, milestone, places, at, config.rules) if seen and at else None,
        refusal=refusal,
    )


async def _texted(session: AsyncSession, broadcast: Broadcast, now: datetime) -> Texted | None:
    """What keeps the contacts a correction goes to; None for any other broadcast."""
    if broadcast.kind is not BroadcastKind.CORRECTION or broadcast.moment is None:
        return None
    plan = await plan_of(session, broadcast.milestone_id or 0)
    known = Followed.read(plan.followed) if plan else None
    if plan is None or known is None:
        return _nobody
    return owed_texts(plan.milestone_id, known, broadcast.moment, now)


def _nobody(query: AnySelect) -> AnySelect:
    return query.where(false())
