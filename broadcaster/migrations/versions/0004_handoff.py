"""Threads that a person holds, clarifying questions, chosen languages, a limit of answers.

Revision: 0004
Before it: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "clarification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correspondent_id", sa.Integer(), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=False),
        sa.Column("topics", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["correspondent_id"],
            ["correspondent.id"],
            name=op.f("fk_clarification_correspondent_id_correspondent"),
        ),
        sa.ForeignKeyConstraint(
            ["inbound_id"],
            ["inbound_message.id"],
            name=op.f("fk_clarification_inbound_id_inbound_message"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
        sa.UniqueConstraint("inbound_id", name=op.f("uq_clarification_inbound_id")),
    )
    op.create_index(
        op.f("ix_clarification_correspondent_id"), "clarification", ["correspondent_id"]
    )
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic_chosen", sa.String(length=200), nullable=True))
    with op.batch_alter_table("correspondent", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("language_chosen", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("told_limit_at", sa.DateTime(timezone=True), nullable=True))
    _hold_threads()


def _hold_threads() -> None:
    with op.batch_alter_table("thread", schema=None) as batch_op:
        for moment in ("held_since", "staff_spoke_at", "told_held_at"):
            batch_op.add_column(sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("held_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("return_owed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("anger_answered", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_thread_held_by_id_staff_user"), "staff_user", ["held_by_id"], ["id"]
        )


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_thread_held_by_id_staff_user"), type_="foreignkey")
        for column in (
            "anger_answered", "return_owed", "held_by_id", "told_held_at", "staff_spoke_at",
            "held_since",
        ):  # fmt: skip
            batch_op.drop_column(column)
    with op.batch_alter_table("correspondent", schema=None) as batch_op:
        batch_op.drop_column("told_limit_at")
        batch_op.drop_column("language_chosen")
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.drop_column("topic_chosen")
    op.drop_index(op.f("ix_clarification_correspondent_id"), table_name="clarification")
    op.drop_table("clarification")
