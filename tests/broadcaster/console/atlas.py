"""The atlas: every page of the console, by the name of its picture. A new page is added here."""

from datetime import datetime, timedelta

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.conversations.threads import Reason, open_thread
from broadcaster.database import Database
from broadcaster.reports import keeping
from tests.broadcaster.console.reviewing import wondered
from tests.broadcaster.console.scene import Scene

EXCUSED = {
    "/setup/{token}": "opens once, before any account exists",
    "/broadcasts/{id}/live": "a stream of events",
    "/broadcasts/{id}/presence.csv": "a file",
    "/reports/{name}/{section}.csv": "a file",
    "/reports/unreached.csv": "a file",
    "/audit.csv": "a file",
    "/calendars/{token}.ics": "a file",
    "/imports/{id}/findings.csv": "a file",
    "/second-factor/qr.svg": "a picture",
    "/second-factor/setup": "opens while a second factor is set up",
    "/households/results": "a part of the page of households",
    "/threads/pulse": "a part of the list of requests",
    "/threads/{id}/pulse": "a part of the page of a request",
    "/invitations/{token}": "opens once, by its link; looked at with the team's pages",
    "/reset/{token}": "opens once, by its link",
    "/login/code": "opens between two steps of a login",
    "/imports/{id}": "looked at in the imports' own journey",
    "/static": "files",
}
"""Addresses a GET opens that are no page, each with the reason."""


async def furnish(database: Database, now: datetime) -> None:
    """What the scene lacks for every page to have something on it."""
    for body in ("wsh la douche", "c koi ce bruit"):
        await wondered(database, now, body, "works_start", "cut_water", "nuisance_noise")
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, "+33639980011", now)
        thread = await open_thread(
            session, who.id, topic="works_end", reason=Reason.MISSING_FACT, urgent=False, now=now
        )
        thread_id, asked_at = thread.id, now - timedelta(days=8)
        for sid, at in (("SMscene", now), ("SMbefore", asked_at)):
            session.add(
                InboundMessage(
                    sid=sid, correspondent_id=who.id, thread_id=thread_id, body="C'est quand ?",
                    received_at=at, handled_at=at, understood_as="works_end",
                )
            )  # fmt: skip
    await keeping.look(database, now)


def addresses(scene: Scene) -> dict[str, str]:
    """The pages, by the name of their picture."""
    return {
        "login": "/login",
        "forgotten": "/forgotten",
        "home": "/",
        "threads": "/threads",
        "thread": f"/threads/{scene.thread}",
        "review": "/review",
        "reviewed": "/review/done",
        "review-group": "/review/1",
        "review-text": "/review/1/text",
        "milestones": "/milestones",
        "broadcasts": "/broadcasts",
        "new": f"/broadcasts/new?milestone={scene.milestone}",
        "edit": f"/broadcasts/{scene.draft}/edit",
        "edit-approved": f"/broadcasts/{scene.scheduled}/edit",
        "preview": f"/broadcasts/{scene.draft}/preview",
        "audience": "/audience?site=1",
        "to-approve": f"/broadcasts/{scene.to_approve}",
        "scheduled": f"/broadcasts/{scene.scheduled}",
        "under-way": f"/broadcasts/{scene.under_way}",
        "paused": f"/broadcasts/{scene.paused}",
        "cancelled": f"/broadcasts/{scene.cancelled}",
        "delivery": f"/deliveries/{scene.delivery}",
        "milestone": f"/milestones/{scene.milestone}",
        "told": f"/milestones/{scene.milestone}/told",
        "plan": f"/milestones/{scene.planned}",
        "plan-running": f"/milestones/{scene.running}",
        "planned-message": f"/milestones/{scene.planned}/plan/j7",
        "correction": f"/broadcasts/{scene.correction}",
        "correction-edit": f"/broadcasts/{scene.correction}/edit",
        "series-list": "/series",
        "series": f"/series/{scene.series}",
        "series-new": "/series/new",
        "answers": "/answers",
        "answer": "/answers/cut_water",
        "answer-arabic": "/answers/offer_price?language=ar&channel=web",
        "lacks": "/lacks",
        "site": "/sites",
        "site-facts": "/sites/1",
        "people": "/people",
        "help-points": "/help-points",
        "help-point": "/help-points/1",
        "person": "/people/1",
        "colleagues": "/colleagues",
        "audit": "/audit?what=broadcast",
        "account": "/password",
        "broadcast-calendar": "/broadcasts/calendar",
        "saved-texts": "/broadcasts/texts",
        "saved-text": "/broadcasts/texts/windows/j7",
        "milestone-new": "/milestones/new",
        "cut": "/cuts/1",
        "cut-new": "/cuts/new",
        "timeline": "/works/timeline",
        "timeline-month": "/works/timeline?length=1",
        "buildings": "/works/buildings",
        "building": "/works/buildings/1",
        "poster": "/works/buildings/1/poster",
        "poster-staircase": "/works/buildings/1/poster?staircase=1&weeks=8",
        "to-confirm": "/works/to-confirm",
        "threads-found": "/threads?q=a",
        "threads-closed": "/threads?state=closed",
        "thread-emergency": f"/threads/{scene.emergency}",
        "canned-answers": "/canned-answers",
        "canned-answer": f"/canned-answers/{scene.canned}",
        "duty": "/duty",
        "colleague": "/colleagues/1",
        "sessions": "/sessions",
        "second-factor": "/second-factor",
        "households": "/households",
        "households-found": "/households?q=becquerelle",
        "household": "/households/4",
        "household-told": "/households/1",
        "household-edit": "/households/1/edit",
        "household-card": "/households/1/card",
        "contact": "/households/1/contacts/1",
        "contact-new": "/households/1/contacts/new",
        "place-site": "/places/site/1",
        "place-staircase": "/places/staircase/1",
        "place-flat": "/places/flat/1",
        "place-new": "/places/new",
        "imports": "/imports",
        "export": "/households/export",
        "api-tokens": "/api-tokens",
        "webhooks": "/webhooks",
        "webhook": "/webhooks/1",
        "reports": "/reports",
        "unreached": "/reports/unreached",
        "report-reach": "/reports/reach",
        "report-deliveries": "/reports/deliveries",
        "report-answers": "/reports/answers",
        "report-topics": "/reports/topics",
        "report-costs": "/reports/costs?period=all",
        "report-optouts": "/reports/optouts",
        "report-cards": "/reports/cards",
    }
