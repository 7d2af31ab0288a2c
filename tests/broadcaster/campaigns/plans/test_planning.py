"""Planning: a milestone's messages are derived, changed, approved once, and stopped."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from broadcaster.campaigns.broadcasts.approval import approve
from broadcaster.campaigns.models import (
    BroadcastState,
    Moment,
    PlannedMessage,
    PlanState,
)
from broadcaster.campaigns.plans.planning import (
    Wish,
    approve_plan,
    change_message,
    messages_of,
    stop_plan,
)
from broadcaster.campaigns.plans.watching import get_plan
from broadcaster.campaigns.refusals import (
    CampaignRefusedError,
    MessageLeftError,
    MilestoneCancelledError,
    MomentPassedError,
    NoMessageWantedError,
    NoSuchMessageError,
    NoSuchPlanError,
    PlanApprovedError,
    PlanNotRunningError,
    UnknownPlaceholderError,
)
from broadcaster.database import Database
from broadcaster.sending.mailings import mailing_of
from broadcaster.sending.models import Hours
from broadcaster.staff.audit import entries
from broadcaster.works.models import MilestoneState
from tests.broadcaster.campaigns.neighbourhood import ALONE
from tests.broadcaster.campaigns.plans.story import AMAR, DIOP, HOMES, Story, paris
from tests.support.clock import MovableClock


async def wish(story: Story, moment: Moment, body: str, *, wanted: bool = True) -> PlannedMessage:
    plan = await story.plan()
    async with story.database.write() as session:
        return await change_message(
            session, plan.id, moment, Wish(body, {}, wanted), story.place.user_id, story.clock()
        )


async def test_a_plan_is_derived_once_from_the_texts_of_its_kind(
    database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(database, clock)

    first, second = await story.plan(), await story.plan()

    assert (first.id, first.state) == (second.id, PlanState.DRAFT)
    async with database.read() as session:
        messages = await messages_of(session, first.id)
    assert [message.moment for message in messages] == ["j30", "j7", "j1", "done"]
    assert all(message.wanted for message in messages)
    assert messages[1].body.startswith("Votre salle de bain : {quand}.")


async def test_an_approved_plan_has_its_broadcasts(database: Database, clock: MovableClock) -> None:
    story = await Story.begin(database, clock)

    await story.approve()

    planned = await story.planned()
    assert {moment: one.scheduled_at for moment, one in planned.items()} == {
        Moment.J7: paris(5, 10),
        Moment.J1: paris(11, 17),
        Moment.DONE: None,
    }
    assert {one.state for one in planned.values()} == {BroadcastState.SCHEDULED}
    assert {one.approved_by_id for one in planned.values()} == {story.place.user_id}
    assert planned[Moment.J7].title == "Salle de bain : 7 jours avant"
    assert planned[Moment.J7].expires_at == paris(11, 17)
    assert planned[Moment.J1].expires_at == paris(12, 9)
    async with database.read() as session:
        mailing = await mailing_of(session, planned[Moment.J7].id)
        log = await entries(session, before_id=None, limit=1)
    assert mailing is not None
    assert (mailing.hours, mailing.approved_at) == (Hours.COURTESY, clock())
    assert log[0].sentence == ("a validé les messages prévus pour l'étape « Salle de bain ».")


async def test_a_plan_approved_late_tells_the_latest_missed_moment_now(
    database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(database, clock)
    clock.moment = paris(6, 9)

    choice = await story.approve()
    await story.go_on()

    assert (choice.late, choice.dropped) == (Moment.J7, (Moment.J30,))
    assert len(story.new(AMAR)) == 1


async def test_nothing_late_is_told_when_the_works_have_begun(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    clock.moment = paris(12, 10)

    choice = await story.approve()
    await story.go_on()

    assert (choice.late, choice.ahead) == (None, {})
    assert set(choice.dropped) == {Moment.J30, Moment.J7, Moment.J1}
    assert story.gateway.sent == []
    await story.state(MilestoneState.DONE)
    await story.go_on()
    assert len(story.new(AMAR)) == 1


async def test_a_message_that_is_held_too_long_is_not_sent_after_all(
    sqlite_database: Database, clock: MovableClock
) -> None:
    """Nobody reads « rappel » when the works are over: the service was down for two days."""
    story = await Story.begin(sqlite_database, clock)
    await story.approve()

    await story.until(paris(12, 12))

    assert story.gateway.sent == []
    assert await story.waiting() == 0


async def test_what_is_not_wanted_is_not_planned(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await wish(story, Moment.J7, "x", wanted=False)

    choice = await story.approve()

    assert Moment.J7 not in await story.planned()
    assert choice.late is Moment.J30  # the next one is a week away
    await story.move(20)
    assert Moment.J7 not in await story.planned()


@pytest.mark.parametrize(
    ("prepare", "error"),
    [
        pytest.param("twice", PlanApprovedError, id="twice"),
        pytest.param("cancelled", MilestoneCancelledError, id="cancelled"),
        pytest.param("unwanted", NoMessageWantedError, id="nothing wanted"),
        pytest.param("broken", UnknownPlaceholderError, id="broken text"),
    ],
)
async def test_what_cannot_be_approved(
    sqlite_database: Database, clock: MovableClock, prepare: str, error: type[CampaignRefusedError]
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.plan()
    async with sqlite_database.write() as session:
        if prepare == "unwanted":
            await session.execute(update(PlannedMessage).values(wanted=False))
        if prepare == "broken":
            await session.execute(update(PlannedMessage).values(body="{heure}"))
    if prepare == "cancelled":
        await story.state(MilestoneState.CANCELLED)
    if prepare == "twice":
        await story.approve()

    with pytest.raises(error):
        await story.approve()


async def test_an_unknown_plan_is_refused(sqlite_database: Database, clock: MovableClock) -> None:
    async with sqlite_database.write() as session:
        with pytest.raises(NoSuchPlanError):
            await approve_plan(session, 7, 1, clock())
        with pytest.raises(NoSuchPlanError):
            await get_plan(session, 7)


async def test_a_changed_message_waits_for_its_own_approval(
    database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(database, clock)
    await story.approve()

    await wish(story, Moment.J7, "Autre texte : {quand}.")
    await story.until(paris(5, 10))
    assert story.new(AMAR) == []
    changed = (await story.planned())[Moment.J7]
    assert changed.state is BroadcastState.TO_APPROVE
    async with database.write() as session:
        await approve(session, changed.id, story.place.user_id, clock(), ALONE)
    await story.go_on()

    assert story.new(AMAR) == ["Autre texte : mardi 12 mai, de 9 h à 12 h."]


async def test_a_text_nobody_approved_does_not_leave_because_the_date_moved(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.approve()
    await wish(story, Moment.J1, "Autre texte : {quand}.")

    await story.state(MilestoneState.CANCELLED)
    await story.state(MilestoneState.PLANNED)
    await story.move(6)  # the eve at 17:00 is tomorrow
    await story.until(paris(5, 18))

    assert not any("Autre texte" in text for text in story.new(AMAR))
    waiting = [one for one in await story.broadcasts() if "Autre" in one.body]
    assert {one.state for one in waiting} == {BroadcastState.TO_APPROVE}
    assert waiting[-1].scheduled_at == paris(5, 17)


async def test_a_text_approved_late_is_for_those_who_do_not_know_the_date(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.approve()
    await wish(story, Moment.J7, "Autre texte : {quand}.")
    clock.moment = paris(5, 11)
    await story.change(starts_at=paris(12, 14), ends_at=paris(12, 17))
    await story.change(starts_at=paris(12, 15), ends_at=paris(12, 17))
    waiting = (await story.planned())[Moment.J7]
    assert waiting.state is BroadcastState.TO_APPROVE

    await story.write()
    await story.go_on()
    assert len(story.new(AMAR)) == 1
    async with sqlite_database.write() as session:
        await approve(session, waiting.id, story.place.user_id, clock(), ALONE)
    await story.go_on()

    assert story.new(AMAR) == []


async def test_a_message_is_added_and_taken_out_of_an_approved_plan(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await wish(story, Moment.J1, "La veille.", wanted=False)
    await story.approve()

    await wish(story, Moment.J1, "La veille : {quand}.")
    added = (await story.planned())[Moment.J1]
    assert (added.state, added.scheduled_at) == (BroadcastState.TO_APPROVE, paris(11, 17))
    await wish(story, Moment.J1, "La veille : {quand}.", wanted=False)
    await wish(story, Moment.DONE, "Fini.", wanted=False)

    planned = await story.planned()
    assert planned[Moment.J1].state is BroadcastState.CANCELLED
    assert planned[Moment.DONE].state is BroadcastState.CANCELLED
    await wish(story, Moment.J30, "Trop tard : {quand}.", wanted=False)
    with pytest.raises(MomentPassedError):
        await wish(story, Moment.J30, "Trop tard : {quand}.")


async def test_what_left_can_no_more_be_changed(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.approve()
    await story.until(paris(5, 10))

    with pytest.raises(MessageLeftError):
        await wish(story, Moment.J7, "Autre texte : {quand}.")
    with pytest.raises(NoSuchMessageError):
        await wish(story, Moment.MOVED, "Autre texte : {quand}.")
    with pytest.raises(UnknownPlaceholderError):
        await wish(story, Moment.J1, "{heure}")


async def test_a_stopped_plan_sends_nothing_more_and_can_be_approved_again(
    database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(database, clock)
    await story.approve()
    clock.moment = paris(5, 10)
    await story.tick()
    await story.send_only(1)
    plan = await story.plan()

    async with database.write() as session:
        assert await stop_plan(session, plan.id, story.place.user_id, clock()) == len(HOMES) - 1
    await story.until(paris(11, 17))
    assert len(story.gateway.sent) == 1
    async with database.write() as session:
        with pytest.raises(PlanNotRunningError):
            await stop_plan(session, plan.id, story.place.user_id, clock())
    clock.moment = paris(11, 9)
    await story.approve()
    await story.until(paris(11, 17))

    assert len(story.new(DIOP)) >= 1
    assert (await story.planned())[Moment.J1].state in (
        BroadcastState.SENDING,
        BroadcastState.DONE,
    )


async def test_the_message_of_the_end_waits_for_the_milestone_however_long(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.approve()
    await story.until(clock() + timedelta(days=60))
    assert (await story.planned())[Moment.DONE].state is BroadcastState.SCHEDULED

    await story.state(MilestoneState.DONE)

    done = (await story.planned())[Moment.DONE]
    assert (done.scheduled_at, done.expires_at) == (clock(), clock() + timedelta(days=7))
