"""An estate at size: households, broadcasts over half a year, questions and threads."""

import json
import random
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, create_engine, insert, literal, make_url, select, text, update

from benchmarks.stage import BODY, PAGE, number, settle_households
from broadcaster.campaigns.models import Broadcast
from broadcaster.conversations.models import Correspondent, InboundMessage, Reply, Thread
from broadcaster.database import Database
from broadcaster.register.models import Contact, DigitalCard, NumberKind, OptOut
from broadcaster.register.search import index_households
from broadcaster.sending.models import DELIVERIES, Mailing
from broadcaster.staff.models import Role, StaffRole
from broadcaster.works.models import Milestone

TO_EVERYBODY: Final = 10
"""Broadcasts each household has had."""

DRAFT: Final = TO_EVERYBODY + 1
"""The id of a broadcast that is being written."""

DAYS: Final = 180
QUESTIONS, THREADS, MILESTONES = 100_000, 5_000, 200
TOPICS: Final = ("cut_water", "works_start", "works_my_flat", "money_rent", "offer_price", "greet")

_STATES: Final = (
    ("delivered", None), ("delivered", None), ("delivered", None), ("delivered", None),
    ("delivered", None), ("delivered", None), ("sent", None), ("undelivered", 30003),
    ("undelivered", 30005), ("failed", 21614),
)  # fmt: skip


def fill(url: str, households: int, deliveries: int, now: datetime) -> None:
    """Write it all with bulk inserts, then what both databases need to plan with (ANALYZE)."""
    settle_households(url, households, now)
    engine = create_engine(
        make_url(url).set(drivername=url.split(":")[0].replace("+aiosqlite", ""))
    )
    chance = random.Random(5)  # noqa: S311 - not for secrets
    with engine.begin() as connection:
        connection.execute(insert(StaffRole), [{"user_id": 1, "role": role} for role in Role])
        _telephones(connection, now)
        _cards(connection, households, chance)
        _broadcasts(connection, now)
        _deliveries(connection, households, deliveries, now, chance)
        _questions(connection, households, now, chance)
        _milestones(connection, now)
        connection.execute(text("ANALYZE"))
    engine.dispose()


async def fill_search(database: Database, households: int) -> None:
    """What households are found by, as every writing of the register keeps it."""
    async with database.write() as session:
        await index_households(session, range(1, households + 1))


def _telephones(connection: Connection, now: datetime) -> None:
    """Some have only a fixed line, some asked for silence, a tenth reads Arabic."""
    of = Contact.id
    connection.execute(update(Contact).where(of % 20 == 0).values(kind=NumberKind.LANDLINE))
    connection.execute(update(Contact).where(of % 10 == 3).values(language="ar"))
    silent = select(Contact.number, literal(now), literal("keyword")).where(of % 100 == 7)
    connection.execute(insert(OptOut).from_select(["number", "since", "source"], silent))


def _cards(connection: Connection, households: int, chance: random.Random) -> None:
    kinds = ("none", "landline", "keypad", "smartphone_offline", "smartphone_online")
    rows = [
        {
            "household_id": n,
            "phone": chance.choice(kinds),
            "reads_sms": chance.randrange(4),
            "french": chance.choice(("easy", "hard", "very_hard")),
        }
        for n in range(1, households + 1, 2)
    ]
    connection.execute(insert(DigitalCard), rows)


def _broadcasts(connection: Connection, now: datetime) -> None:
    rows = [
        {
            "id": n,
            "title": f"Envoi {n}",
            "body": BODY,
            "versions": {},
            "audience": json.loads('{"site_id": 1}'),
            "state": "done",
            "scheduled_at": _day(now, n - 1),
            "created_at": _day(now, n - 1),
            "released_at": _day(now, n - 1),
            "finished_at": _day(now, n - 1),
            "created_by_id": 1,
        }
        for n in range(1, TO_EVERYBODY + 1)
    ]
    connection.execute(insert(Broadcast), rows)
    connection.execute(insert(Broadcast), [_draft(now)])
    connection.execute(
        insert(Mailing), [{"broadcast_id": row["id"], "approved_at": now} for row in rows]
    )


def _draft(now: datetime) -> dict[str, Any]:
    """One that is being written, to everybody, each with their own text."""
    return {
        "id": DRAFT,
        "title": "Brouillon",
        "body": "Bonjour {nom}, escalier {escalier}, appartement {appartement}.",
        "versions": {"ar": "مرحبا {nom}"},
        "audience": {"site_id": 1},
        "state": "draft",
        "created_at": now,
        "created_by_id": 1,
    }


def _day(now: datetime, place: int) -> datetime:
    return now - timedelta(days=DAYS - place * (DAYS / TO_EVERYBODY))


def _deliveries(
    connection: Connection, households: int, count: int, now: datetime, chance: random.Random
) -> None:
    """A broadcast goes to a tenth of the estate a day: staircases have their own dates."""
    for start in range(0, count, PAGE):
        rows = []
        for n in range(start, min(count, start + PAGE)):
            household, broadcast = n % households, n // households % TO_EVERYBODY
            at = _day(now, broadcast) + timedelta(days=household % 1000 // 100, seconds=n % 30_000)
            rows.append(_delivery(n, household, broadcast, at, chance))
        connection.execute(insert(DELIVERIES), rows)


def _delivery(
    n: int, household: int, broadcast: int, at: datetime, chance: random.Random
) -> dict[str, Any]:
    state, code = chance.choice(_STATES)
    return {
        "id": f"{n:032x}",
        "broadcast_id": broadcast + 1,
        "contact_id": household + 1,
        "household_id": household + 1,
        "round": 0,
        "lane": "bulk",
        "sender": "+33199000100",
        "to_number": number(household),
        "body": BODY,
        "segments": 1,
        "state": state,
        "error_code": code,
        "due_at": at,
        "created_at": at,
        "updated_at": at,
    }


def _questions(
    connection: Connection, households: int, now: datetime, chance: random.Random
) -> None:
    people = range(1, min(households, QUESTIONS // 5) + 1)
    connection.execute(
        insert(Correspondent),
        [
            {"id": n, "channel": "sms", "address": number(n), "token": f"t{n}", "created_at": now}
            for n in people
        ],
    )
    messages, threads, replies = [], [], []
    for n in range(QUESTIONS):
        at = now - timedelta(days=chance.uniform(0, DAYS))
        messages.append(
            {
                "sid": f"SM{n}", "correspondent_id": n % len(people) + 1, "body": "Bonjour",
                "received_at": at, "state": "handled",
                "handled_at": at + timedelta(seconds=chance.expovariate(0.5)),
                "understood_as": chance.choice(TOPICS),
            }
        )  # fmt: skip
    for n in range(1, THREADS + 1):
        at = now - timedelta(days=chance.uniform(0, DAYS))
        threads.append(
            {
                "id": n, "correspondent_id": n, "topic": "cut_water", "reason": "missing",
                "state": "open" if n % 50 == 0 else "closed", "opened_at": at,
                "last_message_at": at,
            }
        )  # fmt: skip
        replies.append(
            {
                "correspondent_id": n, "thread_id": n, "author": "staff", "body": "Bonjour",
                "created_at": at + timedelta(hours=chance.expovariate(0.1)),
            }
        )  # fmt: skip
    connection.execute(insert(InboundMessage), messages)
    connection.execute(insert(Thread), threads)
    connection.execute(insert(Reply), replies)


def _milestones(connection: Connection, now: datetime) -> None:
    connection.execute(
        insert(Milestone),
        [
            {
                "site_id": 1, "building_id": n % 100 + 1, "reference": f"M{n}",
                "kind": "scaffolding", "title": f"Étape {n}", "detail": "",
                "starts_at": now + timedelta(days=n), "ends_at": now + timedelta(days=n + 1),
                "state": "planned",
            }
            for n in range(MILESTONES)
        ],
    )  # fmt: skip
