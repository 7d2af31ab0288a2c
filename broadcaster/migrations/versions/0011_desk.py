"""The staff's desk: assignment, waiting times, notes, visits, canned answers, duty, escalation.

Revision: 0011
Before it: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UNMAILED = sa.text("delivery_id IS NULL AND mailed_at IS NULL")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _leads(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confidence", sa.Float(), nullable=True))
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.add_column(_number("assigned_to_id", nullable=True))
        for moment in ("unanswered_since", "first_answered_at"):
            batch_op.add_column(_moment(moment, nullable=True))
        batch_op.add_column(
            sa.Column("escalation_step", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_thread_assigned_to_id_staff_user"),
            "staff_user",
            ["assigned_to_id"],
            ["id"],
        )
        batch_op.create_index(batch_op.f("ix_thread_assigned_to_id"), ["assigned_to_id"])
    # What was answered before counts in the figures; what waits from before is not escalated.
    op.execute(
        "UPDATE thread SET first_answered_at = (SELECT min(reply.created_at) FROM reply "
        "WHERE reply.thread_id = thread.id AND reply.author = 'staff')"
    )
    _notes_and_visits()
    _canned_answers()
    _duty()
    _escalation()


def _notes_and_visits() -> None:
    op.create_table(
        "thread_note",
        _number("id"),
        _number("thread_id"),
        _number("author_id"),
        sa.Column("body", sa.Text(), nullable=False),
        _moment("written_at"),
        _leads("thread_note", "author_id", "staff_user"),
        _leads("thread_note", "thread_id", "thread"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_note")),
    )
    op.create_index(op.f("ix_thread_note_thread_id"), "thread_note", ["thread_id"])
    op.create_table(
        "thread_visit",
        _number("thread_id"),
        _number("user_id"),
        _moment("seen_at"),
        _moment("wrote_at", nullable=True),
        _leads("thread_visit", "thread_id", "thread"),
        _leads("thread_visit", "user_id", "staff_user"),
        sa.PrimaryKeyConstraint("thread_id", "user_id", name=op.f("pk_thread_visit")),
    )


def _canned_answers() -> None:
    op.create_table(
        "canned_answer",
        _number("id"),
        _number("site_id", nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        _moment("changed_at"),
        _number("changed_by_id", nullable=True),
        _leads("canned_answer", "changed_by_id", "staff_user"),
        _leads("canned_answer", "site_id", "site"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answer")),
    )


def _duty() -> None:
    op.create_table(
        "duty_turn",
        _number("id"),
        _number("user_id"),
        _moment("starts_at"),
        _moment("ends_at"),
        _number("entered_by_id", nullable=True),
        _moment("entered_at"),
        _leads("duty_turn", "entered_by_id", "staff_user"),
        _leads("duty_turn", "user_id", "staff_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_turn")),
    )
    op.create_index("ix_duty_turn_ends_at", "duty_turn", ["ends_at"])


def _escalation() -> None:
    op.create_table(
        "escalation_notice",
        _number("id"),
        _number("thread_id"),
        _number("user_id"),
        _number("step"),
        _moment("at"),
        sa.Column("delivery_id", sa.String(length=32), nullable=True),
        _moment("mail_tried_at", nullable=True),
        _moment("mailed_at", nullable=True),
        _leads("escalation_notice", "delivery_id", "delivery"),
        _leads("escalation_notice", "thread_id", "thread"),
        _leads("escalation_notice", "user_id", "staff_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_notice")),
    )
    op.create_index(op.f("ix_escalation_notice_thread_id"), "escalation_notice", ["thread_id"])
    op.create_index(
        "ix_escalation_notice_to_mail",
        "escalation_notice",
        ["id"],
        sqlite_where=UNMAILED,
        postgresql_where=UNMAILED,
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("escalation_notice", "duty_turn", "canned_answer", "thread_visit", "thread_note"):
        op.drop_table(table)
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_assigned_to_id"))
        batch_op.drop_constraint(
            batch_op.f("fk_thread_assigned_to_id_staff_user"), type_="foreignkey"
        )
        for column in (
            "assigned_to_id", "unanswered_since", "first_answered_at", "escalation_step",
        ):  # fmt: skip
            batch_op.drop_column(column)
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.drop_column("confidence")
    # The word is new: such threads are open as they were before.
    op.execute("UPDATE thread SET state = 'open' WHERE state = 'waiting'")
