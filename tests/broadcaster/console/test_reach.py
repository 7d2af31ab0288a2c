"""Roles for one site: nothing of another one is seen, and nothing of it can be changed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.writing import create_draft
from broadcaster.campaigns.series import Weekly, WeeklyDraft, create_series
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.lacks.models import LackKind
from broadcaster.conversations.lacks.noting import Question, Wish, note
from broadcaster.conversations.threads import Reason, open_thread
from broadcaster.database import Database
from broadcaster.help.models import HelpKind, HelpPoint
from broadcaster.register.models import (
    Building,
    Contact,
    Flat,
    Household,
    NumberKind,
    Site,
    Staircase,
)
from broadcaster.staff.alerts import raise_alert
from broadcaster.staff.logins import log_in
from broadcaster.staff.models import Role
from broadcaster.staff.roles import Grant
from broadcaster.works.models import (
    CutKind,
    Milestone,
    MilestoneState,
    PersonRole,
    PlannedCut,
    SitePerson,
)
from tests.broadcaster.console.conftest import Nadia, browser_of
from tests.broadcaster.console.journeys import Client, on_sqlite, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.support.staff import colleague


@dataclass(frozen=True)
class Elsewhere:
    """A second site, with one row of everything."""

    site_id: int
    staircase: int
    milestone: int
    cut: int
    broadcast: int
    series: int
    thread: int
    stranger: int  # the thread of somebody whom nobody knows
    person: int
    point: int
    lack: int
    alert: int


@pytest.fixture
async def elsewhere(
    database: Database, neighbourhood: Neighbourhood, nadia: Nadia, now: datetime
) -> Elsewhere:
    async with database.write() as session:
        site = Site(code="TIL", name="Les Tilleuls", city="Valmont")
        building, staircase = Building(code="T", address="9 rue T"), Staircase(code="9")
        site.buildings, building.staircases = [building], [staircase]
        home = Household(reference="T1", name="Famille Ailleurs")
        number = "+33639980077"
        home.contacts = [Contact(number=number, kind=NumberKind.MOBILE, language="fr")]
        staircase.flats = [Flat(number="91", floor=1, households=[home])]
        session.add(site)
        await session.flush()
        starts, ends = now + timedelta(days=3), now + timedelta(days=4)
        milestone = Milestone(
            site_id=site.id, reference="T1", kind="scaffolding", title="Toiture des Tilleuls",
            starts_at=starts, ends_at=ends, state=MilestoneState.PLANNED,
        )  # fmt: skip
        cut = PlannedCut(
            site_id=site.id, reference="T2", kind=CutKind.GAS, starts_at=starts, ends_at=ends
        )
        person = SitePerson(site_id=site.id, role=PersonRole.CARETAKER, name="M. Ailleurs")
        point = HelpPoint(
            site_id=site.id, reference="T", kind=HelpKind.WORKSHOP, name="Atelier Ailleurs"
        )
        session.add_all([milestone, cut, person, point])
        await session.flush()
        everybody = Audience(site_id=site.id)
        draft = Draft("Envoi aux Tilleuls", "Bonjour", everybody)
        broadcast = await create_draft(session, draft, nadia.id, now)
        weekly = WeeklyDraft("Point des Tilleuls", "Bonjour", everybody, Weekly(4, 10))
        series = await create_series(session, weekly, nadia.id, now)
        who = await correspondent_of(session, AnswerChannel.SMS, number, now)
        thread = await _thread(session, who.id, now)
        unknown = await correspondent_of(session, AnswerChannel.WEB, "web:x", now)
        stranger = await _thread(session, unknown.id, now)
        wish = Wish(str(site.id), "nuisance_waste", LackKind.MISSING)
        await note(session, wish, Question(who.id, str(site.id), "nuisance_waste"), now)
        detail: dict[str, object] = {"broadcast": broadcast.id, "failures": 1, "settled": 2}
        subject = f"broadcast {broadcast.id}"
        await raise_alert(session, "x", "broadcast_failing", subject, detail, now)
        return Elsewhere(
            site.id, staircase.id, milestone.id, cut.id, broadcast.id, series.id, thread,
            stranger, person.id, point.id, lack=1, alert=1,
        )  # fmt: skip


async def _thread(session: AsyncSession, correspondent_id: int, now: datetime) -> int:
    reason = Reason.MISSING_FACT
    thread = await open_thread(
        session, correspondent_id, topic="works_end", reason=reason, urgent=False, now=now
    )
    return thread.id


async def limited(
    database: Database, console: Client, now: datetime, *grants: Grant
) -> tuple[Client, int]:
    async with database.write() as session:
        user = await colleague(session, "Karim", now, grants)
        token = await log_in(session, user.id, now)
    return browser_of(console, token), user.id


@pytest.fixture
async def karim(
    stranger: Client, database: Database, nadia: Nadia, neighbourhood: Neighbourhood, now: datetime
) -> AsyncIterator[Client]:
    """The browser of somebody who writes, approves and answers for Les Lilas alone."""
    here = neighbourhood.site_id
    roles = [Grant(Role.EDITOR, here), Grant(Role.APPROVER, here)]
    browser, _ = await limited(database, stranger, now, *roles)
    yield browser
    await browser.session.close()


@pytest.fixture
async def zoe(
    stranger: Client, database: Database, nadia: Nadia, neighbourhood: Neighbourhood, now: datetime
) -> AsyncIterator[Client]:
    """The browser of somebody who reads everything, and writes for Les Lilas."""
    roles = [Grant(Role.VIEWER), Grant(Role.EDITOR, neighbourhood.site_id)]
    browser, _ = await limited(database, stranger, now, *roles)
    yield browser
    await browser.session.close()


ELSEWHERE = [
    "GET /milestones/{0.milestone}",
    "GET /milestones/{0.milestone}/told",
    "POST /milestones/{0.milestone}",
    "POST /milestones/{0.milestone}/confirm",
    "POST /milestones/{0.milestone}/plan",
    "GET /milestones/{0.milestone}/plan/j1",
    "POST /cuts/{0.cut}/confirm",
    "GET /broadcasts/{0.broadcast}",
    "GET /broadcasts/{0.broadcast}/preview",
    "GET /broadcasts/{0.broadcast}/edit",
    "GET /broadcasts/{0.broadcast}/live",
    "GET /broadcasts/{0.broadcast}/presence.csv",
    "POST /broadcasts/{0.broadcast}/approve",
    "POST /broadcasts/{0.broadcast}/cancel",
    "GET /broadcasts/new?milestone={0.milestone}",
    "GET /series/{0.series}",
    "POST /series/{0.series}/stop",
    "GET /threads/{0.thread}",
    "POST /threads/{0.thread}/reply",
    "POST /threads/{0.thread}/close",
    "GET /sites/{0.site_id}",
    "POST /sites/{0.site_id}/vie",
    "GET /people/{0.person}",
    "POST /people/{0.person}/confirm",
    "GET /help-points/{0.point}",
    "POST /help-points/{0.point}/remove",
    "POST /lacks/{0.lack}/dismiss",
    "POST /alerts/{0.alert}/seen",
]


@on_sqlite
async def test_no_page_of_another_site_is_there(karim: Client, elsewhere: Elsewhere) -> None:
    for one in ELSEWHERE:
        method, path = one.format(elsewhere).split(" ")
        answer = await karim.request(method, f"/staff{path}", allow_redirects=False)
        assert answer.status == 404, one


@on_sqlite
async def test_whoever_reads_it_may_not_change_it(zoe: Client, elsewhere: Elsewhere) -> None:
    forms = ("/edit", "/plan/j1", "milestone={0.milestone}", "{0.person}", "{0.point}")
    for one in ELSEWHERE:
        method, path = one.format(elsewhere).split(" ")
        changes = method == "POST" or one.endswith(forms)
        answer = await zoe.request(method, f"/staff{path}", allow_redirects=False)
        assert (answer.status == 403) is changes, (one, answer.status)


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        ("/", ["Toiture des Tilleuls", "Envoi aux Tilleuls", "Famille Ailleurs"]),
        ("/milestones", ["Toiture des Tilleuls", "Les Tilleuls"]),
        ("/broadcasts", ["Envoi aux Tilleuls"]),
        ("/broadcasts/new", ["Les Tilleuls", "Toiture"]),
        ("/series", ["Point des Tilleuls"]),
        ("/series/new", ["Les Tilleuls"]),
        ("/threads", ["Famille Ailleurs"]),
        ("/people", ["M. Ailleurs", "Atelier Ailleurs"]),
        ("/help-points", ["Atelier Ailleurs", "Les Tilleuls"]),
        ("/lacks", ["Tilleuls", "encombrants"]),
        ("/answers/cut_water", ["Les Tilleuls"]),
    ],
)
async def test_no_list_shows_another_site(
    karim: Client, client: Client, elsewhere: Elsewhere, path: str, hidden: list[str]
) -> None:
    mine = await text_of(karim, f"/staff{path}")
    everything = await text_of(client, f"/staff{path}")
    assert [word for word in hidden if word in mine] == []
    assert any(word in everything for word in hidden)


@on_sqlite
async def test_the_only_site_within_reach_opens_at_once(
    karim: Client, elsewhere: Elsewhere, neighbourhood: Neighbourhood
) -> None:
    answer = await karim.get("/staff/sites")
    assert answer.url.path == f"/staff/sites/{neighbourhood.site_id}"


@on_sqlite
async def test_alerts_of_another_site_are_left_out(
    karim: Client, client: Client, elsewhere: Elsewhere
) -> None:
    assert 'class="alerts"' not in await text_of(karim, "/staff/milestones")
    assert 'class="alerts"' in await text_of(client, "/staff/milestones")


@on_sqlite
async def test_a_stranger_is_everybodys(karim: Client, elsewhere: Elsewhere) -> None:
    answer = await karim.get(f"/staff/threads/{elsewhere.stranger}")
    assert answer.status == 200


@on_sqlite
async def test_no_broadcast_can_be_written_to_another_site(
    karim: Client, elsewhere: Elsewhere, neighbourhood: Neighbourhood
) -> None:
    fields = {"title": "T", "body": "Bonjour", "site": str(elsewhere.site_id)}
    answer = await karim.post("/staff/broadcasts/new", data=fields)
    assert answer.status == 400
    about = fields | {"site": str(neighbourhood.site_id), "milestone": str(elsewhere.milestone)}
    answer = await karim.post("/staff/broadcasts/new", data=about)
    assert answer.status == 400
    assert "Toiture" not in await answer.text()
    own = about | {"milestone": str(neighbourhood.milestone_id)}
    assert (await karim.post("/staff/broadcasts/new", data=own)).status == 200


@on_sqlite
async def test_a_text_for_every_site_is_for_who_edits_everywhere(
    karim: Client, client: Client, elsewhere: Elsewhere, neighbourhood: Neighbourhood
) -> None:
    fields = {"action": "save", "case": "found", "text": "Bonjour", "language": "fr"}
    path = "/staff/answers/service_thanks"
    refusal = await karim.post(path, data=fields)
    assert refusal.status == 403
    assert "pour toutes les résidences" in await refusal.text()
    assert (await karim.post(path, data=fields | {"site": "99"})).status == 404
    own = fields | {"site": str(neighbourhood.site_id)}
    assert (await karim.post(path, data=own)).status == 200


@on_sqlite
async def test_what_the_assistant_learns_is_for_who_edits_everywhere(karim: Client) -> None:
    assert (await karim.get("/staff/review")).status == 403
    assert "À vérifier" not in await text_of(karim, "/staff/")


@on_sqlite
async def test_work_on_ones_own_site_goes_on(
    karim: Client, elsewhere: Elsewhere, neighbourhood: Neighbourhood
) -> None:
    page = await text_of(karim, f"/staff/milestones/{neighbourhood.milestone_id}")
    assert "Toujours vrai" in page
    answer = await karim.post(f"/staff/milestones/{neighbourhood.milestone_id}/confirm")
    assert answer.status == 200
