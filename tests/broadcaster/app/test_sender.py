"""The engine is the one the operator chose."""

import pytest

from broadcaster.app.sender import engine_of, provider_http
from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Limits
from broadcaster.sending.engines.distributed.engine import ProcrastinateEngine
from broadcaster.sending.engines.distributed.schema import PostgresNeededError
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.models import Lane
from broadcaster.settings import Settings
from tests.broadcaster.sending.fakes import FakeGateway

POSTGRES = "postgresql+psycopg://palier@nowhere/palier"


@pytest.mark.parametrize(
    ("chosen", "kind"), [("local", LocalEngine), ("distributed", ProcrastinateEngine)]
)
def test_the_engine_is_as_set(chosen: str, kind: type) -> None:
    settings = Settings(_env_file=None, engine=chosen, database_url=POSTGRES)
    engine = engine_of(settings, Database(POSTGRES), FakeGateway(), utc_now)
    assert isinstance(engine, kind)


def test_several_senders_on_sqlite_are_refused(sqlite_database: Database) -> None:
    settings = Settings(_env_file=None, engine="distributed", database_url=POSTGRES)
    with pytest.raises(PostgresNeededError):
        engine_of(settings, sqlite_database, FakeGateway(), utc_now)


def test_replies_never_wait_for_a_connection_that_bulk_has() -> None:
    assert provider_http().limits.connections >= Limits().calls * len(Lane)
