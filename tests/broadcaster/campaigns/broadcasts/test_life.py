"""A broadcast's life before it is sent: written, planned, cancelled, refused."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.approval import reschedule, submit
from broadcaster.campaigns.broadcasts.control import cancel
from broadcaster.campaigns.broadcasts.drafts import draft_of
from broadcaster.campaigns.broadcasts.life import EDITABLE, get_broadcast, list_broadcasts, move
from broadcaster.campaigns.broadcasts.writing import create_draft, duplicate, update_draft
from broadcaster.campaigns.models import BroadcastState
from broadcaster.campaigns.refusals import (
    CampaignRefusedError,
    CannotBeCancelledError,
    EmptyTextError,
    EmptyTitleError,
    NobodyInAudienceError,
    NoSuchBroadcastError,
    NoSuchMilestoneError,
    NotADraftError,
    ScheduledInThePastError,
    TitleTooLongError,
    UnknownPlaceholderError,
)
from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.register.optouts import opt_out
from broadcaster.sending.mailings import mailing_of
from broadcaster.staff import audit
from tests.broadcaster.campaigns.neighbourhood import (
    ALONE,
    Home,
    Neighbourhood,
    Phone,
    build,
    mobile,
    scheduled,
)


@pytest.fixture
async def place(database: Database, now: datetime) -> Neighbourhood:
    return await build(database, now, [Home("Amar", [Phone(mobile(1))])])


async def sentences(database: Database) -> list[str]:
    async with database.read() as session:
        return [entry.sentence for entry in await audit.entries(session, before_id=None, limit=9)]


async def test_a_draft_is_kept_clean(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    draft = replace(place.draft(), title=" Coupure\n d’eau ", body=" « Eau »\r\n{quand}\x00… ")

    async with database.write() as session:
        made = await create_draft(session, draft, place.user_id, now)

    async with database.read() as session:
        kept = await get_broadcast(session, made.id)
        assert (kept.title, kept.body) == ("Coupure d'eau", '"Eau"\n{quand}...')
        assert (kept.state, kept.created_by_id) == (BroadcastState.DRAFT, place.user_id)
        assert draft_of(kept).audience == place.everybody
        assert [listed.id for listed in await list_broadcasts(session)] == [made.id]


async def test_a_draft_is_changed_planned_and_cancelled_with_a_trace(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    at = datetime(2026, 5, 11, 9, 30, tzinfo=PARIS)
    async with database.write() as session:
        made = await create_draft(session, place.draft(), place.user_id, now)
    async with database.write() as session:
        changed = replace(place.draft("Autre texte."), title="Eau")
        assert (await update_draft(session, made.id, changed, place.user_id, now)).title == "Eau"
    async with database.write() as session:
        planned = await submit(session, made.id, at, place.user_id, now, ALONE)
        assert (planned.state, planned.scheduled_at) == (BroadcastState.SCHEDULED, at)
        assert planned.body == "Autre texte."
    async with database.write() as session:
        assert await cancel(session, made.id, place.user_id, now) == 0

    async with database.read() as session:
        assert (await get_broadcast(session, made.id)).state is BroadcastState.CANCELLED
    written = await sentences(database)
    assert len(written) == 5
    assert "a validé" in written[1]
    assert "lundi 11 mai, 9 h 30" in written[2]
    assert all("Eau" in sentence for sentence in written[:4])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({"title": "\n "}, EmptyTitleError, id="no title"),
        pytest.param({"title": "a" * 161}, TitleTooLongError, id="long title"),
        pytest.param({"body": ""}, EmptyTextError, id="no text"),
        pytest.param({"body": "Bonjour {prenom}"}, UnknownPlaceholderError, id="unknown word"),
        pytest.param({"milestone_id": 999}, NoSuchMilestoneError, id="lost milestone"),
    ],
)
async def test_a_wrong_draft_is_refused_and_nothing_kept(
    database: Database,
    place: Neighbourhood,
    now: datetime,
    change: dict[str, str],
    error: type[CampaignRefusedError],
) -> None:
    draft = replace(place.draft(), **change)  # type: ignore[arg-type]  # any field of a draft

    async with database.write() as session:
        made = await create_draft(session, place.draft(), place.user_id, now)
    async with database.write() as session:
        with pytest.raises(error):
            await create_draft(session, draft, place.user_id, now)
        with pytest.raises(error):
            await update_draft(session, made.id, draft, place.user_id, now)

    async with database.read() as session:
        assert draft_of(await get_broadcast(session, made.id)) == place.draft()
    assert len(await sentences(database)) == 1


@pytest.mark.parametrize(
    ("late", "accepted"),
    [
        pytest.param(timedelta(seconds=59), True, id="this minute is now"),
        pytest.param(timedelta(minutes=2), False, id="two minutes ago"),
        pytest.param(timedelta(days=1), False, id="yesterday"),
    ],
)
async def test_the_past_is_refused(
    database: Database, place: Neighbourhood, now: datetime, late: timedelta, accepted: bool
) -> None:
    async with database.write() as session:
        made = await create_draft(session, place.draft(), place.user_id, now)
        if accepted:
            planned = await submit(session, made.id, now - late, place.user_id, now, ALONE)
            assert planned.scheduled_at == now
        else:
            with pytest.raises(ScheduledInThePastError, match="déjà passée"):
                await submit(session, made.id, now - late, place.user_id, now, ALONE)


async def test_nobody_is_refused(database: Database, place: Neighbourhood, now: datetime) -> None:
    nowhere = Audience(site_id=place.site_id, building_ids=(place.buildings["B"],))
    async with database.write() as session:
        made = await create_draft(session, place.draft(audience=nowhere), place.user_id, now)
        with pytest.raises(NobodyInAudienceError, match="Aucun foyer"):
            await submit(session, made.id, None, place.user_id, now, ALONE)


async def test_only_people_who_asked_for_silence_are_nobody(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        await opt_out(session, mobile(1), source="keyword", now=now)
        made = await create_draft(session, place.draft(), place.user_id, now)
        with pytest.raises(NobodyInAudienceError):
            await submit(session, made.id, None, place.user_id, now, ALONE)


async def test_what_is_planned_can_be_changed_until_its_release_and_is_a_draft_again(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    broadcast_id = await scheduled(database, place, now)

    async with database.write() as session:
        changed = await update_draft(session, broadcast_id, place.draft("Autre."), 1, now)
        assert (changed.state, changed.approved_at) == (BroadcastState.DRAFT, None)
        mailing = await mailing_of(session, broadcast_id)
        assert mailing is not None
        assert mailing.approved_at is None
    async with database.write() as session:
        again = await submit(session, broadcast_id, None, place.user_id, now, ALONE)
        assert (again.state, again.body) == (BroadcastState.SCHEDULED, "Autre.")


async def test_what_is_being_released_is_no_longer_changed(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    broadcast_id = await scheduled(database, place, now)
    async with database.write() as session:
        await move(session, broadcast_id, EDITABLE, BroadcastState.RELEASING)

    async with database.write() as session:
        with pytest.raises(NotADraftError):
            await update_draft(session, broadcast_id, place.draft(), place.user_id, now)
        with pytest.raises(NotADraftError):
            await submit(session, broadcast_id, None, place.user_id, now, ALONE)
        with pytest.raises(NotADraftError):
            await reschedule(session, broadcast_id, None, place.user_id, now)


async def test_another_moment_needs_no_other_approval(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    broadcast_id = await scheduled(database, place, now)
    later = now + timedelta(days=2)

    async with database.write() as session:
        moved = await reschedule(session, broadcast_id, later, place.user_id, now)

    assert (moved.state, moved.scheduled_at) == (BroadcastState.SCHEDULED, later)
    assert moved.approved_at == now


async def test_a_copy_is_a_new_draft(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    broadcast_id = await scheduled(database, place, now)

    async with database.write() as session:
        copy = await duplicate(session, broadcast_id, place.user_id, now)
        original = await get_broadcast(session, broadcast_id)

    assert copy.id != original.id
    assert copy.state is BroadcastState.DRAFT
    assert draft_of(copy) == draft_of(original)


async def test_what_is_cancelled_stays_cancelled(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    broadcast_id = await scheduled(database, place, now)

    async with database.write() as session:
        await cancel(session, broadcast_id, place.user_id, now)
    async with database.write() as session:
        with pytest.raises(CannotBeCancelledError):
            await cancel(session, broadcast_id, place.user_id, now)


@pytest.mark.parametrize("broadcast_id", [999, 0, -1, 2**70])
async def test_an_unknown_broadcast_is_refused(
    database: Database, place: Neighbourhood, now: datetime, broadcast_id: int
) -> None:
    async with database.write() as session:
        with pytest.raises(NoSuchBroadcastError):
            await update_draft(session, broadcast_id, place.draft(), place.user_id, now)
        with pytest.raises(NoSuchBroadcastError):
            await submit(session, broadcast_id, None, place.user_id, now, ALONE)
        with pytest.raises(NoSuchBroadcastError):
            await cancel(session, broadcast_id, place.user_id, now)
