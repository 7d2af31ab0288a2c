"""Buttons that one may not press: taken out, or shown inert with the role they are for."""

import re
from datetime import datetime

import pytest

from broadcaster.console.keys import COOKIE
from broadcaster.database import Database
from broadcaster.staff.logins import log_in
from broadcaster.staff.models import Role
from broadcaster.staff.roles import Grant
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood, another_site
from tests.support.staff import colleague

pytestmark = on_sqlite


@pytest.fixture
async def reader(stranger: Client, database: Database, nadia: Nadia, now: datetime) -> Client:
    async with database.write() as session:
        user = await colleague(session, "Karim", now, [Grant(Role.VIEWER)])
        token = await log_in(session, user.id, now)
    stranger.session.cookie_jar.update_cookies({COOKIE: token})
    return stranger


async def test_a_reader_sees_the_dates_of_a_milestone_and_presses_nothing(
    reader: Client, neighbourhood: Neighbourhood
) -> None:
    page = await text_of(reader, f"/staff/milestones/{neighbourhood.milestone_id}")
    assert "Toujours vrai" not in page
    assert "Prévenir les locataires" not in page
    assert 'value="2026-05-11"' in page
    form = re.search(r"<form [^>]*/milestones/\d+\" class=\"card\"[^>]*>(<fieldset[^>]*>)", page)
    assert form
    assert "disabled" in form[1]
    assert "Réservé au rôle Rédaction." in page


async def test_a_reader_still_logs_out_and_changes_their_password(reader: Client) -> None:
    page = await text_of(reader, "/staff/password")
    assert "Se déconnecter" in page
    assert "disabled" not in page


async def test_whoever_may_do_everything_sees_the_page_as_it_is(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    page = await text_of(client, f"/staff/milestones/{neighbourhood.milestone_id}")
    assert "Toujours vrai" in page
    assert "disabled" not in page


async def test_a_role_for_another_place_opens_nothing_here(
    stranger: Client, database: Database, neighbourhood: Neighbourhood, nadia: Nadia, now: datetime
) -> None:
    async with database.write() as session:
        other = await another_site(session)
        grants = [Grant(Role.VIEWER), Grant(Role.EDITOR, other.id)]
        user = await colleague(session, "Karim", now, grants)
        token = await log_in(session, user.id, now)
    stranger.session.cookie_jar.update_cookies({COOKIE: token})
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    assert "Toujours vrai" not in await text_of(stranger, path)
    assert "Préparer un envoi" in await text_of(stranger, "/staff/")
