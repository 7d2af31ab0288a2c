"""« À vérifier »: messages the assistant was unsure of, similar ones together, to be sorted."""

from collections.abc import Mapping

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from yarl import URL

from broadcaster.console.forms import Form, path_id, query_id, read_form, to_id
from broadcaster.console.keys import CLOCK, DATABASE, ROOT, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.topics import (
    NONE_OF_THEM,
    Topic,
    all_topics,
    find_topics,
    topic_named,
    topics_named,
)
from broadcaster.learning import deciding
from broadcaster.learning.models import Sample, SampleState
from broadcaster.learning.queue import Group, count_samples, decided, group_of, groups_to_review
from broadcaster.staff import audit
from broadcaster.staff.models import StaffUser

routes = web.RouteTableDef()

A_PAGE = 20
"""Groups on one page."""

OF_A_GROUP = 3
"""Messages of a group that the list shows."""

DECIDED = 100
"""Decisions shown, the newest."""

LONGEST_SEARCH = 60
"""Characters."""


@routes.get("/review")
async def show_queue(request: web.Request) -> web.Response:
    """Groups of similar messages, the biggest first."""
    number = query_id(request, "page") or 1
    async with request.app[DATABASE].read() as session:
        groups = await groups_to_review(session)
        counts = await count_samples(session)
    shown = groups[A_PAGE * (number - 1) : A_PAGE * number]
    return page(
        request,
        "answers/review.html",
        groups=[(group, topics_named(group.topics)) for group in shown],
        counts=counts,
        shown=OF_A_GROUP,
        no_topic=topic_named(NONE_OF_THEM),
        next_page=number + 1 if len(groups) > A_PAGE * number else None,
        undo=to_id(request.query.get("undo", "")),
    )


@routes.get("/review/done")
async def show_decided(request: web.Request) -> web.Response:
    """What was sorted or discarded, the newest first."""
    async with request.app[DATABASE].read() as session:
        samples = await decided(session, limit=DECIDED)
        names = await _names(session, samples)
    return page(request, "answers/reviewed.html", samples=samples, names=names)


async def _names(session: AsyncSession, samples: list[Sample]) -> Mapping[int, str]:
    ids = {sample.decided_by_id for sample in samples}
    rows = await session.execute(select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


@routes.get("/review/{id}")
async def show_group(request: web.Request) -> web.Response:
    """One group: each message to be ticked or corrected, and every topic to choose from."""
    sample_id = path_id(request)
    group = await _group(request, sample_id)
    alone = "only" in request.query
    ticked = [sample for sample in group.samples if not alone or sample.id == sample_id]
    form = Form.of({"id": [str(sample.id) for sample in ticked], "group": str(sample_id)})
    return _group_page(request, group, form)


async def _group(request: web.Request, sample_id: int) -> Group:
    async with request.app[DATABASE].read() as session:
        group = await group_of(session, sample_id)
    if group is None:
        raise web.HTTPNotFound
    return group


def _group_page(
    request: web.Request, group: Group, form: Form, found: list[Topic] | None = None
) -> web.Response:
    offered = found or topics_named([one for one in group.topics if one != NONE_OF_THEM])
    return page(
        request,
        "answers/review_group.html",
        status=200 if form.is_valid else 400,
        group=group,
        form=form,
        topics=offered,
        no_topic=topic_named(NONE_OF_THEM),
        all_topics=all_topics(),
        found=len(found or ()) if form.value("search") else 0,
        is_open=group.first.state is SampleState.NEW,
    )


@routes.post("/review/sort")
async def sort(request: web.Request) -> web.Response:
    """Say what messages are about. Nothing is asked of a model here."""
    form = await read_form(request)
    ids, found = form.ids("id"), _wanted(form)
    if not ids:
        form.refuse("id", "nothing_ticked")
    if not form.is_valid or len(found) != 1 or form.has("look"):
        return await _again(request, form, found)
    now, user = request.app[CLOCK](), request[USER]
    async with request.app[DATABASE].write() as session:
        count = await deciding.label(session, ids, found[0].name, user.id, now)
        if count:
            subject, detail = f"sample {ids[0]}", {"count": count, "topic": found[0].label}
            await audit.record(session, user.id, "samples_labelled", subject, detail, now)
    raise _decided("samples_sorted" if count else "samples_were_sorted", ids[0])


def _wanted(form: Form) -> list[Topic]:
    """The topic that was pressed or ticked; else those that what was typed may mean."""
    words = form.text("search", most=LONGEST_SEARCH, required=False)
    if words or form.has("look"):
        return _searched(form, find_topics(words))
    topic = topic_named(form.value("topic"))
    if topic is None:
        form.refuse("topic", "choice")
    return [topic] if topic else []


def _searched(form: Form, found: list[Topic]) -> list[Topic]:
    """What a search found: the one that is ticked among it, else all of it to choose from."""
    if not found:
        form.refuse("search", "no_such_topic")
    ticked = [topic for topic in found if topic.name == form.value("topic")]
    return ticked if ticked and not form.has("look") else found


async def _again(request: web.Request, form: Form, found: list[Topic]) -> web.Response:
    """The group's page with what is left to choose, nothing ticked being lost."""
    first = to_id(form.value("group")) or next(iter(form.ids_if_any("id")), None)
    if first is None:
        raise web.HTTPNotFound
    return _group_page(request, await _group(request, first), form, found)


@routes.post("/review/skip")
async def skip(request: web.Request) -> web.Response:
    """Leave messages for later."""
    ids = (await read_form(request)).ids_if_any("id")
    async with request.app[DATABASE].write() as session:
        await deciding.skip(session, ids, request.app[CLOCK]())
    raise go_to("/review", done="samples_skipped")


@routes.post("/review/discard")
async def discard(request: web.Request) -> web.Response:
    """Put messages aside for good: they never become examples."""
    form = await read_form(request)
    ids, now, user = form.ids_if_any("id"), request.app[CLOCK](), request[USER]
    if not ids:
        form.refuse("id", "nothing_ticked")
        return await _again(request, form, [])
    async with request.app[DATABASE].write() as session:
        count = await deciding.reject(session, ids, user.id, now)
        if count:
            subject, detail = f"sample {ids[0]}", {"count": count}
            await audit.record(session, user.id, "samples_rejected", subject, detail, now)
    raise _decided("samples_rejected" if count else "samples_were_sorted", ids[0])


@routes.post("/review/undo")
async def undo(request: web.Request) -> web.Response:
    """Take back a decision: the whole of it, or for the one message that was named."""
    form = await read_form(request)
    named, now, user = form.ids_if_any("id"), request.app[CLOCK](), request[USER]
    async with request.app[DATABASE].write() as session:
        ids = list(named)
        if named and form.has("all"):
            ids = await deciding.decided_with(session, named[0])
        count = await deciding.undo(session, ids)
        if count:
            subject, detail = f"sample {ids[0]}", {"count": count}
            await audit.record(session, user.id, "samples_reopened", subject, detail, now)
    raise go_to("/review", done="samples_reopened" if count else "samples_were_reopened")


def _decided(done: str, first: int) -> web.HTTPSeeOther:
    """Back to the queue, with the way to undo."""
    return web.HTTPSeeOther(URL(f"{ROOT}/review").update_query(done=done, undo=first))
