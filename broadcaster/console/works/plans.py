"""Plans: the messages a milestone drives, looked at, changed, approved once, stopped."""

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.models import PlannedMessage
from broadcaster.campaigns.plans.planning import (
    Wish,
    approve_plan,
    change_message,
    derive_plan,
    messages_of,
    stop_plan,
)
from broadcaster.campaigns.plans.watching import plan_of
from broadcaster.campaigns.refusals import CampaignRefusedError, ReadAnotherTextError
from broadcaster.campaigns.texts.saved_texts import moment_label
from broadcaster.console.broadcasts.choices import beside_french, register_languages
from broadcaster.console.broadcasts.form import (
    read_body,
    read_versions,
    refuse,
    version_fields,
    version_languages,
)
from broadcaster.console.forms import Form, query_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.works.milestones import milestone_in_path, milestone_page
from broadcaster.console.works.plan_views import MOST_NAMED, wrongly_told
from broadcaster.works.models import Milestone

routes = web.RouteTableDef()


@routes.post("/milestones/{id}/plan")
async def write_plan(request: web.Request) -> web.Response:
    """Write the messages of a milestone from the saved texts, to be read and approved."""
    milestone = await milestone_in_path(request)
    async with request.app[DATABASE].write() as session:
        mine = await session.get_one(Milestone, milestone.id)
        await derive_plan(session, mine, request.app[CLOCK]())
    raise go_to(f"/milestones/{milestone.id}", done="plan_written")


@routes.post("/milestones/{id}/plan/approve")
async def let_plan_run(request: web.Request) -> web.Response:
    """Let the messages leave by themselves, at their moments, as they were read."""
    milestone, form = await milestone_in_path(request), await read_form(request)
    try:
        async with request.app[DATABASE].write() as session:
            await approve_plan(
                session, await _plan_id(session, milestone), request[USER].id,
                request.app[CLOCK](), request.app[CONFIG].rules.timetables.courtesy,
                read=form.value("read"),
            )  # fmt: skip
    except ReadAnotherTextError as error:
        fresh = await milestone_in_path(request)
        return await milestone_page(request, fresh, problem=str(error), refusal_status=409)
    except CampaignRefusedError as error:
        return await _refused(request, milestone, error)
    raise go_to(f"/milestones/{milestone.id}", done="plan_approved")


@routes.post("/milestones/{id}/plan/stop")
async def end_plan(request: web.Request) -> web.Response:
    """Stop what has not left."""
    milestone = await milestone_in_path(request)
    try:
        async with request.app[DATABASE].write() as session:
            plan_id = await _plan_id(session, milestone)
            await stop_plan(session, plan_id, request[USER].id, request.app[CLOCK]())
    except CampaignRefusedError as error:
        return await _refused(request, milestone, error)
    raise go_to(f"/milestones/{milestone.id}", done="plan_stopped")


async def _plan_id(session: AsyncSession, milestone: Milestone) -> int:
    plan = await plan_of(session, milestone.id)
    if plan is None:
        raise web.HTTPNotFound
    return plan.id


async def _refused(
    request: web.Request, milestone: Milestone, error: CampaignRefusedError
) -> web.Response:
    return await milestone_page(request, milestone, problem=str(error))


@routes.get("/milestones/{id}/plan/{moment}")
async def edit_message(request: web.Request) -> web.Response:
    """The form of one message of a plan."""
    milestone = await milestone_in_path(request)
    message = await _message(request, milestone)
    form = Form.of({"body": message.body} | version_fields(message.versions))
    if message.wanted:
        form.set("wanted", "yes")
    return await _message_page(request, milestone, message, form)


async def _message(request: web.Request, milestone: Milestone) -> PlannedMessage:
    async with request.app[DATABASE].read() as session:
        messages = await messages_of(session, await _plan_id(session, milestone))
    wanted = request.match_info["moment"]
    found = next((one for one in messages if one.moment == wanted), None)
    if found is None:
        raise web.HTTPNotFound
    return found


async def _message_page(
    request: web.Request, milestone: Milestone, message: PlannedMessage, form: Form
) -> web.Response:
    async with request.app[DATABASE].read() as session:
        languages = beside_french(await register_languages(session))
    return page(
        request,
        "works/planned_message.html",
        status=200 if form.is_valid else 400,
        milestone=milestone,
        message=message,
        label=moment_label(message.moment),
        version_languages=version_languages(form, languages),
        form=form,
    )


@routes.post("/milestones/{id}/plan/{moment}")
async def keep_message(request: web.Request) -> web.Response:
    """Change one message of a plan; in one that runs it waits for an approval again."""
    milestone, form = await milestone_in_path(request), await read_form(request)
    message = await _message(request, milestone)
    async with request.app[DATABASE].read() as session:
        languages = beside_french(await register_languages(session))
    wish = Wish(read_body(form), read_versions(form, languages), wanted=form.has("wanted"))
    if not form.is_valid:
        return await _message_page(request, milestone, message, form)
    try:
        async with request.app[DATABASE].write() as session:
            await change_message(
                session, message.plan_id, message.moment, wish, request[USER].id,
                request.app[CLOCK](), request.app[CONFIG].rules.timetables.courtesy,
            )  # fmt: skip
    except CampaignRefusedError as error:
        async with request.app[DATABASE].read() as session:
            await refuse(session, form, _as_draft(milestone, wish), error)
        return await _message_page(request, milestone, message, form)
    raise go_to(f"/milestones/{milestone.id}", done="message_changed")


def _as_draft(milestone: Milestone, wish: Wish) -> Draft:
    audience = Audience(site_id=milestone.site_id)
    return Draft(milestone.title, wish.body, audience, milestone.id, versions=wish.versions)


@routes.get("/milestones/{id}/told")
async def show_wrongly_told(request: web.Request) -> web.Response:
    """Who was told what is no longer so, by name."""
    milestone, number = await milestone_in_path(request), query_id(request, "page") or 1
    async with request.app[DATABASE].read() as session:
        wrong = await wrongly_told(
            session, milestone, request.app[CLOCK](), offset=(number - 1) * MOST_NAMED
        )
    return page(request, "works/wrongly_told.html", milestone=milestone, wrong=wrong, number=number)
