"""A request told question by question, with a real Rasa, across a restart of everything."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flows.service import Phone, RunningPalier
from tests.flows.test_tenant_story import phones_of

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("service")]


def requests_in(palier: RunningPalier, number: str) -> list[tuple[str, str, str]]:
    with sqlite3.connect(palier.folder / "var" / "palier.db") as database:
        return list(
            database.execute(
                "SELECT r.topic, r.state, r.reference FROM tenant_request r JOIN correspondent c "
                "ON c.id = r.correspondent_id WHERE c.address = ? ORDER BY r.id",
                (number,),
            )
        )


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[RunningPalier]:
    """A service of this test's own, which it may stop and start."""
    running = RunningPalier(tmp_path)
    running.start()
    try:
        await running.until_understanding()
        yield running
    finally:
        await asyncio.to_thread(running.stop)


async def test_a_theft_is_told_step_by_step_and_gets_a_reference(palier: RunningPalier) -> None:
    phone = Phone(palier.provider_url, phones_of(palier)[6])
    first = await phone.ask("on m'a volé des affaires pendant les travaux")
    assert "17" in first
    assert "volé ?" in first
    assert "quand ?" in await phone.ask("mon vélo électrique")
    aside = await phone.ask("c koi le numéro du gardien ?")
    assert "gardien" in aside.lower()
    assert "quand ?" in aside
    assert "plainte" in await phone.ask("hier soir")
    done = await phone.ask("non")
    ((topic, state, reference),) = requests_in(palier, phone.number)
    assert (topic, state) == ("report_theft", "done")
    assert reference in done
    assert "police" in done


async def test_an_open_request_swallows_no_other_problem(palier: RunningPalier) -> None:
    phone = Phone(palier.provider_url, phones_of(palier)[8])
    await phone.ask("on m'a volé mon vélo dans le local")
    moved = await phone.ask("finalement je voudrais deplacer mon rdv de mardi")
    assert "Noté aussi : changer le rendez-vous." in moved
    lift = await phone.ask("l'ascenseur est en panne")
    assert "ascenseur" in lift.lower()  # what the calendar says of it, or that a person will
    assert all("C'était quand ?" in aside for aside in (moved, lift))
    states = [state for _topic, state, _reference in requests_in(palier, phone.number)]
    assert states == ["open", "next"]
    assert "plainte" in await phone.ask("hier soir")
    assert "plainte" in await phone.ask("les poubelles débordent depuis lundi")
    done = await phone.ask("pas encore")
    assert "C'est noté" in done
    assert "Passons à l'autre sujet : changer le rendez-vous." in done
    assert "C'est noté" in await phone.ask("jeudi matin")
    states = [state for _topic, state, _reference in requests_in(palier, phone.number)]
    assert states == ["done", "done"]


async def test_a_request_can_be_dropped(palier: RunningPalier) -> None:
    phone = Phone(palier.provider_url, phones_of(palier)[7])
    await phone.ask("personne n'est venu hier j'ai attendu toute la matinée")
    left = await phone.ask("laisse tomber")
    assert left == "D'accord, on arrete là. Rien n'est envoyé. Pour recommencer, écrivez-nous."
    assert [state for _topic, state, _reference in requests_in(palier, phone.number)] == ["left"]
    assert "automatique" not in await phone.ask("quand commencent les travaux ?")


async def test_a_request_outlives_a_restart_of_rasa_and_of_the_service(own: RunningPalier) -> None:
    phone = Phone(own.provider_url, phones_of(own)[0])
    await phone.ask("vos ouvriers ont cassé quelque chose chez moi")
    await asyncio.to_thread(own.stop)
    own.start()
    await own.until_understanding()
    assert "Depuis quel jour" in await phone.ask("la télé du salon est fichue")
    done = await phone.ask("depuis mardi")
    assert requests_in(own, phone.number)[0][2] in done
