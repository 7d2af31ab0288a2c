"""What the assistant says: every text, to be read, tried on a real home, changed, taken back."""

from aiohttp import web

from broadcaster.answers import editing
from broadcaster.answers.models import AnswerChannel
from broadcaster.console.answers.views import (
    Choice,
    answer_view,
    list_topics,
    read_choice,
)
from broadcaster.console.forms import Form, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.reach import need_every_site, need_site
from broadcaster.console.rendering import go_to, page
from broadcaster.staff import audit

routes = web.RouteTableDef()


@routes.get("/answers")
async def show_answers(request: web.Request) -> web.Response:
    """Every topic, with what staff changed and what nobody has proofread."""
    async with request.app[DATABASE].read() as session:
        families = await list_topics(session)
    return page(request, "answers/answers.html", families=families)


@routes.get("/answers/{topic}")
async def show_answer(request: web.Request) -> web.Response:
    """One text, as it is said now."""
    choice = read_choice(_topic(request), request.query)
    async with request.app[DATABASE].read() as session:
        row = await editing.current_text(session, choice.which)
    text = row.text if row else choice.which.packaged or ""
    proofread = {"proofread": "yes"} if row is not None and row.proofread else {}
    return await _answer_page(request, choice, Form.of({"text": text, **proofread}))


@routes.post("/answers/{topic}")
async def change_answer(request: web.Request) -> web.Response:
    """Try a text, save it, or go back to the packaged one."""
    form = await read_form(request)
    choice = read_choice(_topic(request), {name: form.value(name) for name in form.names})
    _need_reach(request, choice)
    match form.value("action"):
        case "restore":
            raise await _restored(request, choice)
        case "save":
            return await _save(request, choice, form)
        case _:
            _check(choice, form)
            return await _answer_page(request, choice, form)


def _need_reach(request: web.Request, choice: Choice) -> None:
    """A text for one site is its editors'; one for all of them is for who edits everywhere."""
    if choice.which.site_id is None:
        need_every_site(request)
    else:
        need_site(request, choice.which.site_id)


async def _save(request: web.Request, choice: Choice, form: Form) -> web.Response:
    text = _check(choice, form)
    if not form.is_valid:
        return await _answer_page(request, choice, form)
    try:
        await _write(request, choice, text, proofread=form.has("proofread"))
    except editing.NoSuchAnswerError:
        raise web.HTTPNotFound from None  # its site is gone
    raise go_to(choice.path, done="answer_saved")


async def _write(request: web.Request, choice: Choice, text: str, *, proofread: bool) -> None:
    user, now = request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        await editing.save_text(
            session, choice.which, text, proofread=proofread, user_id=user.id, now=now
        )
        await audit.record(session, user.id, "answer_changed", choice.subject, choice.in_words, now)


async def _restored(request: web.Request, choice: Choice) -> web.HTTPSeeOther:
    user, now = request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        changed = await editing.take_packaged(session, choice.which, user_id=user.id, now=now)
        if changed:
            await audit.record(
                session, user.id, "answer_restored", choice.subject, choice.in_words, now
            )
    return go_to(choice.path, done="answer_restored")


def _check(choice: Choice, form: Form) -> str:
    """The text of a form, every fault of it said beside it."""
    text = form.text("text", most=editing.LONGEST)
    for fault in editing.faults_of(choice.which, text):
        form.refuse("text", fault.reason, **fault.values)
    return text


async def _answer_page(request: web.Request, choice: Choice, form: Form) -> web.Response:
    view = await answer_view(request, choice, form.value("text"))
    status = 200 if form.is_valid else 400
    return page(
        request,
        "answers/answer.html",
        status=status,
        choice=choice,
        view=view,
        form=form,
        channels=list(AnswerChannel),
    )


def _topic(request: web.Request) -> str:
    """The topic in the address; raise HTTPNotFound for one without texts, or that is locked."""
    topic = request.match_info["topic"]
    if topic not in editing.editable_topics():
        raise web.HTTPNotFound
    return topic
