"""Doors: a page as it is shown to whoever may not press all of its buttons.

It is done to the finished page, by the one table of permissions: a form that a template gains
tomorrow is closed like the others. A form with fields stays to be read, inert, and says which role
it is for; one that is a button only, and a link dressed as one, are taken out.
"""

import re
from collections.abc import Callable
from typing import Final

from aiohttp import web
from markupsafe import escape

from broadcaster.console.permissions import Rule, rule_at
from broadcaster.console.reach import GRANTS, ROW_SITES
from broadcaster.console.words import roles_in_words, say
from broadcaster.staff.roles import Capability, Grants

# Our own templates write them in this one way, and forms do not hold forms.
_FORM: Final = re.compile(r'<form method="post"([^>]*)>(.*?)</form>', re.DOTALL)
_ACTION: Final = re.compile(r'action="([^"?#]*)')
_FIELD: Final = re.compile(r'<(?:input(?![^>]*type="hidden")|select|textarea)')
_LINK: Final = re.compile(r'<a class="button[^"]*" href="([^"?#]*)[^>]*>.*?</a>', re.DOTALL)


def shut_doors(request: web.Request, html: str) -> str:
    """The page without what its reader may not do; as it is for whoever may do everything."""
    grants = request.get(GRANTS)
    if grants is None or all(grants.may_everywhere(one) for one in Capability):
        return html
    may = _key(request, grants)

    def form(found: re.Match[str]) -> str:
        action = _ACTION.search(found[1])
        rule = rule_at("POST", action[1] if action else request.path)
        if may(rule):
            return found[0]
        return _inert(found, rule) if _FIELD.search(found[2]) else ""

    def link(found: re.Match[str]) -> str:
        return found[0] if may(rule_at("GET", found[1])) else ""

    return _LINK.sub(link, _FORM.sub(form, html))


def _key(request: web.Request, grants: Grants) -> Callable[[Rule | None], bool]:
    """What tells whether a rule lets the reader in, for the row the page is about."""
    row = request.get(ROW_SITES) or frozenset()

    def may(rule: Rule | None) -> bool:
        if rule is None or not rule.any_of:
            return True
        sites = rule.sites_for(grants)
        return rule.allows(grants) and (sites is None or not row or bool(row & sites))

    return may


def _inert(form: re.Match[str], rule: Rule | None) -> str:
    roles = roles_in_words(rule.any_of if rule else ())
    hint = escape(say("reserved", roles=roles))
    return (
        f'<form method="post"{form[1]}><fieldset class="reserved" disabled>'
        f'<p class="hint">{hint}</p>{form[2]}</fieldset></form>'
    )
