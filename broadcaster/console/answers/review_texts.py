"""The texts of messages to be sorted: corrected by staff, or brought in from a conversation."""

from aiohttp import web

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.learning import deciding
from broadcaster.learning.collecting import LONGEST, corrected
from broadcaster.learning.models import Sample, Why
from broadcaster.staff import audit

routes = web.RouteTableDef()


@routes.get("/review/{id}/text")
async def show_text(request: web.Request) -> web.Response:
    """The text of one message, to be corrected."""
    sample = await _sample(request)
    form = Form.of({"text": sample.text})
    return page(request, "answers/review_text.html", sample=sample, form=form)


async def _sample(request: web.Request) -> Sample:
    async with request.app[DATABASE].read() as session:
        sample = await session.get(Sample, path_id(request))
    if sample is None:
        raise web.HTTPNotFound
    return sample


@routes.post("/review/{id}/text")
async def correct_text(request: web.Request) -> web.Response:
    """Correct the text of a message that waits; what names somebody is masked again."""
    sample, form, user = await _sample(request), await read_form(request), request[USER]
    text, now = form.text("text", most=LONGEST), request.app[CLOCK]()
    if form.is_valid:
        try:
            async with request.app[DATABASE].write() as session:
                kept = await deciding.rewrite(session, sample.id, text)
                if kept:
                    subject, detail = f"sample {sample.id}", {"sample": sample.id}
                    await audit.record(session, user.id, "sample_rewritten", subject, detail, now)
            done = "sample_rewritten" if kept else "samples_were_sorted"
            raise go_to(f"/review/{sample.id}", done=done)
        except deciding.NothingLeftError:
            form.refuse("text", "nothing_left")
    return page(request, "answers/review_text.html", status=400, sample=sample, form=form)


@routes.post("/review/message/{id}")
async def bring_in(request: web.Request) -> web.Response:
    """Bring a message of a conversation to be sorted: it was understood wrongly."""
    inbound_id, now = path_id(request), request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        sample_id = await corrected(session, inbound_id, None, Why.STAFF, now)
    if sample_id is None:
        raise go_to("/review", done="sample_not_kept")
    raise go_to(f"/review/{sample_id}?only=1")
