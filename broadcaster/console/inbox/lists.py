"""The lists of threads: by state, filtered, searched, paged; and the pulse by which they live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import to_id
from broadcaster.console.inbox.correspondents import Identity, identify
from broadcaster.console.inbox.requests import RequestView, requests_by_thread
from broadcaster.console.inbox.threads import holders_of
from broadcaster.console.keys import DATABASE, USER
from broadcaster.console.places import load_places
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.console.words import say
from broadcaster.conversations.listing import (
    Wanted,
    Whose,
    count_threads,
    find_threads,
    is_within,
    last_words,
    standing_of,
)
from broadcaster.conversations.models import Thread, ThreadState
from broadcaster.conversations.requests import find_request
from broadcaster.register.models import Site
from broadcaster.staff.accounts import list_accounts

routes = web.RouteTableDef()

LONGEST_SEARCH: Final = 40
"""Characters read of what is searched."""

PAGE_SIZE: Final = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows."""

    threads: Sequence[Thread]  # one more than fits when there is a next page
    counts: Mapping[ThreadState, int]
    known: Mapping[int, Identity]  # by correspondent
    requests: Mapping[int, list[RequestView]]  # by thread
    holders: Mapping[int, str]  # by thread
    names: Mapping[int, str]  # of colleagues, by id
    sites: Sequence[Site]  # to choose from
    words: Mapping[int, str]  # what the tenant wrote last, by thread


@routes.get("/threads")
async def show_threads(request: web.Request) -> web.Response:
    """Threads of a state: emergencies first, then who waits longest."""
    wanted, number = _wanted(request), to_id(request.query.get("page", "")) or 1
    async with request.app[DATABASE].read() as session:
        refusal = await _search(session, wanted) if wanted.said else None
        listed = await _listed(session, request, wanted, number)
        pulse = await _pulse(session, request)
    return page(
        request,
        "inbox/threads.html",
        listed=listed,
        shown=listed.threads[:PAGE_SIZE],
        has_more=len(listed.threads) > PAGE_SIZE,
        number=number,
        wanted=wanted,
        refusal=None if listed.threads else refusal,
        pulse=pulse,
        states=list(ThreadState),
        address=Address(request),
    )


@routes.get("/threads/pulse")
async def feel_pulse(request: web.Request) -> web.Response:
    """What changed in the lists, in few words, for a page that follows them."""
    async with request.app[DATABASE].read() as session:
        return web.json_response(await _pulse(session, request))


def _wanted(request: web.Request) -> Wanted:
    """What the address asks for; a word nobody offers stands for the first choice."""
    asked = request.query
    said = asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    state = asked.get("state", "")
    whose = asked.get("whose", "")
    chosen = ThreadState(state) if state in set(ThreadState) else ThreadState.OPEN
    return Wanted(
        state=None if said else chosen,
        whose=Whose(whose) if whose in set(Whose) else Whose.EVERYBODY,
        user_id=request[USER].id,
        urgent="urgent" in asked,
        sites=sites_of(request),
        site_id=to_id(asked.get("site", "")),
        said=said,
    )


async def _search(session: AsyncSession, wanted: Wanted) -> str:
    """Go to the thread of a reference; else the key of what to say when nothing is found."""
    found = await find_request(session, wanted.said)
    if found is None:
        return "search.none"
    if found.thread_id is None:
        return f"search.{found.state}"
    if await is_within(session, found.thread_id, wanted.sites):
        raise go_to(f"/threads/{found.thread_id}")
    return "search.none"


async def _listed(
    session: AsyncSession, request: web.Request, wanted: Wanted, number: int
) -> Listed:
    offset = (number - 1) * PAGE_SIZE
    threads = await find_threads(session, wanted, offset=offset, limit=PAGE_SIZE + 1)
    places = await load_places(session, sites=wanted.sites)
    return Listed(
        threads,
        await count_threads(session, wanted),
        await identify(session, {thread.correspondent_id for thread in threads}),
        await requests_by_thread(session, {thread.id for thread in threads}),
        await holders_of(session, request, threads),
        {user.id: user.name for user in await list_accounts(session)},
        places.sites,
        await last_words(session, {thread.id for thread in threads}),
    )


async def _pulse(session: AsyncSession, request: web.Request) -> dict[str, str]:
    """A key that changes with what waits, a title and a sentence that tell how much it is."""
    now = await standing_of(session, sites_of(request))
    words = "pulse.urgent" if now.urgent else "pulse.calm"
    figures = {"open": now.open, "urgent": now.urgent}
    return {
        "key": f"{now.open}-{now.urgent}-{now.newest}",
        "title": say(f"{words}.title", **figures),
        "sentence": say(f"{words}.sentence", **figures),
    }


@dataclass(frozen=True, slots=True)
class Address:
    """The addresses of the same list, otherwise filtered."""

    request: web.Request

    def having(self, **values: str) -> str:
        """This list with some fields of its form changed, from its first page on."""
        kept = self.request.rel_url.without_query_params("page", "done")
        return str(kept.update_query(values))

    def of_state(self, state: str) -> str:
        """The same filters, another state; a search ends."""
        kept = self.request.rel_url.without_query_params("page", "done", "q")
        return str(kept.update_query(state=state))
