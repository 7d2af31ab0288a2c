"""Roles for one site: nothing of another one is seen, and nothing of it can be changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from broadcaster.answers.models import AnswerChannel
from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.writing import create_draft
from broadcaster.campaigns.series import Weekly, WeeklyDraft, create_series
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.lacks.models import LackKind
from broadcaster.conversations.lacks.noting import Question, Wish, note
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
from broadcaster.works.models import (
    CutKind,
    Milestone,
    MilestoneState,
    PersonRole,
    PlannedCut,
    SitePerson,
)
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import on_sqlite
from tests.broadcaster.console.neighbourhood import Neighbourhood

pytestmark = on_sqlite


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
        thread = await _thread(database, session, who.id, now)
        unknown = await correspondent_of(session, AnswerChannel.WEB, "web:x", now)
        stranger = await _thread(database, session, unknown.id, now)
        wish = Wish(str(site.id), "nuisance_waste", LackKind.MISSING)
        await note(session, wish, Question(who.id, str(site.id), "nuisance_waste"), now)
        detail: dict[str, object] = {"broadcast": broadcast.id, "failures": 1, "settled": 2}
        subject = f"broadcast {broadcast.id}"
        await raise_alert(session, "x", "broadcast_failing", subject, detail, now)
        return Elsewhere(
            site.id, staircase.id, milestone.id, cut.id, broadcast.id, series.id, thread,
            stranger, person.id, point.id, lack=1, alert=1,
        )  # fmt: skip
