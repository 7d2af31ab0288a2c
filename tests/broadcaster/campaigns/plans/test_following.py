"""Following: when a milestone moves, so do its messages, and whoever was told wrong learns it."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from broadcaster.campaigns.broadcasts.approval import approve
from broadcaster.campaigns.broadcasts.control import cancel, pause
from broadcaster.campaigns.models import BroadcastKind, BroadcastState, Moment
from broadcaster.campaigns.plans.following import (
    COURTESY,
    follow_all,
    follow_milestone,
    mend,
)
from broadcaster.console.works.changes import change
from broadcaster.console.works.form import MilestoneChanges
from broadcaster.database import Database
from broadcaster.register.models import Consent, Contact
from broadcaster.register.optouts import opt_out
from broadcaster.sending.gateways.gateway import OutcomeUnknownError, RefusedError, ThrottledError
from broadcaster.sending.models import DeliveryState
from broadcaster.staff.alerts import open_alerts
from broadcaster.staff.audit import entries
from broadcaster.staff.models import StaffUser
from broadcaster.tabular import read_table
from broadcaster.works.importing import import_works
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.scopes import Scope
from tests.broadcaster.campaigns.neighbourhood import ALONE, Home, Phone, mobile
from tests.broadcaster.campaigns.plans.story import (
    AMAR,
    BACRI,
    CROS,
    DIOP,
    HOMES,
    Story,
    paris,
    told,
)
from tests.support.clock import MovableClock

EVERYBODY = {AMAR, BACRI, CROS, DIOP}
ASK = " Une question ? Répondez à ce SMS."


def j7(when: str) -> str:
    return f"Votre salle de bain : {when}. Videz la pièce avant.{ASK}"


def j1(when: str) -> str:
    return f"Rappel. Votre salle de bain : {when}. Mettez de l'eau en réserve.{ASK}"


def moved(when: str) -> str:
    return f"Votre salle de bain : la date change. C'est : {when}.{ASK}"


def on(day: str) -> str:
    return f"{day} mai, de 9 h à 12 h"


TUESDAY_12, WEDNESDAY_13, WEDNESDAY_20 = on("mardi 12"), on("mercredi 13"), on("mercredi 20")
AFTERNOON = "mardi 12 mai, de 14 h à 17 h"
DONE = f"Votre salle de bain est refaite. Une fuite ? Dites-le vite.{ASK}"
OFF = (
    "Travaux. Salle de bain : cela n'a plus lieu chez vous. "
    f"Ne tenez pas compte du message d'avant.{ASK}"
)


def news(story: Story) -> dict[str, list[str]]:
    return {number: got for number in sorted(EVERYBODY) if (got := story.new(number))}


def all_get(*texts: str) -> dict[str, list[str]]:
    return {number: list(texts) for number in sorted(EVERYBODY)}


async def sent_j7(database: Database, clock: MovableClock) -> Story:
    """Everybody was told the 12th on the 5th."""
    story = await Story.begin(database, clock)
    await story.approve()
    await story.until(paris(5, 10))
    assert news(story) == all_get(j7(TUESDAY_12))
    return story


async def half_sent_j7(database: Database, clock: MovableClock) -> tuple[Story, set[str]]:
    """Two of four were told the 12th, the messages of the others wait."""
    story = await Story.begin(database, clock)
    await story.approve()
    clock.moment = paris(5, 10)
    await story.tick()
    informed = await story.send_only(2)
    assert len(informed) == 2
    news(story)
    return story, informed


async def test_a_milestone_that_stays_is_told_at_its_moments(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)

    await story.until(paris(11, 17))
    assert news(story) == all_get(j1(TUESDAY_12))
    await story.until(paris(12, 13))
    await story.state(MilestoneState.DONE)
    await story.go_on()

    assert news(story) == all_get(DONE)
    assert await story.broadcasts(BroadcastKind.CORRECTION) == []
    assert await story.wrong() == []


async def test_before_anything_was_told_the_messages_just_move(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.approve()

    await story.move(20)

    planned = await story.planned()
    assert planned[Moment.J7].scheduled_at == paris(13, 10)
    assert planned[Moment.J1].scheduled_at == paris(19, 17)
    # The 30th day before is over, and the 7th far enough away for it to be told now.
    assert planned[Moment.J30].scheduled_at == clock()
    await story.go_on()
    assert news(story) == all_get(f"Nous refaisons votre salle de bain : {WEDNESDAY_20}. "
                                  f"Soyez présent.{ASK}")  # fmt: skip


async def test_those_already_told_get_one_correction_and_the_others_the_new_date(
    database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(database, clock)
    others = EVERYBODY - informed

    await story.change(starts_at=paris(12, 14), ends_at=paris(12, 17))
    assert await story.kept_back() == others
    await story.go_on()
    await story.go_on()

    assert news(story) == {
        number: [moved(AFTERNOON) if number in informed else j7(AFTERNOON)]
        for number in sorted(EVERYBODY)
    }
    assert await story.wrong() == []
    await story.until(paris(11, 17))
    assert news(story) == all_get(j1(AFTERNOON))


async def test_who_was_not_told_waits_for_the_moment_when_that_lies_ahead(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(sqlite_database, clock)

    await story.move(13)
    await story.go_on()
    assert news(story) == {number: [moved(WEDNESDAY_13)] for number in sorted(informed)}
    await story.until(paris(6, 10))

    assert news(story) == all_get(j7(WEDNESDAY_13))


async def test_a_later_date_is_announced_again_in_its_time(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(sqlite_database, clock)

    await story.move(20)
    await story.go_on()
    lost = f"Nous refaisons votre salle de bain : {WEDNESDAY_20}. Soyez présent.{ASK}"
    assert news(story) == {
        number: [moved(WEDNESDAY_20) if number in informed else lost]
        for number in sorted(EVERYBODY)
    }
    await story.until(paris(13, 10))
    assert news(story) == all_get(j7(WEDNESDAY_20))
    await story.until(paris(19, 17))
    assert news(story) == all_get(j1(WEDNESDAY_20))


async def test_a_correction_keeps_courtesy_hours(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)

    clock.moment = paris(9, 21)  # Saturday evening
    await story.move(20)
    await story.go_on()
    assert news(story) == {}
    await story.until(paris(11, 8))

    assert news(story) == all_get(moved(WEDNESDAY_20))


async def test_a_correction_passes_the_limit_of_a_day(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock, most_a_day=1)
    await story.approve()
    await story.until(paris(5, 10))
    news(story)

    await story.move(20)
    await story.go_on()

    assert news(story) == all_get(moved(WEDNESDAY_20))


async def test_moving_twice_gives_one_correction_with_the_newest_date(
    database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(database, clock)

    await story.move(19)
    await story.tick()  # the first correction has its rows, none has left
    await story.move(20)
    await story.go_on()

    assert news(story) == all_get(moved(WEDNESDAY_20))
    states = [one.state for one in await story.broadcasts(BroadcastKind.CORRECTION)]
    assert states == [BroadcastState.CANCELLED, BroadcastState.DONE]


async def test_moving_back_before_a_correction_left_corrects_nobody(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)

    await story.move(20)
    await story.tick()
    await story.move(12)
    await story.go_on()

    assert news(story) == {}
    await story.until(paris(11, 17))
    assert news(story) == all_get(j1(TUESDAY_12))


async def test_moving_back_corrects_those_alone_who_were_corrected(
    database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(database, clock)

    await story.move(20)
    await story.tick()
    corrected = await story.send_only(3)
    assert len(corrected) == 3
    news(story)
    await story.move(12)
    await story.go_on()

    assert news(story) == {number: [moved(TUESDAY_12)] for number in sorted(corrected)}
    assert await story.wrong() == []


async def test_narrowing_tells_those_outside_that_it_is_not_for_them(
    database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(database, clock)

    await story.narrow("A1")
    await story.go_on()

    inside = {AMAR, BACRI}
    expected = {number: [OFF] for number in informed - inside}
    expected |= {number: [j7(TUESDAY_12)] for number in inside - informed}
    assert news(story) == dict(sorted(expected.items()))
    assert await story.kept_back() == EVERYBODY - inside - informed
    await story.until(paris(11, 17))
    assert news(story) == {number: [j1(TUESDAY_12)] for number in sorted(inside)}


async def test_widening_tells_the_new_homes_alone(database: Database, clock: MovableClock) -> None:
    story = await Story.begin(database, clock)
    await story.narrow("A1")
    await story.approve()
    await story.until(paris(5, 10))
    assert set(news(story)) == {AMAR, BACRI}

    await story.widen()
    await story.go_on()

    assert news(story) == {number: [j7(TUESDAY_12)] for number in (CROS, DIOP)}
    await story.until(paris(11, 17))
    assert news(story) == all_get(j1(TUESDAY_12))


async def test_who_was_let_go_and_is_concerned_again_is_told_the_date(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)
    await story.narrow("A1")
    await story.go_on()
    assert news(story) == {number: [OFF] for number in (CROS, DIOP)}

    await story.widen()
    await story.go_on()

    assert news(story) == {number: [moved(TUESDAY_12)] for number in (CROS, DIOP)}
    assert await story.wrong() == []


async def test_a_flat_alone_is_told(sqlite_database: Database, clock: MovableClock) -> None:
    story = await Story.begin(sqlite_database, clock)
    flat_id = await story.flat_of(BACRI)
    await story.change(
        building_id=story.place.buildings["A"],
        staircase_id=story.place.staircases["A1"],
        flat_id=flat_id,
    )
    await story.approve()
    await story.until(paris(5, 10))

    assert set(news(story)) == {BACRI}


async def test_cancelling_stops_what_waits_and_corrects_who_was_told(
    database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(database, clock)

    await story.state(MilestoneState.CANCELLED)
    await story.go_on()

    assert news(story) == {number: [OFF] for number in sorted(informed)}
    assert await story.kept_back() == EVERYBODY - informed
    planned = await story.planned()
    assert planned[Moment.J1].state is BroadcastState.CANCELLED
    assert planned[Moment.DONE].state is BroadcastState.CANCELLED
    await story.until(paris(11, 17))
    assert news(story) == {}


async def test_what_takes_place_after_all_is_told_again(
    database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(database, clock)
    await story.state(MilestoneState.CANCELLED)
    await story.go_on()
    news(story)

    await story.state(MilestoneState.CONFIRMED)
    await story.go_on()

    assert news(story) == {
        number: [moved(TUESDAY_12) if number in informed else j7(TUESDAY_12)]
        for number in sorted(EVERYBODY)
    }
    await story.until(paris(11, 17))
    assert news(story) == all_get(j1(TUESDAY_12))
    await story.state(MilestoneState.DONE)
    await story.go_on()
    assert news(story) == all_get(DONE)


async def test_once_done_nobody_is_told_that_it_is_coming(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story, _ = await half_sent_j7(sqlite_database, clock)

    await story.state(MilestoneState.DONE)
    await story.go_on()

    assert news(story) == all_get(DONE)
    await story.until(paris(11, 17))
    assert news(story) == {}


async def test_what_was_said_to_be_done_by_mistake_is_corrected(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)
    await story.state(MilestoneState.DONE)
    await story.tick()
    mistaken = await story.send_only(1)
    news(story)

    await story.state(MilestoneState.UNDER_WAY)
    await story.go_on()
    assert news(story) == {number: [moved(TUESDAY_12)] for number in mistaken}
    await story.state(MilestoneState.DONE)
    await story.go_on()

    assert news(story) == all_get(DONE)


async def test_nobody_is_corrected_about_what_is_past(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)
    await story.until(paris(13, 9))
    news(story)

    await story.change(starts_at=paris(11, 9), ends_at=paris(11, 12))
    await story.go_on()

    assert news(story) == {}


async def test_who_still_waits_for_a_later_date_learns_of_one_that_is_past(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)
    clock.moment = paris(7, 9)

    await story.move(6)
    await story.go_on()

    assert news(story) == all_get(moved(on("mercredi 6")))


async def test_two_that_follow_at_once_act_once(database: Database, clock: MovableClock) -> None:
    story = await sent_j7(database, clock)
    await story.move(20, follow=False)
    elsewhere = Database(database.url.render_as_string(hide_password=False))

    async def follow(where: Database) -> bool:
        async with where.write() as session:
            return await follow_milestone(session, story.place.milestone_id, clock())

    async with asyncio.TaskGroup() as tasks:
        both = [tasks.create_task(follow(where)) for where in (database, elsewhere)]
    await elsewhere.close()

    assert sorted(task.result() for task in both) == [False, True]
    await story.go_on()
    assert news(story) == all_get(moved(WEDNESDAY_20))


async def test_a_change_nobody_followed_is_noticed(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(sqlite_database, clock)

    await story.move(13, follow=False)
    # The gate keeps back what is wrong even before the change is followed.
    await story.send()
    assert news(story) == {}
    await story.go_on()

    assert {number for number, got in news(story).items() if got == [moved(WEDNESDAY_13)]} == (
        informed
    )
    assert await story.wrong() == []


async def test_a_change_undone_before_anybody_followed_it(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(sqlite_database, clock)

    await story.move(13, follow=False)
    await story.send()  # the gate keeps the rest back
    await story.move(12)
    await story.go_on()

    assert news(story) == {number: [j7(TUESDAY_12)] for number in sorted(EVERYBODY - informed)}


@pytest.mark.parametrize(
    "late",
    [
        pytest.param([("undelivered", 30008)], id="lost"),
        pytest.param([("undelivered", 30008), ("delivered", None)], id="lost, then found"),
        pytest.param([("failed", 30008), ("delivered", None)], id="failed, then found"),
    ],
)
async def test_news_that_come_after_the_change(
    database: Database, clock: MovableClock, late: list[tuple[str, int | None]]
) -> None:
    story = await sent_j7(database, clock)
    first, *rest = late
    await story.report(AMAR, *first)

    await story.change(starts_at=paris(12, 14), ends_at=paris(12, 17))
    await story.go_on()
    expected = all_get(moved(AFTERNOON)) | {AMAR: [j7(AFTERNOON)]}
    assert news(story) == expected
    for status, code in rest:
        await story.report(AMAR, status, code, row=0)
    await story.go_on()

    assert await story.wrong() == []
    assert news(story) == {}


async def test_a_call_that_never_left_is_made_up_for(
    database: Database, clock: MovableClock
) -> None:
    """It was under way when the date moved, and came back after the corrections were written."""
    story = await Story.begin(database, clock, HOMES[:1])
    await story.approve()
    clock.moment = paris(5, 10)
    await story.tick()
    await story.claim()
    await story.change(starts_at=paris(12, 14), ends_at=paris(12, 17))
    await story.come_back()
    await story.go_on()
    await story.go_on()

    assert story.inbox(AMAR) == [j7(AFTERNOON)]


async def test_mending_is_for_those_alone_whose_message_was_kept_back(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)
    await story.change(starts_at=paris(12, 14), ends_at=paris(12, 17))
    await story.go_on()
    news(story)
    newcomer = await story.move_in("A1")

    await story.go_on()
    assert story.new(newcomer) == []
    await story.until(paris(11, 17))

    assert story.new(newcomer) == [j1(AFTERNOON)]


async def test_nothing_is_mended_before_the_change_was_followed(
    sqlite_database: Database, clock: MovableClock
) -> None:
    """It was moved back: whoever turns out to know the first date knows the right one."""
    story = await sent_j7(sqlite_database, clock)
    await story.report(AMAR, "failed")
    await story.move(13)
    await story.go_on()
    await story.move(12, follow=False)
    await story.report(AMAR, "delivered", row=0)

    async with sqlite_database.write() as session:
        assert await mend(session, story.place.milestone_id, clock()) == 0
    await story.go_on()

    assert await story.wrong() == []
    assert story.inbox(AMAR)[-1] != moved(WEDNESDAY_13)


async def test_an_unclear_message_may_have_told_the_old_date(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock, HOMES[:1])
    await story.approve()
    clock.moment = paris(5, 10)
    await story.tick()
    await story.send(OutcomeUnknownError("timeout"))

    await story.move(13)
    await story.until(paris(5, 12))

    assert story.inbox(AMAR) == [moved(WEDNESDAY_13)]


async def test_a_correction_that_fails_is_left_to_staff(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)

    await story.move(13)
    await story.tick()
    await story.send(RefusedError(21211, 400))
    await story.go_on()
    await story.go_on()

    (failed,) = await story.wrong()
    assert failed.told == told(12)
    assert len(await story.broadcasts(BroadcastKind.CORRECTION)) == 1


async def test_a_throttled_correction_leaves_later(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)

    await story.move(13)
    await story.tick()
    await story.send(ThrottledError())
    clock.advance(timedelta(minutes=5))
    await story.go_on()

    assert news(story) == all_get(moved(WEDNESDAY_13))


async def test_silence_is_kept(sqlite_database: Database, clock: MovableClock) -> None:
    story = await sent_j7(sqlite_database, clock)
    async with sqlite_database.write() as session:
        await opt_out(session, AMAR, source="keyword", now=clock())

    await story.move(13)
    await story.go_on()

    assert set(news(story)) == EVERYBODY - {AMAR}
    assert [belief.number for belief in await story.wrong()] == [AMAR]


async def test_who_refused_since_is_not_written_to(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)
    async with sqlite_database.write() as session:
        of_amar = update(Contact).where(Contact.number == AMAR)
        await session.execute(of_amar.values(consent=Consent.REFUSED))

    await story.move(13)
    await story.go_on()

    assert set(news(story)) == EVERYBODY - {AMAR}
    assert [belief.number for belief in await story.wrong()] == [AMAR]


async def test_without_a_plan_somebody_approves_the_correction(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.write()
    await story.go_on()
    assert len(news(story)) == 4

    await story.move(20)
    await story.go_on()
    assert news(story) == {}
    (correction,) = await story.broadcasts(BroadcastKind.CORRECTION)
    assert correction.state is BroadcastState.TO_APPROVE
    async with sqlite_database.write() as session:
        (alert,) = await open_alerts(session)
        await approve(session, correction.id, story.place.user_id, clock(), ALONE)
    await story.go_on()

    assert "4 téléphones ont reçu l'ancienne information" in alert.sentence
    assert news(story) == all_get(moved(WEDNESDAY_20))


async def test_approving_the_plan_approves_the_correction(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.write()
    await story.go_on()
    await story.move(20)
    news(story)

    await story.approve()
    await story.go_on()

    assert news(story) == all_get(moved(WEDNESDAY_20))


async def test_what_was_written_by_hand_and_waits_leaves_with_the_new_date(
    database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(database, clock)
    await story.write()
    await story.tick()
    informed = await story.send_only(1)
    news(story)

    await story.move(13)
    original, copy = await story.broadcasts(BroadcastKind.WRITTEN)
    assert copy.title == f"{original.title} : pour les messages que le changement a retenus"
    await story.go_on()
    await story.go_on()

    assert news(story) == {
        number: [f"Travaux : {WEDNESDAY_13}."] for number in sorted(EVERYBODY - informed)
    }
    assert len(await story.broadcasts(BroadcastKind.WRITTEN)) == 2


async def test_what_staff_paused_stays_so_when_the_date_moves(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    written = await story.write()
    await story.tick()
    async with sqlite_database.write() as session:
        await pause(session, written, story.place.user_id, clock())

    await story.move(13)
    await story.go_on()

    assert news(story) == {}
    newest = (await story.broadcasts(BroadcastKind.WRITTEN))[-1]
    assert newest.state is BroadcastState.TO_APPROVE


async def test_whoever_was_told_beyond_the_scope_hears_of_the_new_date(
    database: Database, clock: MovableClock
) -> None:
    """Staff told the whole estate of works in one building: to the rest, it is not narrowed."""
    story = await Story.begin(database, clock)
    await story.change(building_id=story.place.buildings["A"])
    await story.approve()
    await story.write()
    await story.go_on()
    news(story)

    await story.narrow("A1")
    await story.go_on()
    assert news(story) == {CROS: [OFF]}
    await story.move(13)
    await story.go_on()

    assert set(news(story)) == {AMAR, BACRI, DIOP}


async def test_a_message_about_to_leave_leaves_when_only_the_places_change(
    sqlite_database: Database, clock: MovableClock
) -> None:
    """It repeats to those inside what they were told a month before."""
    clock.moment = paris(11, 9, month=4)
    story = await Story.begin(sqlite_database, clock)
    await story.approve()
    await story.until(paris(11, 10, month=4))
    assert len(news(story)) == 4

    clock.moment = paris(5, 10)
    await story.narrow("A1")
    await story.go_on()

    assert news(story) == {
        AMAR: [j7(TUESDAY_12)], BACRI: [j7(TUESDAY_12)], CROS: [OFF], DIOP: [OFF],
    }  # fmt: skip


async def test_a_first_message_about_to_leave_leaves_once(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.approve()
    clock.moment = paris(5, 10)

    await story.narrow("A1")
    await story.go_on()

    assert news(story) == {number: [j7(TUESDAY_12)] for number in (AMAR, BACRI)}
    assert len([one for one in await story.broadcasts() if one.moment is Moment.J7]) == 1


async def test_a_release_under_way_goes_on_where_it_still_takes_place(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.approve()
    clock.moment = paris(5, 10)
    await story.begin_release(Moment.J7)

    await story.narrow("A1")
    await story.go_on()

    assert news(story) == {number: [j7(TUESDAY_12)] for number in (AMAR, BACRI)}


async def test_what_waits_overnight_is_prepared_once(
    database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(database, clock)
    clock.moment = paris(5, 21)
    await story.change(starts_at=paris(12, 14), ends_at=paris(12, 17))
    for _tick in range(3):
        await story.go_on()
    assert news(story) == {}
    planned = [one for one in await story.broadcasts() if one.moment is Moment.J7]
    assert len(planned) == 2

    await story.until(paris(6, 8))

    assert set(news(story)) == EVERYBODY
    assert len(informed) == 2


async def test_a_release_waits_until_the_change_was_followed(
    sqlite_database: Database, clock: MovableClock
) -> None:
    """A correction that would tell what is no longer so is not even written."""
    story = await sent_j7(sqlite_database, clock)
    await story.move(20)
    await story.move(21, follow=False)

    assert await story.releaser.release_due(clock()) == 0
    await story.go_on()

    assert news(story) == all_get(moved(on("jeudi 21")))


async def test_what_staff_stopped_does_not_come_back(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.approve()
    planned = await story.planned()
    async with sqlite_database.write() as session:
        await cancel(session, planned[Moment.J7].id, story.place.user_id, clock())

    await story.move(13)
    await story.until(paris(6, 10))
    assert news(story) == {}
    await story.until(paris(12, 17))
    assert news(story) == all_get(j1(WEDNESDAY_13))


async def test_nothing_comes_in_the_place_of_what_staff_stopped(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await Story.begin(sqlite_database, clock)
    await story.approve()
    planned = await story.planned()
    async with sqlite_database.write() as session:
        await cancel(session, planned[Moment.J7].id, story.place.user_id, clock())
    clock.moment = paris(5, 11)

    await story.change(starts_at=paris(12, 14), ends_at=paris(12, 17))
    await story.go_on()

    assert news(story) == {}


async def test_what_staff_hold_waits_for_them_when_the_date_moves(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story, informed = await half_sent_j7(sqlite_database, clock)
    planned = await story.planned()
    async with sqlite_database.write() as session:
        await pause(session, planned[Moment.J7].id, story.place.user_id, clock())

    await story.change(starts_at=paris(12, 14), ends_at=paris(12, 17))
    await story.go_on()

    assert set(news(story)) == informed  # their correction
    newest = (await story.planned())[Moment.J7]
    assert newest.state is BroadcastState.TO_APPROVE


async def test_a_correction_staff_stopped_does_not_come_back(
    sqlite_database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(sqlite_database, clock)
    await story.move(13)
    (correction,) = await story.broadcasts(BroadcastKind.CORRECTION)
    async with sqlite_database.write() as session:
        await cancel(session, correction.id, story.place.user_id, clock())

    await story.go_on()

    assert news(story) == {}
    assert len(await story.wrong()) == 4


async def test_a_number_of_two_households_hears_once(
    database: Database, clock: MovableClock
) -> None:
    shared = Phone(mobile(9))
    homes = [Home("Amar", [shared], "A1"), Home("Bacri", [shared], "B1")]
    story = await Story.begin(database, clock, homes)
    await story.approve()
    await story.until(paris(5, 10))

    await story.narrow("B1")
    await story.go_on()
    assert story.inbox(shared.number) == [j7(TUESDAY_12)]  # one of its homes is still concerned
    await story.move(13)
    await story.go_on()

    assert story.inbox(shared.number) == [j7(TUESDAY_12), moved(WEDNESDAY_13)]
    assert {row.state for row in await story.rows(shared.number)} == {DeliveryState.ACCEPTED}


async def test_an_import_moves_the_messages_with_the_date(
    database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    story = await sent_j7(database, clock)
    file = tmp_path / "works.csv"
    file.write_text(
        "type;référence;nature;début;fin\nétape;M1;salle de bain;20/05/2026 9h;20/05/2026 12h\n",
        encoding="utf-8",
    )

    async with database.write() as session:
        await import_works(session, read_table(file), clock())
        assert await follow_all(session, clock()) == 1
        assert await follow_all(session, clock()) == 0
    await story.go_on()

    assert {number: "20 mai" in got for number, (got,) in news(story).items()} == dict.fromkeys(
        sorted(EVERYBODY), True
    )


async def test_a_change_in_the_console_moves_the_messages_with_the_date(
    database: Database, clock: MovableClock
) -> None:
    story = await sent_j7(database, clock)

    async with database.write() as session:
        milestone = await session.get_one(Milestone, story.place.milestone_id)
        changes = MilestoneChanges(
            milestone.kind, milestone.title, Scope.of(milestone), paris(20, 9), paris(20, 12),
            MilestoneState.CONFIRMED, "",
        )  # fmt: skip
        user = await session.get_one(StaffUser, story.place.user_id)
        await change(session, milestone, changes, user, clock(), COURTESY)
        log = await entries(session, before_id=None, limit=5)
    await story.go_on()

    assert news(story) == all_get(moved(WEDNESDAY_20))
    assert "a suivi le changement de l'étape « Salle de bain » : 0 messages retenus, " in (
        log[0].sentence
    )
