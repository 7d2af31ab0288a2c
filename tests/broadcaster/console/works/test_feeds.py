"""A building's calendar addresses: made, renewed, read by programs that cannot log in."""

import re

from tests.broadcaster.console.journeys import Client, readable, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood


async def made(client: Client, place: Neighbourhood, audience: str) -> str:
    """Make an address; give its path."""
    page = f"/staff/works/buildings/{place.building_a}"
    answer = await client.post(f"{page}/feeds/{audience}")
    text = readable(await answer.text())
    assert "L'adresse est prête" in text
    section = text.split(f'id="agenda-{audience}"')[1]
    found = re.search(r'value="http://palier\.exemple(/staff/calendars/[\w-]+\.ics)"', section)
    assert found
    return found[1]


async def test_a_program_reads_the_calendar_without_a_login(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    page = f"/staff/works/buildings/{neighbourhood.building_a}"
    assert "Créer l'adresse" in await text_of(client, page)
    path = await made(client, neighbourhood, "tenants")
    client.session.cookie_jar.clear()
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.content_type == "text/calendar"
    assert answer.headers["Cache-Control"] == "private, max-age=900"
    assert "SUMMARY:Coupure d'eau" in await answer.text()
    again = await client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    assert (await client.get("/staff/calendars/devine.ics")).status == 404
    assert (await client.get(page, allow_redirects=False)).status in {302, 303}


async def test_a_renewed_address_replaces_the_old_one_and_is_logged(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    old = await made(client, neighbourhood, "tenants")
    staff = await made(client, neighbourhood, "staff")
    new = await made(client, neighbourhood, "tenants")
    assert [(await client.get(path)).status for path in (old, staff, new)] == [404, 200, 200]
    log = await text_of(client, "/staff/audit")
    assert "nouvelle adresse pour l'agenda des locataires, bâtiment A (Les Lilas)" in log
    assert "nouvelle adresse pour l'agenda de l'équipe" in log
    assert new.rpartition("/")[2] not in log


async def test_the_hall_gets_a_code_to_photograph(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    await made(client, neighbourhood, "tenants")
    text = await text_of(client, f"/staff/works/buildings/{neighbourhood.building_a}")
    assert 'src="data:image/svg+xml' in text


async def test_what_is_no_building_or_audience_is_not_found(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    assert (await client.get("/staff/works/buildings/99")).status == 404
    assert (await client.post("/staff/works/buildings/1/feeds/everybody")).status == 404
    assert (await client.post("/staff/works/buildings/99/feeds/staff")).status == 404
    assert "Bâtiment B" in await text_of(client, "/staff/works/buildings")
