"""Answerers: the colleagues a thread can be given to, as they may answer where its tenant lives."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.whereabouts import sites_of_correspondents
from broadcaster.conversations.models import Thread
from broadcaster.staff.models import StaffUser
from broadcaster.staff.roles import Capability, who_may


async def who_can_answer(session: AsyncSession, thread: Thread) -> Sequence[StaffUser]:
    """Everybody who may answer a thread, by name; a stranger's, whoever may answer somewhere."""
    who = thread.correspondent_id
    sites = (await sites_of_correspondents(session, {who})).get(who, frozenset())
    found = {
        one.id: one
        for site_id in sites or {None}
        for one in await who_may(session, Capability.ANSWER, site_id)
    }
    return sorted(found.values(), key=lambda one: (one.name, one.id))
