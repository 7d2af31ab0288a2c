"""A landlord's file in the console: tried out, imported, taken back, and the list given out."""

import asyncio
import csv
import io
import re

import pytest
from aiohttp import FormData
from openpyxl import load_workbook
from sqlalchemy import select, update

from broadcaster.console.register.jobs import JOBS
from broadcaster.database import Database
from broadcaster.register.importing.models import RegisterImport
from broadcaster.register.models import Household
from broadcaster.tabular import read_bytes
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, readable, refused, text_of
from tests.broadcaster.register.importing.files import RIVEL, SOREL, TITLES, changed
from tests.support.clock import MovableClock


async def _send(client: Client, content: bytes, name: str = "foyers.csv") -> str:
    """Send a file; give the path of its page."""
    form = FormData()
    form.add_field("file", content, filename=name, content_type="text/csv")
    answer = await client.post("/staff/imports", data=form)
    assert answer.status == 200, readable(await answer.text())
    return answer.url.path


def _file(*lines: str, titles: str = TITLES) -> bytes:
    return "\n".join([titles, *lines]).encode()


async def _worked(client: Client, path: str) -> str:
    """The page once the work on the file is over."""
    console = client.server.app._subapps[0]  # type: ignore[attr-defined]
    job = console[JOBS].of(int(path.rpartition("/")[2]))
    if job is not None and job.task is not None:
        await asyncio.wait({job.task})
    return await text_of(client, path)


async def _checked(client: Client, path: str) -> str:
    """The page after the dry run, with the columns as they were guessed."""
    page = await (await client.get(path)).text()
    chosen = {}
    for name, options in re.findall(r'name="(column-\d+)">(.*?)</select>', page, re.DOTALL):
        found = re.search(r'value="([a-z_]*)" selected', options)
        chosen[name] = found[1] if found else ""
    await client.post(f"{path}/columns", data=chosen)
    return await _worked(client, path)


async def _imported(client: Client, content: bytes) -> str:
    path = await _send(client, content)
    await _checked(client, path)
    await client.post(f"{path}/import")
    await _worked(client, path)
    return path


async def _names(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(Household.name).order_by(Household.name)))


async def test_a_file_is_tried_out_imported_and_taken_back(
    client: Client, database: Database
) -> None:
    path = await _send(client, _file(RIVEL, SOREL))
    page = await _checked(client, path)
    assert "<dt>Foyers ajoutés</dt><dd>2</dd>" in page
    assert "Mme Rivel" in page
    assert await _names(database) == []
    await client.post(f"{path}/import")
    page = await _worked(client, path)
    assert "Annuler l'import" in page
    assert await _names(database) == ["M. Sorel", "Mme Rivel"]
    async with database.read() as session:
        contents = await session.scalars(select(RegisterImport.content))
    assert list(contents) == [None]
    household = await text_of(client, "/staff/households/1")
    assert "Nadia Benali a ajouté ce foyer avec le fichier « foyers.csv »" in household
    page = readable(await (await client.post(f"{path}/undo")).text())
    assert "L'import est annulé" in page
    assert await _names(database) == []
    log = await text_of(client, "/staff/audit")
    assert "a importé le fichier des foyers « foyers.csv » : 2 ajouté(s), 0 modifié(s)" in log
    assert "a annulé l'import du fichier des foyers" in log


async def test_differences_are_told_by_name(client: Client) -> None:
    await _imported(client, _file(RIVEL, SOREL))
    line = changed(changed(RIVEL, "téléphone", "06 39 98 00 09"), "nom", "Mme Roy")
    page = await _checked(client, await _send(client, _file(line, SOREL)))
    assert "<dt>Foyers modifiés</dt><dd>1</dd>" in page
    assert "<dt>Foyers inchangés</dt><dd>1</dd>" in page
    assert "nom : « Mme Rivel », devient « Mme Roy »" in page
    assert "Foyers qui perdent un numéro : 1" in page
    assert "+33 6 39 •• •• 01" in page


async def test_everything_wrong_is_told_by_row_and_can_be_kept(client: Client) -> None:
    path = await _send(client, _file(changed(RIVEL, "nom", ""), changed(SOREL, "langue", "x y")))
    page = await _checked(client, path)
    assert "2 erreurs à corriger" in page
    assert "Ligne 2" in page
    assert "Écrivez le nom du locataire" in page
    assert f'action="{path}/import"' not in page
    table = read_bytes(await (await client.get(f"{path}/findings.csv")).read())
    assert [row.cells["ligne"] for row in table.rows] == ["2", "3"]


async def test_columns_are_corrected_once_and_remembered(client: Client) -> None:
    titles = "résidence;bloc;montée;n° appt;code client;qui"
    content = _file("Les Moulins;A;1;24;H1;Mme Rivel", titles=titles)
    path = await _send(client, content)
    page = await _checked(client, path)
    assert "Il manque la colonne « bâtiment »" in page
    fields = ("site", "building", "staircase", "flat", "reference", "name")
    chosen = {f"column-{place}": field for place, field in enumerate(fields)}
    await client.post(f"{path}/columns", data=chosen)
    assert "<dt>Foyers ajoutés</dt><dd>1</dd>" in await _worked(client, path)
    again = await _checked(client, await _send(client, content))
    assert "<dt>Foyers ajoutés</dt><dd>1</dd>" in again


async def test_a_register_that_changed_meanwhile_is_not_imported_over(
    client: Client, database: Database
) -> None:
    await _imported(client, _file(RIVEL))
    path = await _send(client, _file(changed(RIVEL, "nom", "Mme Roy")))
    await _checked(client, path)
    async with database.write() as session:
        await session.execute(update(Household).values(name="Mme Autre"))
    await client.post(f"{path}/import")
    page = await _worked(client, path)
    assert "Les foyers ont changé depuis la vérification" in page
    assert await _names(database) == ["Mme Autre"]


async def test_an_import_that_was_touched_since_says_why_it_stays(
    client: Client, database: Database
) -> None:
    path = await _imported(client, _file(RIVEL))
    async with database.write() as session:
        await session.execute(update(Household).values(name="Mme Autre"))
    answer = await client.post(f"{path}/undo")
    assert answer.status == 409
    assert "ne peut plus être annulé" in readable(await answer.text())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Aucun fichier n'est choisi"),
        (b"\x01\x02\x03", "pas un tableau"),
        (b"a" * 20_000_001, "trop gros : 20 Mo au plus"),
    ],
    ids=["empty", "no table", "too big"],
)
async def test_a_file_that_cannot_be_taken_says_why(
    client: Client, content: bytes, sentence: str
) -> None:
    form = FormData()
    form.add_field("file", io.BytesIO(content), filename="x.csv", content_type="text/csv")
    assert sentence in await refused(await client.post("/staff/imports", data=form))


async def test_a_file_that_is_given_up_is_deleted(client: Client, database: Database) -> None:
    path = await _send(client, _file(RIVEL))
    await client.post(f"{path}/abandon")
    assert (await client.get(path)).status == 404
    async with database.read() as session:
        assert list(await session.scalars(select(RegisterImport.id))) == []


async def test_the_list_given_out_can_be_imported_again_and_holds_no_formula(
    client: Client, nadia: Nadia, clock: MovableClock
) -> None:
    line = changed(changed(RIVEL, "nom", "=1+1"), "téléphone", "+33 6 39 98 00 01")
    await _imported(client, _file(line, SOREL))
    given = await client.post("/staff/households/export.csv")
    content = await given.read()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert [row["nom"] for row in rows] == ["'=1+1", "'=1+1", "M. Sorel"]
    assert rows[0]["téléphone"] == "06 39 98 00 01"
    page = await _checked(client, await _send(client, content.replace(b"'=1+1", b"=1+1")))
    assert "<dt>Foyers inchangés</dt><dd>2</dd>" in page
    book = load_workbook(
        io.BytesIO(await (await client.post("/staff/households/export.xlsx")).read())
    )
    assert book.active is not None
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert cells[1][9] == "'=1+1"
    assert all(
        cell.data_type == "s" for row in book.active.iter_rows() for cell in row if cell.value
    )
    assert "a téléchargé la liste des foyers (2 foyers)" in await text_of(client, "/staff/audit")
