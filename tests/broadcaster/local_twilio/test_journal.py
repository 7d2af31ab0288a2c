"""What a local Twilio remembers across a restart."""

from pathlib import Path

import pytest

from tests.support.twilio import PHONE, StandIn, running_twilio


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "new" / "journal.jsonl"


def keep_first_states(journal: Path) -> None:
    """Leave the journal as if the process had ended just after each message came in."""
    lines = journal.read_text("utf-8").splitlines()
    first = [line for line in lines if '"waiting"' in line or '"queued"' in line]
    journal.write_text("\n".join(first) + "\n", "utf-8")


def cut_off_a_line(journal: Path) -> None:
    """Leave the journal as if the process had been killed while it wrote."""
    journal.write_bytes(journal.read_bytes() + b'{"sid": "SM')


async def test_phones_keep_their_messages(service: StandIn, journal: Path) -> None:
    async with running_twilio(service.base, journal=journal) as twilio:
        twilio.desk.text_us(PHONE, "a\0é 👩‍👧")
        await twilio.create(Body="Bonjour\nà vous")
        before = await twilio.texts()
    async with running_twilio(service.base, journal=journal) as twilio:
        assert await twilio.texts() == before
    assert [text["status"] for text in before] == ["received", "delivered"]


async def test_what_was_under_way_goes_on_after_a_restart(service: StandIn, journal: Path) -> None:
    async with running_twilio(service.base, journal=journal) as twilio:
        twilio.desk.text_us(PHONE, "Bonjour")
        await twilio.create()
        await twilio.texts()
    keep_first_states(journal)
    service.calls.clear()

    async with running_twilio(service.base, journal=journal) as twilio:
        assert [text["status"] for text in await twilio.texts()] == ["received", "delivered"]
    assert len(service.calls) == 1


async def test_a_line_cut_off_by_a_crash_loses_that_line_only(
    service: StandIn, journal: Path
) -> None:
    async with running_twilio(service.base, journal=journal) as twilio:
        twilio.desk.text_us(PHONE, "un")
        await twilio.texts()
    cut_off_a_line(journal)

    async with running_twilio(service.base, journal=journal) as twilio:
        twilio.desk.text_us(PHONE, "deux")
        await twilio.texts()
    async with running_twilio(service.base, journal=journal) as twilio:
        assert [text["body"] for text in await twilio.texts()] == ["un", "deux"]
