"""A landlord's systems: two keys, and an address that was told, that waits, and that failed."""

from datetime import timedelta

from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.models import Site
from broadcaster.staff.api_tokens import NewToken, Scope, create_token
from broadcaster.webhooks.endpoints import By, NewEndpoint, add_endpoint, send_test
from broadcaster.webhooks.models import Event, MessageState, WebhookMessage
from tests.support.clock import MovableClock


async def set_up_systems(database: Database, clock: MovableClock, user_id: int) -> None:
    """Make them."""
    now, by = clock(), By(user_id=user_id)
    year = now + timedelta(days=365)
    async with database.write() as session:
        sites = list(await session.scalars(select(Site.id)))
        gestion = NewToken("Logiciel de gestion locative", tuple(Scope), None, year)
        planning = NewToken("Planning de chantier", [Scope.WORKS_WRITE], sites, None)
        for one in (gestion, planning):
            await create_token(session, one, user_id, now)
        url = "https://logiciel-de-gestion.exemple.fr/evenements/palier?residence=les-lilas"
        endpoint = await add_endpoint(session, NewEndpoint(url, tuple(Event), None), by, now)
        for state, status, tries in (
            (MessageState.DONE, 204, 1),
            (MessageState.WAITING, 500, 3),
            (MessageState.GIVEN_UP, None, 9),
            (MessageState.WAITING, None, 0),
        ):
            row = await session.get_one(WebhookMessage, await send_test(session, endpoint, by, now))
            row.state, row.status, row.tries = state, status, tries
            row.trouble = "unreachable" if state is MessageState.GIVEN_UP else None
