"""Another model takes over in a whole Palier, with two real Rasas, while tenants keep asking."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.assistant.versions import Version, Versions, versions_of
from bot.nlu.model_files import model_path, training_fingerprint
from tests.flows.service import ROOT, Phone, RunningPalier, until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("life")]


def trained(versions: Versions) -> None:
    """Put the shipped model where a learned one would be: what it knows is not the matter here."""
    model = versions.model_path(1)
    model.parent.mkdir(parents=True)
    shutil.copy(model_path(ROOT), model)
    at = datetime(2026, 5, 4, tzinfo=UTC)
    versions.add(Version(1, at, training_fingerprint(ROOT), 100, 1))


async def test_tenants_do_not_notice(tmp_path: Path) -> None:
    palier = RunningPalier(tmp_path)
    palier.start()
    over = asyncio.Event()
    answers: list[str] = []

    async def tenant(number: str) -> None:
        phone = Phone(palier.provider_url, number)
        while not over.is_set():
            answers.append(await phone.ask("le numero du gardien svp"))

    def swaps() -> int:
        return palier.output.read_text().count("another model answers")

    async def swapped(times: int) -> bool:
        return swaps() == times

    try:
        await palier.until_understanding()
        versions = versions_of(tmp_path / "var")
        tenants = [asyncio.create_task(tenant(f"+3363998{n:04}")) for n in (1000, 1001)]
        await until(lambda: _is(len(answers) > 1))
        trained(versions)
        await until(lambda: swapped(1))
        before = len(answers)
        await until(lambda: _is(len(answers) > before + 2))
        versions.back()
        await until(lambda: swapped(2))
        over.set()
        await asyncio.gather(*tenants)
    finally:
        over.set()
        assert palier.stop() == 0
    assert [answer for answer in answers if "01 99 00" not in answer] == []


async def _is(fact: bool) -> bool:
    return fact
