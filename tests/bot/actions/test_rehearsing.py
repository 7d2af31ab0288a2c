"""Rehearsing: what a home would be answered, without a trace."""

import pytest
from sqlalchemy import func, select

from bot.actions.rehearsing import AnswerRehearsal
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.lacks.models import Lack
from broadcaster.works.models import CutKind
from tests.bot.actions.conftest import Line
from tests.broadcaster.works.estate import cut, on

SMS = AnswerChannel.SMS


async def test_a_home_is_answered_from_its_facts(line: Line) -> None:
    await line.facts(cut(line.estate, CutKind.WATER, on(6, 9)))
    async with line.database.read() as session:
        found = await AnswerRehearsal().rehearse(
            session, "cut_water", line.estate.in_a1, "fr", SMS, line.clock()
        )
    assert found is not None
    assert (found.topic, found.case) == ("cut_water", "found")
    assert found.values["quand"] == "mercredi 6 mai, de 9 h à 12 h"
    assert found.values["lieu"] == "bat. A esc. 1"


async def test_what_is_lacking_is_not_noted(line: Line) -> None:
    async with line.database.write() as session:
        found = await AnswerRehearsal().rehearse(
            session, "works_start", line.estate.in_a1, "fr", SMS, line.clock()
        )
    assert found is not None
    assert found.topic == "system.missing"
    async with line.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Lack)) == 0


@pytest.mark.parametrize("topic", ["system.missing", "works_step", "nothing"])
async def test_what_is_no_topic_has_no_rehearsal(sqlite_line: Line, topic: str) -> None:
    async with sqlite_line.database.read() as session:
        found = await AnswerRehearsal().rehearse(
            session, topic, sqlite_line.estate.in_a1, "fr", SMS, sqlite_line.clock()
        )
    assert found is None
