"""Alerts: on every page until somebody has seen to them."""

from datetime import datetime

import pytest

from broadcaster.database import Database
from broadcaster.staff.alerts import raise_alert
from tests.broadcaster.console.journeys import Client, on_sqlite, readable, text_of

pytestmark = on_sqlite

SENTENCE = "L'envoi n° 7 est en pause : 4 messages sur 9 ont échoué."


@pytest.fixture
async def alert(client: Client, database: Database, now: datetime) -> None:
    """A broadcast that fails."""
    detail = {"broadcast": 7, "failures": 4, "settled": 9}
    async with database.write() as session:
        await raise_alert(session, "k", "broadcast_failing", "broadcast 7", detail, now)


@pytest.mark.usefixtures("alert")
@pytest.mark.parametrize("path", ["/", "/threads", "/milestones", "/audit", "/nulle-part"])
async def test_every_page_shows_what_nobody_has_seen_to(client: Client, path: str) -> None:
    text = readable(await (await client.get(f"/staff{path}")).text())
    assert SENTENCE in text
    assert 'href="/staff/broadcasts/7"' in text


@pytest.mark.usefixtures("alert")
async def test_nobody_reads_alerts_before_the_login(stranger: Client) -> None:
    stranger.session.cookie_jar.clear()
    assert SENTENCE not in readable(await (await stranger.get("/staff/login")).text())


@pytest.mark.usefixtures("alert")
async def test_an_alert_that_was_seen_is_gone_and_in_the_log(client: Client) -> None:
    answer = await client.post(
        "/staff/alerts/1/seen", data={"from": "/staff/milestones?building=1"}
    )
    assert answer.url.path == "/staff/milestones"
    assert answer.url.query["building"] == "1"
    text = readable(await answer.text())
    assert "L'alerte est retirée." in text
    assert SENTENCE not in text
    assert f"a vu l'alerte « {SENTENCE}" in await text_of(client, "/staff/audit")
    again = await client.post("/staff/alerts/1/seen")
    assert "était déjà retirée" in readable(await again.text())


@pytest.mark.usefixtures("alert")
@pytest.mark.parametrize("elsewhere", ["https://ailleurs.exemple/", "//ailleurs.exemple", "", "x"])
async def test_the_button_never_leads_elsewhere(client: Client, elsewhere: str) -> None:
    answer = await client.post(
        "/staff/alerts/1/seen", data={"from": elsewhere}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/staff/?done=alert_seen"


@pytest.mark.usefixtures("alert")
async def test_a_page_that_a_form_led_to_is_not_where_the_button_leads(client: Client) -> None:
    page = await (await client.post("/staff/broadcasts/new", data={})).text()
    assert 'name="from" value="/staff/"' in page
