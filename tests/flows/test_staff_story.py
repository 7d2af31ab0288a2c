"""A broadcast, from the form to the simulated phones, with everything real but the telephone."""

import sqlite3

import pytest

from tests.flows.service import Phone, RunningPalier, until
from tests.flows.staff import ids_of, staff_at

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("service")]


def without_smartphone_in(palier: RunningPalier, building_id: str) -> set[str]:
    """The mobiles of households without smartphone, read apart from the product."""
    with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
        rows = database.execute(
            "SELECT c.number FROM contact c JOIN household h ON h.id = c.household_id "
            "JOIN flat f ON f.id = h.flat_id JOIN staircase s ON s.id = f.staircase_id "
            "JOIN digital_card d ON d.household_id = h.id "
            "WHERE s.building_id = ? AND c.kind = 'mobile' AND c.consent != 'refused' "
            "AND d.phone IN ('none', 'landline', 'keypad') "
            "AND c.number NOT IN (SELECT number FROM opt_out)",
            (building_id,),
        )
        return {number for (number,) in rows}


async def test_a_broadcast_reaches_exactly_the_phones_it_is_for(palier: RunningPalier) -> None:
    text = "Escalier {escalier}. Réunion lundi à 18 h. Une question ? Répondez à ce SMS."
    async with staff_at(palier) as staff:
        form = await staff.get("/staff/broadcasts/new")
        building = ids_of(form, "building")[0]
        preview, address = await staff.post(
            "/staff/broadcasts/new",
            {
                "title": "Réunion de chantier",
                "body": text,
                "site": ids_of(form, "site")[0],
                "building": building,
                "lacks_smartphone": "yes",
                "action": "preview",
            },
        )
        expected = without_smartphone_in(palier, building)
        assert expected
        assert "GSM-7" in preview
        broadcast_id = address.split("/")[3]
        await staff.post(f"/staff/broadcasts/{broadcast_id}/schedule", {"when": "now"})
        await until(lambda: told(palier, text, expected))

        async def finished() -> bool:
            page = await staff.get(f"/staff/broadcasts/{broadcast_id}")
            return "Tout est parti" in page

        await until(finished)
        assert "Réunion de chantier" in await staff.get("/staff/audit")
    assert await phones_with(palier, text) == expected


async def told(palier: RunningPalier, text: str, expected: set[str]) -> bool:
    return await phones_with(palier, text) >= expected


async def phones_with(palier: RunningPalier, text: str) -> set[str]:
    """The phones of the whole neighbourhood that have the broadcast, each exactly once."""
    with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
        numbers = [n for (n,) in database.execute("SELECT DISTINCT number FROM contact")]
    ending = text.rsplit("}", 1)[1]
    found = set()
    for number in numbers:
        received = [
            body
            for body in await Phone(palier.provider_url, number).received()
            if body.endswith(ending)
        ]
        assert len(received) <= 1
        if received:
            found.add(number)
    return found
