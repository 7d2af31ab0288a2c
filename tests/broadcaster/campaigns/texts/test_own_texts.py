"""What staff make of the saved texts: it holds, every version is kept, and it can be taken back."""

from datetime import datetime, timedelta

import pytest

from broadcaster.campaigns.models import Moment
from broadcaster.campaigns.plans.planning import derive_plan, messages_of
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.campaigns.texts.own_texts import (
    Which,
    current_text,
    texts_now,
    versions_of,
    write_text,
)
from broadcaster.campaigns.texts.saved_texts import texts_for
from broadcaster.database import Database
from broadcaster.staff.models import StaffUser
from broadcaster.works.models import Milestone
from tests.broadcaster.console.neighbourhood import build

J7 = Which("scaffolding", Moment.J7)
OWN = "Échafaudage bientot : {quand}."


@pytest.fixture
async def writer(database: Database, now: datetime) -> int:
    """Somebody of the staff."""
    async with database.write() as session:
        user = StaffUser(
            email="nadia@exemple.fr", name="Nadia Benali", password_hash="x", created_at=now
        )
        session.add(user)
        await session.flush()
        return user.id


async def write(database: Database, who: int, now: datetime, *texts: tuple[Which, str]) -> None:
    async with database.write() as session:
        for which, body in texts:
            await write_text(session, which, body, who, now)


async def test_a_new_plan_takes_what_staff_wrote_in_every_language(
    database: Database,
    writer: int,
    now: datetime,
) -> None:
    turkish = Which("scaffolding", Moment.J7, "tr")
    await write(database, writer, now, (J7, OWN), (turkish, "Iskele: {quand}."))
    async with database.write() as session:
        place = await build(session, now)
        milestone = await session.get_one(Milestone, place.milestone_id)
        plan = await derive_plan(session, milestone, now)
        messages = {one.moment: one for one in await messages_of(session, plan.id)}
    assert (messages[Moment.J7].body, messages[Moment.J7].versions) == (
        OWN,
        {"tr": "Iskele: {quand}."},
    )
    assert messages[Moment.J30].body == texts_for("scaffolding")[Moment.J30].body


async def test_other_kinds_keep_the_shipped_texts(
    database: Database,
    writer: int,
    now: datetime,
) -> None:
    await write(database, writer, now, (J7, OWN))
    async with database.read() as session:
        assert await texts_now(session, "windows") == texts_for("windows")
        assert (await texts_now(session, "scaffolding"))[Moment.J7].body == OWN


async def test_every_version_is_kept_with_its_writer(
    database: Database,
    writer: int,
    now: datetime,
) -> None:
    await write(database, writer, now, (J7, OWN), (J7, f"{OWN} Merci."))
    await write(database, writer, now + timedelta(days=1), (J7, J7.shipped))
    async with database.read() as session:
        versions = await versions_of(session, J7)
        assert await current_text(session, J7) == J7.shipped
    assert [one.body for one in versions] == [None, f"{OWN} Merci.", OWN]
    assert {one.who for one in versions} == {"Nadia Benali"}


async def test_what_is_said_already_makes_no_version(
    database: Database,
    writer: int,
    now: datetime,
) -> None:
    await write(database, writer, now, (J7, J7.shipped), (J7, OWN), (J7, f" {OWN} "))
    async with database.read() as session:
        assert len(await versions_of(session, J7)) == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Les échafaudages arrivent.", "il doit contenir {quand}"),
        ("{quand} {jour}", "n'est pas un mot à remplir"),
        ("{quand}" + "x" * 1600, "raccourcissez le texte"),
    ],
    ids=["no date", "placeholder", "long"],
)
async def test_a_text_that_cannot_be_sent_is_refused(
    database: Database,
    writer: int,
    now: datetime,
    body: str,
    sentence: str,
) -> None:
    async with database.write() as session:
        with pytest.raises(CampaignRefusedError) as refusal:
            await write_text(session, J7, body, writer, now)
    assert sentence in str(refusal.value)


async def test_what_says_that_it_is_over_needs_no_date(
    database: Database,
    writer: int,
    now: datetime,
) -> None:
    done = Which("scaffolding", Moment.DONE)
    await write(database, writer, now, (done, "C'est fini, merci."))
    async with database.read() as session:
        assert await current_text(session, done) == "C'est fini, merci."
