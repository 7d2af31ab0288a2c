"""The works calendar that a landlord's system pushes, moves and reads."""

from datetime import datetime, timedelta

from sqlalchemy import select

from broadcaster.campaigns.plans.planning import derive_plan
from broadcaster.database import Database
from broadcaster.register.models import Contact
from broadcaster.sending.models import Delivery, DeliveryState, Lane
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.telling import truth_of
from tests.broadcaster.api.conftest import MakeKey
from tests.broadcaster.api.system import CUT, System, milestone


async def test_a_milestone_and_a_cut_are_read_back_as_they_were_sent(system: System) -> None:
    pushed = await system.post("/works", {"works": [milestone(state="confirmed"), CUT]})
    assert (pushed.status, pushed.body["added"]) == (200, 2)
    read = (await system.get("/works/E1")).body
    assert read["title"] == "Échafaudage"
    assert (read["kind"], read["state"], read["building"]) == ("scaffolding", "confirmed", "A")
    # Whole days of Paris: from their first moment to the midnight after the last.
    assert read["starts_at"] == "2026-05-17T22:00:00Z"
    assert read["ends_at"] == "2026-05-22T22:00:00Z"
    cut = (await system.get("/works/C1?type=cut")).body
    assert (cut["kind"], cut["starts_at"]) == ("water", "2026-05-12T07:00:00Z")
    assert [one["reference"] for one in (await system.get("/works")).body["items"]] == ["E1"]
    cuts = (await system.get("/works?type=cut&site=LIL")).body["items"]
    assert [one["reference"] for one in cuts] == ["C1"]


async def test_wrong_lines_are_pointed_at_and_nothing_is_kept(system: System) -> None:
    lines = [
        milestone(),
        milestone("E2", building="Z"),
        milestone("E3", ends="2026-05-01"),
        milestone("E4", starts="2026-05-18T09:00:00+02:00"),
    ]
    refused = await system.post("/works", {"works": lines})
    assert refused.status == 422
    assert set(refused.pointers) == {"/works/1/building", "/works/2/ends", "/works/3/ends"}
    assert (await system.get("/works/E1")).status == 404


async def test_a_kind_that_is_none_is_refused(system: System) -> None:
    refused = await system.post("/works", {"works": [milestone(kind="jardinage")]})
    assert refused.status == 422
    assert refused.pointers == ["/works/0/milestone/kind"]


async def _tell(database: Database, now: datetime) -> None:
    """Let the tenants of the site have been told the dates of E1."""
    async with database.write() as session:
        one = (await session.scalars(select(Milestone))).one()
        await derive_plan(session, one, now)
        for contact in await session.scalars(select(Contact)):
            session.add(
                Delivery(
                    contact_id=contact.id, household_id=contact.household_id, lane=Lane.BULK,
                    sender="+33199000100", to_number=contact.number, body="…", segments=1,
                    state=DeliveryState.DELIVERED, due_at=now, created_at=now, updated_at=now,
                    milestone_id=one.id, told=truth_of(one),
                )
            )  # fmt: skip


async def test_who_was_told_the_old_date_is_named_before_and_corrected_after_a_move(
    system: System, database: Database, now: datetime
) -> None:
    await system.post("/works", {"works": [milestone()]})
    await _tell(database, now)
    window = {"starts": "2026-06-01", "ends": "2026-06-05"}
    tried = await system.post("/milestones/E1/move?dry_run=true", window)
    assert tried.status == 200
    [consequence] = tried.body["consequences"]
    assert (consequence["reference"], consequence["to_correct"]) == ("E1", 2)
    [correction] = consequence["corrections"]
    assert "1 au vendredi 5 juin" in correction["text"] or "1er juin" in correction["text"]
    assert correction["needs_approval"]
    assert (await system.get("/works/E1")).body["starts_at"] == "2026-05-17T22:00:00Z"
    moved = await system.post("/milestones/E1/move", window)
    assert moved.body["consequences"] == tried.body["consequences"]
    assert moved.body["work"]["confirmed_by"] == "Logiciel du bailleur"
    assert (await system.get("/works/E1")).body["starts_at"] == "2026-05-31T22:00:00Z"


async def test_a_push_with_other_dates_has_the_same_consequences(
    system: System, database: Database, now: datetime
) -> None:
    await system.post("/works", {"works": [milestone()]})
    await _tell(database, now)
    later = milestone(starts="2026-06-01", ends="2026-06-05")
    pushed = await system.post("/works", {"works": [later]})
    assert pushed.body["changed"] == 1
    assert [one["to_correct"] for one in pushed.body["consequences"]] == [2]


async def test_a_cut_moves_with_its_hours(system: System) -> None:
    await system.post("/works", {"works": [CUT]})
    whole_day = await system.post("/cuts/C1/move", {"starts": "2026-05-13"})
    assert (whole_day.status, whole_day.pointers) == (422, ["/starts"])
    hours = {"starts": "2026-05-13T08:00:00Z", "ends": "2026-05-13T10:00:00Z"}
    assert (await system.post("/cuts/C1/move", hours)).status == 200
    cut = (await system.get("/works/C1?type=cut")).body
    assert cut["starts_at"] == "2026-05-13T08:00:00Z"


async def test_a_key_of_one_site_moves_nothing_of_another(
    system: System, make_key: MakeKey, estate: dict[str, int]
) -> None:
    await system.post("/works", {"works": [milestone()]})
    of_moulins = System(system.client, await make_key(sites=[estate["Les Moulins"]]))
    assert (await of_moulins.get("/works")).body["items"] == []
    assert (await of_moulins.post("/milestones/E1/move", {"starts": "2026-06-01"})).status == 404
    taken = milestone(site="Les Moulins")
    refused = await of_moulins.post("/works", {"works": [taken]})
    assert refused.pointers == ["/works/0/reference"]


async def test_a_milestone_that_is_cancelled_says_so(system: System, database: Database) -> None:
    await system.post("/works", {"works": [milestone(), milestone("E2", state="cancelled")]})
    assert (await system.get("/works/E2")).body["cancelled"]
    async with database.read() as session:
        states = select(Milestone.state).order_by(Milestone.reference)
        found = list(await session.scalars(states))
    assert found == [MilestoneState.PLANNED, MilestoneState.CANCELLED]


async def test_moving_back_and_forth_within_a_day_is_followed(
    system: System, database: Database, now: datetime
) -> None:
    await system.post("/works", {"works": [milestone()]})
    await _tell(database, now)
    await system.post("/milestones/E1/move", {"starts": "2026-06-01"})
    back = await system.post("/milestones/E1/move", {"starts": "2026-05-18", "ends": "2026-05-22"})
    assert back.body["work"]["starts_at"] == "2026-05-17T22:00:00Z"
    assert timedelta(days=5) == datetime.fromisoformat(
        back.body["work"]["ends_at"]
    ) - datetime.fromisoformat(back.body["work"]["starts_at"])
