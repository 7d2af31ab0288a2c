"""Editing answer texts: what is refused, what is kept, and the way back."""

from datetime import datetime

import pytest

from broadcaster.answers.editing import (
    AnswerRefusedError,
    NoSuchAnswerError,
    TextOf,
    current_text,
    editable_topics,
    edited_texts,
    faults_of,
    save_text,
    take_packaged,
    versions_of,
)
from broadcaster.answers.emergencies import emergency_kinds
from broadcaster.answers.examples import example_of
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.texts import answer_text
from broadcaster.database import Database
from broadcaster.staff.models import StaffUser

SMS, WEB = AnswerChannel.SMS, AnswerChannel.WEB
WATER = TextOf("cut_water", "found", "fr", SMS)
THEFT = TextOf("report_theft", "handoff", "fr", SMS)


@pytest.fixture
async def nadia(database: Database, now: datetime) -> int:
    async with database.write() as session:
        user = StaffUser(email="n@b.example", name="Nadia", password_hash="x", created_at=now)
        session.add(user)
        await session.flush()
        return user.id


async def said(database: Database, which: TextOf) -> str:
    async with database.read() as session:
        return await answer_text(
            session, which.topic, which.case, which.language, which.channel, which.site_id
        )


async def test_a_text_is_said_at_once_and_every_version_is_kept(
    database: Database, nadia: int, now: datetime
) -> None:
    shipped = await said(database, WATER)
    for text in ("Eau : {quand}.", "Plus d'eau {quand}."):
        async with database.write() as session:
            await save_text(session, WATER, text, proofread=False, user_id=nadia, now=now)
    assert await said(database, WATER) == "Plus d'eau {quand}."
    async with database.write() as session:
        assert await take_packaged(session, WATER, user_id=nadia, now=now)
        assert not await take_packaged(session, WATER, user_id=nadia, now=now)
        versions = await versions_of(session, WATER)
        assert await current_text(session, WATER) is None
        assert list(await edited_texts(session)) == []
    assert await said(database, WATER) == shipped
    assert [version.text for version in versions] == [None, "Plus d'eau {quand}.", "Eau : {quand}."]
    assert {version.who for version in versions} == {"Nadia"}


@pytest.mark.parametrize(
    ("which", "text", "reasons"),
    [
        pytest.param(WATER, "Eau {quand}[, {lieu}]. {contact}", [], id="its own and everywhere"),
        pytest.param(WATER, "Eau {prenom}", ["answer_placeholder"], id="unknown name"),
        pytest.param(WATER, "Eau {prix}", ["answer_placeholder"], id="name of another family"),
        pytest.param(WATER, "Eau [{lieu}", ["answer_brackets"], id="open bracket"),
        pytest.param(WATER, "Eau [a [b]]", ["answer_brackets"], id="nested brackets"),
        pytest.param(WATER, "Eau {lieu", ["answer_brackets"], id="open brace"),
        pytest.param(THEFT, "Vol : appelez le {police}.", [], id="number kept"),
        pytest.param(THEFT, "Vol : appelez le 17.", ["answer_number_lost"], id="number written"),
        pytest.param(
            TextOf("system.handoff", "default", "fr", SMS),
            "Bonjour {lieu}",
            ["answer_placeholder"],
            id="the service's own are filled with nothing",
        ),
    ],
)
def test_what_is_wrong_with_a_text(which: TextOf, text: str, reasons: list[str]) -> None:
    assert [fault.reason for fault in faults_of(which, text)] == reasons


async def test_a_wrong_text_is_never_saved(database: Database, nadia: int, now: datetime) -> None:
    async with database.write() as session:
        with pytest.raises(AnswerRefusedError):
            await save_text(session, WATER, "{prenom}", proofread=False, user_id=nadia, now=now)
        assert await current_text(session, WATER) is None


@pytest.mark.parametrize(
    "which",
    [
        TextOf("system.menu", "default", "fr", SMS),
        TextOf("cut_water", "nothing_such", "fr", SMS),
        TextOf("emergency_gas", "default", "fr", SMS),
        TextOf("cut_water", "found", "fr", SMS, site_id=99),
    ],
    ids=["locked", "no such case", "emergency", "no such site"],
)
async def test_what_is_not_staffs_to_change(
    database: Database, nadia: int, now: datetime, which: TextOf
) -> None:
    async with database.write() as session:
        with pytest.raises(NoSuchAnswerError):
            await save_text(session, which, "x", proofread=False, user_id=nadia, now=now)


def test_emergency_replies_are_not_among_the_texts() -> None:
    assert not {*emergency_kinds()} & {*editable_topics()}


def test_an_example_says_what_it_made_up() -> None:
    found = example_of(
        "{travaux}, {lieu} : {quand}[. {note}].", SMS, {"lieu": "bât. B", "note": ""}
    )
    assert found.text == "Salle de bain, bat. B : mercredi 30 septembre, de 9 h à 12 h."
    assert found.made_up == ("travaux", "quand")
