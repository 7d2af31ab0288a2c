"""The queue and what staff decide in it."""

from datetime import datetime, timedelta

import pytest

from broadcaster.database import Database
from broadcaster.learning.collecting import corrected
from broadcaster.learning.deciding import (
    NothingLeftError,
    decided_with,
    label,
    reject,
    rewrite,
    skip,
    undo,
)
from broadcaster.learning.models import SampleState, Why
from broadcaster.learning.queue import count_samples, decided, group_of, groups_to_review
from tests.broadcaster.learning.conftest import Wonder, samples


async def texts(database: Database) -> list[list[str]]:
    async with database.read() as session:
        return [[one.text for one in group.samples] for group in await groups_to_review(session)]


async def test_similar_messages_come_together_the_most_first(
    database: Database, wonder: Wonder
) -> None:
    await wonder("où est le gardien")
    await wonder("le chauffage est en panne")
    await wonder("chauffage en panne")
    assert [len(group) for group in await texts(database)] == [2, 1]


async def test_what_is_left_for_later_comes_last(
    database: Database, wonder: Wonder, now: datetime
) -> None:
    panne = await wonder("le chauffage est en panne")
    await wonder("où est le gardien")
    async with database.write() as session:
        assert await skip(session, [panne], now) == 1
    assert await texts(database) == [["où est le gardien"], ["le chauffage est en panne"]]


async def test_the_topics_offered_first(database: Database, wonder: Wonder, now: datetime) -> None:
    one = await wonder("le chauffage est en panne", "cut_heating", "works_delay", "service_anger")
    await wonder("chauffage en panne", "cut_hot_water", "cut_heating")
    async with database.read() as session:
        group = await group_of(session, one)
    assert group is not None
    assert group.topics == ["cut_heating", "cut_hot_water", "works_delay"]
    async with database.write() as session:
        await corrected(session, group.first.inbound_id, "quality_defect", Why.STAFF, now)
        group = await group_of(session, one)
    assert group is not None
    assert group.topics[0] == "quality_defect"


async def test_a_group_is_decided_in_one_go_and_undone_in_one(
    database: Database, wonder: Wonder, nadia: int, now: datetime
) -> None:
    ids = [await wonder("plus d'eau"), await wonder("plus d eau")]
    other = await wonder("le gardien ?")
    async with database.write() as session:
        assert await label(session, ids, "cut_water", nadia, now) == 2
        assert await label(session, [ids[0]], "works_end", nadia, now) == 0  # too late
        assert await reject(session, [other], nadia, now + timedelta(minutes=1)) == 1
    async with database.write() as session:
        assert [one.id for one in await decided(session, limit=9)] == [other, *reversed(ids)]
        assert await decided_with(session, ids[1]) == ids
        counts = await count_samples(session)
        assert (counts.new, counts.labelled, counts.rejected, counts.decided) == (0, 2, 1, 3)
        assert await undo(session, ids) == 2
    assert [one.state for one in await samples(database)] == [
        SampleState.NEW,
        SampleState.NEW,
        SampleState.REJECTED,
    ]
    async with database.read() as session:
        assert await decided_with(session, ids[0]) == []


async def test_staff_correct_a_text_and_it_is_masked_again(
    database: Database, wonder: Wonder, nadia: int, now: datetime
) -> None:
    one = await wonder("chofage pane rappelez moi")
    async with database.write() as session:
        assert await rewrite(session, one, "chofage pane, 06 39 98 00 11")
        with pytest.raises(NothingLeftError):
            await rewrite(session, one, "06 39 98 00 11")
        await label(session, [one], "cut_heating", nadia, now)
        assert not await rewrite(session, one, "trop tard")
    (sample,) = await samples(database)
    assert sample.text == "chofage pane, [téléphone]"


async def test_a_sample_that_is_gone_has_no_group(database: Database, wonder: Wonder) -> None:
    async with database.read() as session:
        assert await group_of(session, 12345) is None
