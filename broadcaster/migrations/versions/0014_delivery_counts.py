"""How many messages of each broadcast are in each state, counted by the database as it writes.

Revision: 0014
Before it: 0013

Triggers count, so that no statement can forget to. A later step that makes ``delivery`` anew on
SQLite drops them with the old table: it must make them again.
"""

# ruff: noqa: S608 - the statements are made of our own names
import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_STATES = (
    "pending", "held", "sending", "unknown", "accepted", "sent", "delivered", "undelivered",
    "failed", "skipped",
)  # fmt: skip

_REASON = """CASE {row}state
    WHEN 'held' THEN COALESCE({row}hold_reason, '')
    WHEN 'skipped' THEN COALESCE({row}skip_reason, '')
    WHEN 'failed' THEN COALESCE(CAST({row}error_code AS VARCHAR(32)), '')
    WHEN 'undelivered' THEN COALESCE(CAST({row}error_code AS VARCHAR(32)), '')
    ELSE '' END"""
_UNTIL = "CASE {row}state WHEN 'held' THEN {row}held_until END"


def _key(row: str = "") -> str:
    reason, until = (one.format(row=row) for one in (_REASON, _UNTIL))
    return f"{row}broadcast_id, {row}state, {reason}, {until}"


_COLUMNS = "broadcast_id, state, reason, until, messages"
_SET_COLUMNS = "broadcast_id, state, hold_reason, held_until, skip_reason, error_code"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "delivery_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="deliverystate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_count")),
    )
    op.create_index("ix_delivery_count_broadcast", "delivery_count", ["broadcast_id", "state"])
    op.execute(
        f"INSERT INTO delivery_count ({_COLUMNS}) "
        f"SELECT broadcast_id, state, reason, until, COUNT(*) FROM ("
        f"SELECT broadcast_id, state, {_REASON.format(row='')} AS reason, "
        f"{_UNTIL.format(row='')} AS until FROM delivery WHERE broadcast_id IS NOT NULL"
        f") AS found GROUP BY broadcast_id, state, reason, until"
    )
    statements = _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        op.execute(sa.text(statement))
    op.drop_index("ix_delivery_broadcast", table_name="delivery")
    # With the id, a page of the messages in one state is read in order, wherever it begins.
    op.create_index("ix_delivery_broadcast", "delivery", ["broadcast_id", "state", "id"])


def _sqlite() -> list[str]:
    """One row for each key, changed in place: there is one writer at a time."""

    def counted(row: str, sign: str) -> str:
        reason, until = (one.format(row=row) for one in (_REASON, _UNTIL))
        here = (
            f"broadcast_id = {row}broadcast_id AND state = {row}state "
            f"AND reason = {reason} AND until IS {until}"
        )
        return (
            f"INSERT INTO delivery_count ({_COLUMNS}) SELECT {_key(row)}, 0 "
            f"WHERE {row}broadcast_id IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM delivery_count WHERE {here}); "
            f"UPDATE delivery_count SET messages = messages {sign} 1 WHERE {here};"
        )

    more, less = counted("new.", "+"), counted("old.", "-")
    names = _SET_COLUMNS.split(", ")
    changed = " OR ".join(f"new.{name} IS NOT old.{name}" for name in names)
    return [
        f"CREATE TRIGGER delivery_added AFTER INSERT ON delivery BEGIN {more} END",
        f"CREATE TRIGGER delivery_gone AFTER DELETE ON delivery BEGIN {less} END",
        f"CREATE TRIGGER delivery_changed AFTER UPDATE OF {_SET_COLUMNS} ON delivery "
        f"WHEN {changed} BEGIN {less} {more} END",
    ]


def _postgresql() -> list[str]:
    """Differences, written once a statement: senders at work together wait for no common row."""

    def side(table: str, number: str) -> str:
        return f"SELECT {_key()}, {number} FROM {table} WHERE broadcast_id IS NOT NULL"

    def function(name: str, *sides: str) -> str:
        found = " UNION ALL ".join(sides)
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO delivery_count ({_COLUMNS}) "
            f"SELECT found.broadcast_id, found.state, found.reason, found.until, SUM(found.number) "
            f"FROM ({found}) AS found (broadcast_id, state, reason, until, number) "
            f"GROUP BY 1, 2, 3, 4 HAVING SUM(found.number) <> 0; RETURN NULL; END $$"
        )

    def trigger(name: str, moment: str, tables: str) -> str:
        return (
            f"CREATE TRIGGER {name} AFTER {moment} ON delivery REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )

    more, less = side("new_rows", "1"), side("old_rows", "-1")
    new, old = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
    return [
        function("delivery_added", more),
        function("delivery_gone", less),
        function("delivery_changed", more, less),
        trigger("delivery_added", "INSERT", new),
        trigger("delivery_gone", "DELETE", old),
        trigger("delivery_changed", "UPDATE", f"{new} {old}"),
    ]


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_delivery_broadcast", table_name="delivery")
    op.create_index("ix_delivery_broadcast", "delivery", ["broadcast_id", "state"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in ("delivery_added", "delivery_gone", "delivery_changed"):
        op.execute(f"DROP TRIGGER {name}" + ("" if on_sqlite else " ON delivery"))
        if not on_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("delivery_count")
