"""Pages of the console: the frame they share, and where they lead."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from aiohttp import web
from babel.numbers import format_currency
from markupsafe import Markup, escape
from yarl import URL

from broadcaster import french
from broadcaster.clock import PARIS
from broadcaster.console.doors import shut_doors
from broadcaster.console.keys import ALERTS, CLOCK, PAGES, ROOT, USER
from broadcaster.console.kinds import kind_label
from broadcaster.console.reach import GRANTS
from broadcaster.console.words import national, said, say
from broadcaster.pages import Pages
from broadcaster.register.phone_numbers import mask
from broadcaster.staff.roles import Capability, Grants
from broadcaster.works.telling import window_of

_HOUR = re.compile(r"\d{1,2} h(?: \d{2})?\b")

_PAGES: Final = {
    "broadcast": "broadcasts",
    "delivery": "deliveries",
    "household": "households",
    "milestone": "milestones",
    "planned_cut": "cuts",
    "series": "series",
    "thread": "threads",
}
"""The page of each table's rows, for the subjects of alerts and of the log ("broadcast 12")."""


@cache
def console_pages() -> Pages:
    """The console's templates with the functions they use, compiled once."""
    pages = Pages("broadcaster.console")
    pages.environment.filters.update(
        moment=moment,
        month=french.month,
        short_date=short_date,
        mask=mask,
        lines=lines,
        national=national,
        capitalize_first=capitalize_first,
        euros=euros,
        told_in_words=told_in_words,
    )
    pages.environment.globals.update(
        say=say,
        said=said,
        span=window,
        kind_label=kind_label,
        page_of=page_of,
        clock_hour=clock_hour,
        root=ROOT,
    )
    return pages


def moment(at: datetime) -> str:
    """A day and hour: « mardi 12 mai 2026 à 9 h 30 »."""
    return unbroken(say("moment", day=french.day_with_year(at), hour=french.hour(at)))


def clock_hour(hour: int, minute: int = 0) -> str:
    """An hour of the clock: « 9 h 30 », which does not break at the end of a line."""
    return unbroken(f"{hour} h {minute:02d}" if minute else f"{hour} h")


def window(start: datetime, end: datetime) -> str:
    """A window of time, as tenants read it, whose hours do not break at the end of a line."""
    return unbroken(french.span(start, end))


def told_in_words(told: str) -> str:
    """« mardi 12 mai, de 9 h à 12 h », from the key of what a message told (``works.telling``)."""
    found = window_of(told)
    return window(*found) if found else said(f"told.{told}", told)


def unbroken(text: str) -> str:
    """A text whose hours do not break at the end of a line."""
    return _HOUR.sub(lambda hour: hour[0].replace(" ", "\u00a0"), text)


def page_of(subject: str) -> str | None:
    """The address of what an alert is about; None for what has no page."""
    table, _, row = subject.partition(" ")
    return f"{ROOT}/{_PAGES[table]}/{row}" if table in _PAGES and row else None


def short_date(at: datetime) -> str:
    """A date in figures: « 12/05/2026 »."""
    return at.astimezone(PARIS).strftime("%d/%m/%Y")


def euros(price: Decimal) -> str:
    """A price as French people write it: « 1 234,50 € »."""
    return format_currency(price, "EUR", locale="fr_FR")


def capitalize_first(text: str) -> str:
    """The first letter as a capital, the others as they are (« SMS » stays)."""
    return text[:1].upper() + text[1:]


def lines(text: str) -> Markup:
    """A text with its line breaks kept."""
    return Markup("<br>").join(escape(line) for line in text.replace("\r\n", "\n").split("\n"))


# The context is whatever the template names: any object can be shown.
def page(request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
    """A page of the console in its frame. ``done`` in the address names what was just done."""
    frame = {
        "user": request.get(USER),
        "may": _may(request),
        "may_review_all": (request.get(GRANTS) or Grants()).may_everywhere(Capability.EDIT),
        "path": request.path,
        "now": request.app[CLOCK](),
        "notice": _notice(request),
        "alerts": request.get(ALERTS, []),
        "way_back": _way_back(request),
    }
    response = request.app[PAGES].response(template, frame | context, status=status)
    response.text = shut_doors(request, response.text or "")
    return response


def _may(request: web.Request) -> Callable[..., bool]:
    """For templates: ``may("edit")`` somewhere, ``may("edit", site_id)`` there."""
    grants = request.get(GRANTS) or Grants()

    def may(capability: str, site_id: int | None = None) -> bool:
        return grants.may(Capability(capability), site_id)

    return may


def _notice(request: web.Request) -> str | None:
    done = request.query.get("done")
    if done is None:
        return None
    try:
        return say(f"done.{done}")
    except (KeyError, IndexError):
        return None


def _way_back(request: web.Request) -> str:
    """The address of a page that was asked for; the home page when a form was refused, since its
    address cannot be opened."""
    if request.method != "GET":
        return f"{ROOT}/"
    return str(request.rel_url.without_query_params("done"))


def own_address(address: str) -> str:
    """An address that a form or a link carries, if it is one of the console's own; else home."""
    home = f"{ROOT}/"
    try:
        return str(URL(address)) if address.startswith(home) else home
    except ValueError:
        return home


def problem(
    request: web.Request, status: int, kind: str, detail: str | None = None
) -> web.Response:
    """The page for what cannot be done, with the way out."""
    text = detail or say(f"problem.{kind}.text")
    title = say(f"problem.{kind}.title")
    return page(request, "problem.html", status=status, title=title, text=text)


def go_to(path: str, *, done: str | None = None) -> web.HTTPSeeOther:
    """A redirection within the console after a form, telling what was done."""
    url = URL(f"{ROOT}{path}")
    return web.HTTPSeeOther(url.update_query(done=done) if done else url)


def go_back(address: str, *, done: str) -> web.HTTPSeeOther:
    """The same, to the page whose address the form carries."""
    return web.HTTPSeeOther(URL(own_address(address)).update_query(done=done))
