"""Requests of tenants, and who will be at home.

Revision: 0003
Before it: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "tenant_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("correspondent_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "done", "left", "silent",
                name="requeststate", native_enum=False, length=32,
            ),
            nullable=False,
        ),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("said", sa.String(length=600), nullable=False),
        sa.Column("asked", sa.String(length=20), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard", sa.String(length=64), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["correspondent_id"],
            ["correspondent.id"],
            name=op.f("fk_tenant_request_correspondent_id_correspondent"),
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_tenant_request_thread_id_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_tenant_request_reference")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_tenant_request_correspondent_id"),
        "tenant_request",
        ["correspondent_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tenant_request_thread_id"), "tenant_request", ["thread_id"], unique=False
    )
    op.create_index(
        "ix_tenant_request_open",
        "tenant_request",
        ["correspondent_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "presence_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("coming", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_presence_answer_broadcast_id_broadcast"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_presence_answer_household_id_household"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_answer")),
        sa.UniqueConstraint(
            "broadcast_id",
            "household_id",
            name=op.f("uq_presence_answer_broadcast_id_household_id"),
        ),
    )
    op.create_index(
        op.f("ix_presence_answer_household_id"), "presence_answer", ["household_id"], unique=False
    )
    for table in ("broadcast", "mailing"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("asks_presence", sa.Boolean(), nullable=False, server_default=sa.false())
            )


def downgrade() -> None:
    """Take it back."""
    for table in ("mailing", "broadcast"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("asks_presence")
    op.drop_table("presence_answer")
    op.drop_table("tenant_request")
