"""The whole day of a site manager in a real Chromium, with JavaScript and without."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect

from broadcaster.clock import PARIS
from tests.flows.browsing import PATIENT, Album, log_in
from tests.flows.service import Phone, RunningPalier
from tests.support.browser import page_in

pytestmark = [pytest.mark.flow, pytest.mark.browser, pytest.mark.xdist_group("service")]

TITLES = "site;ville;bâtiment;adresse;escalier;étage;appartement;référence;nom;téléphone"


@pytest.fixture(scope="module")
def album(artefacts: Path) -> Album:
    return Album(artefacts / "day")


class Day:
    """One working day at the console; each hour of it is a method."""

    def __init__(self, page: Page, palier: RunningPalier, phone: Phone, staircase: str) -> None:
        self._page, self._palier, self._phone = page, palier, phone
        self._staircase = staircase  # one of its own, so that nobody else's texts arrive here

    async def open(self, path: str) -> None:
        await self._page.goto(f"{self._palier.url}/staff{path}")

    async def press(self, name: str) -> None:
        await self._page.get_by_role("button", name=name, exact=True).last.click()

    async def sees(self, words: str) -> None:
        """Wait for words, asking the page again where no script keeps it current."""
        body = self._page.locator("main")
        for _each in range(60):
            if words in await body.inner_text():
                return
            await self._page.wait_for_timeout(1000)
            await self._page.reload()
        await expect(body).to_contain_text(words)

    async def import_households(self) -> None:
        home = f"Les Cormiers;Valbrume;A;2 allée des Cormiers;{self._staircase};1;11"
        row = f"{home};JOUR-{self._staircase};Odile Renard {self._staircase};{self._phone.number}"
        content = f"{TITLES}\n{row}\n".encode()
        await self.open("/imports")
        await self._page.get_by_label("Le fichier").set_input_files(
            FilePayload(name="foyers.csv", mimeType="text/csv", buffer=content)
        )
        await self.press("Envoyer et vérifier")
        waiting = self._page.get_by_role("button", name="Vérifier le fichier")
        if await waiting.is_visible():  # else the columns of such a file are known already
            await waiting.click()
        await self.sees("Ce qui change")
        await self.press("Importer")
        await self.sees("Annuler cet import")

    async def add_milestone(self, day: datetime) -> None:
        await self.open("/milestones/new")
        await self._page.get_by_label("Nature").select_option("windows")
        place = self._page.get_by_label("Lieu")
        option = place.locator("option", has_text=f"escalier {self._staircase}").first
        await place.select_option(await option.get_attribute("value"))
        await self._fill_days(day)
        await self._page.get_by_label("État").select_option("confirmed")
        await self.press("Enregistrer")
        await expect(self._page.get_by_text("Messages aux locataires")).to_be_visible()

    async def _fill_days(self, day: datetime) -> None:
        for label in ("Premier jour", "Dernier jour"):
            await self._page.get_by_label(label).fill(day.strftime("%Y-%m-%d"))

    async def approve_plan(self) -> None:
        await self.press("Préparer ces messages")
        await self.press("Valider le plan")
        await expect(self._page.locator("#f-plan")).to_contain_text("Validé par Camille Martin")

    async def tell_now(self) -> str:
        """Tell the staircase of the step at once; give what the tenant reads."""
        milestone = self._page.url
        before = len(await self._phone.received())
        await self._page.get_by_role("link", name="Prévenir les locataires").click()
        await self._page.get_by_role("button", name="Voir l'aperçu").last.click()
        await self._page.get_by_label("Maintenant").check()
        await self.press("Programmer l'envoi")
        await self.sees("Tout est parti")
        await self._page.goto(milestone)
        return (await self._phone.until_received(before + 1))[-1]

    async def move(self, day: datetime) -> str:
        """Move the step; give what the tenant reads, once the correction has left."""
        before = len(await self._phone.received())
        await self._fill_days(day)
        await self.press("Enregistrer")
        await expect(self._page.get_by_role("heading", level=1)).to_contain_text("Vérifiez avant")
        await expect(self._page.locator("main")).to_contain_text("1 téléphone a reçu")
        await self.press("Enregistrer")
        await expect(self._page.get_by_text("Messages aux locataires")).to_be_visible()
        return (await self._phone.until_received(before + 1))[-1]

    async def answer(self, words: str) -> list[str]:
        """The tenant asks for a person, and gets one; what the phone received since."""
        await self._phone.ask("je veux parler a quelqu'un")
        await self._phone.ask("annuler")  # the request for a call: the matter stays a person's
        before = len(await self._phone.received())
        await self.open(f"/threads?q={self._phone.number[-4:]}")
        await self._page.get_by_role("link", name=re.compile("Odile Renard")).first.click()
        await self._page.get_by_label("Votre réponse").fill(words)
        await self.press("Envoyer la réponse")
        return (await self._phone.until_received(before + 1))[before:]

    async def read_report(self) -> None:
        await self.open("/reports/deliveries")
        await self.sees("Télécharger ce tableau")  # counted once a minute
        await self.open("/audit")
        await expect(self._page.locator("main")).to_contain_text("foyers.csv")


@pytest.mark.parametrize(("script", "number"), [(True, "+33639987701"), (False, "+33639987702")])
async def test_the_day_of_a_site_manager(
    palier: RunningPalier, chromium: Path, album: Album, script: bool, number: str
) -> None:
    phone, staircase = Phone(palier.provider_url, number), "81" if script else "82"
    async with page_in(chromium, script=script) as page:
        page.set_default_timeout(PATIENT)
        await log_in(page, palier)
        day = Day(page, palier, phone, staircase)
        await day.import_households()
        soon = datetime.now(PARIS) + timedelta(days=40)
        await day.add_milestone(soon)
        await day.approve_plan()
        assert f" {soon.day} " in await day.tell_now()
        await album.keep(page, f"told-{staircase}")
        later = soon + timedelta(days=9)
        assert str(later.day) in await day.move(later)
        assert "Je vous appelle demain." in (await day.answer("Je vous appelle demain."))[-1]
        await album.keep(page, f"answered-{staircase}")
        await day.read_report()
        await album.keep(page, f"end-{staircase}")
