"""Pages of the console: the frame they share, and where they lead."""

import re
from datetime import datetime
from typing import Any

from aiohttp import web
from markupsafe import Markup, escape
from yarl import URL

from broadcaster import french
from broadcaster.clock import PARIS
from broadcaster.console.keys import CLOCK, PAGES, ROOT, USER
from broadcaster.console.kinds import kind_label
from broadcaster.console.words import national, said, say
from broadcaster.pages import Pages
from broadcaster.register.phone_numbers import mask

_HOUR = re.compile(r"\d{1,2} h(?: \d{2})?\b")


def console_pages() -> Pages:
    """The console's templates with the functions they use."""
    pages = Pages("broadcaster.console")
    pages.environment.filters.update(
        moment=moment, short_date=short_date, mask=mask, lines=lines, national=national
    )
    pages.environment.globals.update(
        say=say, said=said, span=window, kind_label=kind_label, root=ROOT
    )
    return pages


def moment(at: datetime) -> str:
    """A day and hour: « mardi 12 mai 2026 à 9 h 30 »."""
    return _unbroken(say("moment", day=french.day_with_year(at), hour=french.hour(at)))


def window(start: datetime, end: datetime) -> str:
    """A window of time, as tenants read it, whose hours do not break at the end of a line."""
    return _unbroken(french.span(start, end))


def _unbroken(text: str) -> str:
    return _HOUR.sub(lambda hour: hour[0].replace(" ", "\u00a0"), text)


def short_date(at: datetime) -> str:
    """A date in figures: « 12/05/2026 »."""
    return at.astimezone(PARIS).strftime("%d/%m/%Y")


def lines(text: str) -> Markup:
    """A text with its line breaks kept."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


# The context is whatever the template names: any object can be shown.
def page(request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
    """A page of the console in its frame. ``done`` in the address names what was just done."""
    frame = {
        "user": request.get(USER),
        "path": request.path,
        "now": request.app[CLOCK](),
        "notice": _notice(request),
    }
    return request.app[PAGES].response(template, frame | context, status=status)


def _notice(request: web.Request) -> str | None:
    done = request.query.get("done")
    if done is None:
        return None
    try:
        return say(f"done.{done}")
    except (KeyError, IndexError):
        return None


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
    return web.HTTPSeeOther(url.with_query(done=done) if done else url)
