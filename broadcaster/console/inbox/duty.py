"""« Astreinte »: who is told when a tenant waits too long for an answer."""

from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.rendering import go_to, moment, page
from broadcaster.console.staff_names import name_of
from broadcaster.staff import audit
from broadcaster.staff.duty import (
    DutyTurn,
    drop_turn,
    enter_turn,
    on_duty,
    turns_from,
    whole_team,
)

routes = web.RouteTableDef()

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@routes.get("/duty")
async def show_duty(request: web.Request) -> web.Response:
    """Who is on duty now, the spans to come, and the form of a new one."""
    return await _duty_page(request, Form())


async def _duty_page(request: web.Request, form: Form) -> web.Response:
    now, patience = request.app[CLOCK](), request.app[CONFIG].patience
    async with request.app[DATABASE].read() as session:
        turns, people = await turns_from(session, now), await on_duty(session, now)
        colleagues = await whole_team(session)
    return page(
        request,
        "inbox/duty.html",
        status=200 if form.is_valid else 400,
        turns=turns,
        is_by_roster=any(turn.is_now(now) for turn in turns),
        people=people,
        colleagues=colleagues,
        hours=patience.ordinary // HOUR,
        can_mail=request.app[CONFIG].can_mail,
        minutes=patience.emergency // MINUTE,
        form=form,
    )


@routes.post("/duty")
async def add_turn(request: web.Request) -> web.Response:
    """Put somebody on duty for a span of time."""
    form, now = await read_form(request), request.app[CLOCK]()
    user_id, span = form.id("colleague"), _span(form, now)
    async with request.app[DATABASE].read() as session:
        known = {user.id for user in await whole_team(session)}
    if user_id not in known:
        form.refuse("colleague", "choice")
    if user_id is None or span is None or not form.is_valid:
        return await _duty_page(request, form)
    starts_at, ends_at = span
    async with request.app[DATABASE].write() as session:
        await enter_turn(session, user_id, starts_at, ends_at, request[USER].id, now)
        await _log(request, session, "duty_entered", user_id, starts_at, ends_at)
    raise go_to("/duty", done="duty_entered")


def _span(form: Form, now: datetime) -> tuple[datetime, datetime] | None:
    """The first and last moment typed; None when one is wrong."""
    starts_at = form.moment("from_day", "from_hour")
    ends_at = form.moment("to_day", "to_hour")
    if starts_at is None or ends_at is None:
        return None
    if ends_at <= starts_at:
        form.refuse("to_day", "duty_order")
    elif ends_at <= now:
        form.refuse("to_day", "duty_over")
    return starts_at, ends_at


@routes.post("/duty/{id}/remove")
async def remove_turn(request: web.Request) -> web.Response:
    """Take a span out of the roster."""
    turn_id, done = path_id(request), "duty_was_dropped"
    async with request.app[DATABASE].write() as session:
        turn = await session.get(DutyTurn, turn_id)
        if turn is not None and await drop_turn(session, turn_id):
            done, span = "duty_dropped", (turn.starts_at, turn.ends_at)
            await _log(request, session, "duty_dropped", turn.user_id, *span)
    raise go_to("/duty", done=done)


async def _log(
    request: web.Request,
    session: AsyncSession,
    action: str,
    user_id: int,
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    detail = {
        "name": await name_of(session, user_id),
        "start": moment(starts_at),
        "end": moment(ends_at),
    }
    subject, now = f"staff_user {user_id}", request.app[CLOCK]()
    await audit.record(session, request[USER].id, action, subject, detail, now)
