"""Refusals: the page for what somebody's roles do not allow, which says who may."""

from aiohttp import web

from broadcaster.console.keys import DATABASE
from broadcaster.console.permissions import rule_of
from broadcaster.console.reach import RoleNeededError
from broadcaster.console.rendering import page
from broadcaster.console.words import roles_in_words
from broadcaster.staff.roles import Capability, who_may

MOST_NAMED = 5
"""Colleagues named on the page."""


async def who_may_page(request: web.Request, error: RoleNeededError) -> web.Response:
    """Which role is needed, who has it, and who can give it."""
    rule = rule_of(request)
    needed = error.capabilities or (rule.any_of if rule else frozenset())
    async with request.app[DATABASE].read() as session:
        people = {
            one.name
            for capability in needed
            for one in await who_may(session, capability, error.site_id)
        }
        admins = await who_may(session, Capability.ADMINISTER)
    return page(
        request,
        "refused.html",
        status=403,
        roles=roles_in_words(needed),
        people=sorted(people)[:MOST_NAMED],
        admins=[one.name for one in admins[:MOST_NAMED]],
        where="everywhere" if error.wide else "site" if error.site_id else "",
    )
