"""Two editors on one milestone or cut: the second sees both versions, and nothing is lost."""

import asyncio

from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.works.models import Milestone, PlannedCut
from tests.broadcaster.console.journeys import Client, readable, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood

MINE = {"version": "1", "detail": "Ma longue phrase", "first_day": "2026-05-18",
        "last_day": "2026-05-19"}  # fmt: skip
THEIRS = {"version": "1", "detail": "Leur phrase", "title": "Échafaudage nord"}


async def _milestone(database: Database, place: Neighbourhood) -> Milestone:
    async with database.read() as session:
        return await session.get_one(Milestone, place.milestone_id)


async def test_the_second_editor_sees_both_versions_and_chooses_part_by_part(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    assert 'name="version" value="1"' in await text_of(client, path)
    await client.post(path, data=THEIRS)
    answer = await client.post(path, data={**MINE, "title": "Échafaudage"})
    text = readable(await answer.text())
    assert answer.status == 409
    for words in ("Deux versions", "Nadia Benali a enregistré", "Ma longue phrase", "Leur phrase",
                  "Échafaudage nord", "lundi 18 mai"):  # fmt: skip
        assert words in text
    before = await _milestone(database, neighbourhood)
    assert (before.detail, before.version) == ("Leur phrase", 2)
    chosen = {**MINE, "title": "Échafaudage", "version": "2"}
    picks = {"pick-title": "theirs", "pick-detail": "mine", "pick-dates": "mine"}
    await client.post(path, data=chosen | picks)
    after = await _milestone(database, neighbourhood)
    assert (after.detail, after.title, after.version) == (
        "Ma longue phrase",
        "Échafaudage nord",
        3,
    )


async def test_going_back_to_the_form_keeps_what_was_typed(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    await client.post(path, data=THEIRS)
    back = await client.post(path, data={**MINE, "version": "2", "action": "back"})
    text = await back.text()
    assert "Ma longue phrase" in text
    assert 'value="2026-05-18"' in text
    assert (await _milestone(database, neighbourhood)).detail == "Leur phrase"


async def test_two_who_write_the_same_need_not_choose(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    for _ in range(2):
        answer = await client.post(path, data=THEIRS)
        assert answer.status == 200
    assert (await _milestone(database, neighbourhood)).version == 2


async def test_nobody_confirms_a_date_that_was_moved_behind_their_back(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    await client.post(path, data=THEIRS)
    answer = await client.post(f"{path}/confirm", data={"version": "1"})
    assert "quelqu'un vient de changer cette ligne" in readable(await answer.text())


async def test_two_editors_of_a_cut_see_both_versions(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    async with database.read() as session:
        cut = (await session.scalars(select(PlannedCut))).one()
    path = f"/staff/cuts/{cut.id}"
    await client.post(path, data={"version": "1", "state": "cancelled"})
    mine = {"state": "planned", "last_hour": "18:00"}
    answer = await client.post(path, data={"version": "1", **mine})
    text = readable(await answer.text())
    assert answer.status == 409
    assert "de 9 h à 18 h" in text
    assert "Annulée" in text
    await client.post(path, data={"version": "2", **mine, "pick-state": "theirs"})
    async with database.read() as session:
        after = await session.get_one(PlannedCut, cut.id)
    assert after.cancelled
    assert after.ends_at != cut.ends_at


async def test_of_two_who_save_at_the_same_moment_one_sees_the_other(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    saves = [client.post(path, data={"version": "1", "detail": f"Phrase {n}"}) for n in range(6)]
    answers = await asyncio.gather(*saves)
    assert sorted(answer.status for answer in answers) == [200, *[409] * 5]
    kept = await _milestone(database, neighbourhood)
    assert kept.version == 2
    (winner,) = [n for n, answer in enumerate(answers) if answer.status == 200]
    assert kept.detail == f"Phrase {winner}"
    for number, answer in enumerate(answers):
        assert f"Phrase {number}" in await answer.text()
