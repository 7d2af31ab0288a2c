"""A tenant's SMS, from the phone to the answer, with everything real but the telephone."""

import sqlite3
from datetime import UTC, datetime

import pytest

from broadcaster.french import day
from tests.flows.service import Phone, RunningPalier, until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("service")]

STRANGER = "+33639989876"
ONE_SMS = 160


def phones_of(palier: RunningPalier) -> list[str]:
    with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
        rows = database.execute(
            "SELECT c.number FROM contact c WHERE c.kind = 'mobile' AND c.language = 'fr' "
            "GROUP BY c.number HAVING count(*) = 1 ORDER BY c.number"
        )
        return [number for (number,) in rows]


def staircase_of(palier: RunningPalier, number: str) -> tuple[int, int]:
    with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
        row = database.execute(
            "SELECT s.building_id, s.id FROM contact c JOIN household h ON h.id = c.household_id "
            "JOIN flat f ON f.id = h.flat_id JOIN staircase s ON s.id = f.staircase_id "
            "WHERE c.number = ?",
            (number,),
        ).fetchone()
    return int(row[0]), int(row[1])


def next_water_cut(palier: RunningPalier, number: str) -> datetime | None:
    """The next water cut that touches the staircase of a number, read apart from the product."""
    building, staircase = staircase_of(palier, number)
    with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
        row = database.execute(
            "SELECT starts_at FROM planned_cut WHERE kind = 'water' AND NOT cancelled "
            "AND ends_at > ? AND flat_id IS NULL "
            "AND (staircase_id = ? OR (staircase_id IS NULL AND "
            "(building_id = ? OR building_id IS NULL))) ORDER BY starts_at",
            (datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" "), staircase, building),
        ).fetchone()
    return datetime.fromisoformat(row[0]).replace(tzinfo=UTC) if row else None


async def test_a_tenant_gets_the_true_date_of_their_own_staircase(palier: RunningPalier) -> None:
    number = next(n for n in reversed(phones_of(palier)) if next_water_cut(palier, n))
    phone = Phone(palier.provider_url, number)
    answer = await phone.ask("slt c quand la coupure d'eau svp")
    cut = next_water_cut(palier, number)
    assert cut is not None
    assert day(cut) in answer
    assert "automatique" in answer


async def test_a_stranger_is_asked_the_building_once(palier: RunningPalier) -> None:
    phone = Phone(palier.provider_url, STRANGER)
    assert "timent" in await phone.ask("bonjour quand commencent les travaux")
    with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
        building, staircase = database.execute(
            "SELECT b.code, s.code FROM staircase s JOIN building b ON b.id = s.building_id"
        ).fetchone()
    placed = await phone.ask(f"bat {building} escalier {staircase}")
    asked_again = await phone.ask("et il y a une coupure de courant quand")
    assert "quel b" not in placed.lower()
    assert "quel b" not in asked_again.lower()


async def test_an_emergency_gets_the_number_to_call(palier: RunningPalier) -> None:
    phone = Phone(palier.provider_url, phones_of(palier)[2])
    answer = await phone.ask("sa sent le gaz ds lescalier")
    assert "0 800 47 33 33" in answer
    assert len(answer) <= ONE_SMS


async def test_stop_is_said_back_and_a_question_is_still_answered(palier: RunningPalier) -> None:
    phone = Phone(palier.provider_url, phones_of(palier)[3])
    assert await phone.ask("STOP")
    assert await phone.ask("qui est le gardien")


async def test_two_questions_in_one_text_are_both_answered(palier: RunningPalier) -> None:
    phone = Phone(palier.provider_url, phones_of(palier)[4])
    answer = await phone.ask("combien coute internet a 1 euro ? et le numero du gardien svp")
    assert "1 €" in answer or "1 euro" in answer
    assert "gardien" in answer.lower()


@pytest.mark.parametrize("body", ["", "👍👍", "x" * 10_000, "a\x00b"])
async def test_anything_a_phone_sends_gets_an_answer(palier: RunningPalier, body: str) -> None:
    phone = Phone(palier.provider_url, "+33639981234")
    before = len(await phone.received())
    await phone.text(body)
    assert len(await phone.until_received(before + 1)) > before


async def test_our_answers_end_delivered(palier: RunningPalier) -> None:
    phone = Phone(palier.provider_url, phones_of(palier)[5])
    await phone.ask("c koi loffre internet")

    async def delivered() -> bool:
        return str((await phone.messages())[-1]["status"]) == "delivered"

    await until(delivered)

    async def known() -> bool:
        with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
            (state,) = database.execute(
                "SELECT state FROM delivery WHERE to_number = ?", (phone.number,)
            ).fetchone()
        return str(state) == "delivered"

    await until(known)
