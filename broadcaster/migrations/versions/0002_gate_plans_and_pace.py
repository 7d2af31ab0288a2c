"""The gate, plans of messages and shared pace.

Revision: 0002
Before it: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "sender",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("segments_per_second", sa.Double(), nullable=False),
        sa.Column("next_free", sa.Double(), nullable=False),
        sa.Column("throttled_until", sa.Double(), nullable=False),
        sa.Column("throttles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sender")),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["staff_user.id"], name=op.f("fk_alert_seen_by_id_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_key")),
    )
    op.create_index(
        "ix_alert_open",
        "alert",
        ["id"],
        unique=False,
        sqlite_where=sa.text("seen_at IS NULL"),
        postgresql_where=sa.text("seen_at IS NULL"),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["staff_user.id"], name=op.f("fk_series_approved_by_id_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["staff_user.id"], name=op.f("fk_series_created_by_id_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "message_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "approved", "stopped", name="planstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("followed", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["staff_user.id"],
            name=op.f("fk_message_plan_approved_by_id_staff_user"),
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_message_plan_milestone_id_milestone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_plan")),
        sa.UniqueConstraint("milestone_id", name=op.f("uq_message_plan_milestone_id")),
    )
    op.create_table(
        "mailing",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column(
            "hours",
            sa.Enum("courtesy", "urgent", "offer", name="hours", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("department", sa.String(length=3), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "pause_reason",
            sa.Enum(
                "staff",
                "failures",
                "configuration",
                name="pausereason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("pause_code", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("any_hour", sa.Boolean(), nullable=False),
        sa.Column("beyond_daily_limit", sa.Boolean(), nullable=False),
        sa.Column("override_reason", sa.String(length=200), nullable=True),
        sa.Column("failures_forgiven", sa.Integer(), nullable=False),
        sa.Column("settled_forgiven", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_mailing_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", name=op.f("pk_mailing")),
    )
    op.create_table(
        "planned_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "moment",
            sa.Enum(
                "j30",
                "j7",
                "j1",
                "done",
                "moved",
                "cancelled",
                name="moment",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_planned_message_broadcast_id_broadcast"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["message_plan.id"], name=op.f("fk_planned_message_plan_id_message_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_message")),
        sa.UniqueConstraint("plan_id", "moment", name=op.f("uq_planned_message_plan_id_moment")),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "written",
                    "planned",
                    "correction",
                    "recurring",
                    name="broadcastkind",
                    native_enum=False,
                    length=32,
                ),
                nullable=False,
                server_default="written",
            )
        )
        batch_op.add_column(
            sa.Column(
                "purpose",
                sa.Enum(
                    "information", "urgent", "offer", name="purpose", native_enum=False, length=32
                ),
                nullable=False,
                server_default="information",
            )
        )
        batch_op.add_column(sa.Column("versions", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(
            sa.Column(
                "moment",
                sa.Enum(
                    "j30",
                    "j7",
                    "j1",
                    "done",
                    "moved",
                    "cancelled",
                    name="moment",
                    native_enum=False,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("told", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("submitted_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("occurrence_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("created_by_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            batch_op.f("ix_broadcast_milestone_id"), ["milestone_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_broadcast_state"), ["state"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_broadcast_series_id_occurrence_at"), ["series_id", "occurrence_at"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_broadcast_approved_by_id_staff_user"),
            "staff_user",
            ["approved_by_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_broadcast_submitted_by_id_staff_user"),
            "staff_user",
            ["submitted_by_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_broadcast_series_id_series"), "series", ["series_id"], ["id"]
        )

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "offers_consent",
                sa.Enum(
                    "not_asked", "given", "refused", name="consent", native_enum=False, length=32
                ),
                nullable=False,
                server_default="not_asked",
            )
        )
        batch_op.add_column(
            sa.Column("offers_consent_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("offers_consent_source", sa.String(length=120), nullable=True)
        )

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("household_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column(
                "hold_reason",
                sa.Enum(
                    "approval",
                    "paused",
                    "quiet_hours",
                    "daily_limit",
                    "configuration",
                    name="holdreason",
                    native_enum=False,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("milestone_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("told", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_delivery_broadcast_id_contact_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_delivery_due"))
        batch_op.create_index(
            "ix_delivery_due",
            ["lane", "sender", "due_at", "created_at"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index("ix_delivery_broadcast", ["broadcast_id", "state"], unique=False)
        batch_op.create_index(
            "ix_delivery_held",
            ["held_until"],
            unique=False,
            sqlite_where=sa.text("held_until IS NOT NULL"),
            postgresql_where=sa.text("held_until IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(
            "ix_delivery_look",
            ["look_at"],
            unique=False,
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_delivery_told",
            ["milestone_id", "contact_id"],
            unique=False,
            sqlite_where=sa.text("told IS NOT NULL"),
            postgresql_where=sa.text("told IS NOT NULL"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_broadcast_id_contact_id_round"),
            ["broadcast_id", "contact_id", "round"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_delivery_milestone_id_milestone"), "milestone", ["milestone_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_delivery_household_id_household"), "household", ["household_id"], ["id"]
        )

    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("department", sa.String(length=3), nullable=False, server_default="")
        )

    with op.batch_alter_table("staff_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(length=20), nullable=True))

    _keep_what_was_planned()


def _keep_what_was_planned() -> None:
    """Broadcasts planned before there were approvals go on as they were planned."""
    op.execute(
        "UPDATE broadcast SET approved_at = created_at, approved_by_id = created_by_id, "
        "submitted_by_id = created_by_id WHERE state IN ('scheduled', 'releasing', 'sending')"
    )
    op.execute(
        "INSERT INTO mailing (broadcast_id, hours, department, approved_at, any_hour, "
        "beyond_daily_limit, failures_forgiven, settled_forgiven) "
        "SELECT id, 'courtesy', '', created_at, false, false, 0, 0 FROM broadcast "
        "WHERE state IN ('scheduled', 'releasing', 'sending')"
    )
    op.execute(
        "UPDATE delivery SET household_id = "
        "(SELECT contact.household_id FROM contact WHERE contact.id = delivery.contact_id)"
    )
    op.execute(
        "UPDATE delivery SET left_at = "
        "(SELECT max(attempt.started_at) FROM attempt WHERE attempt.delivery_id = delivery.id) "
        "WHERE state NOT IN ('pending', 'skipped')"
    )
    op.execute("UPDATE delivery SET look_at = updated_at WHERE state IN ('sending', 'unknown')")


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("staff_user", schema=None) as batch_op:
        batch_op.drop_column("number")

    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_column("department")

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_delivery_household_id_household"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_delivery_milestone_id_milestone"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("uq_delivery_broadcast_id_contact_id_round"), type_="unique"
        )
        batch_op.drop_index(
            "ix_delivery_told",
            sqlite_where=sa.text("told IS NOT NULL"),
            postgresql_where=sa.text("told IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_delivery_look",
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_delivery_household_id"))
        batch_op.drop_index(
            "ix_delivery_held",
            sqlite_where=sa.text("held_until IS NOT NULL"),
            postgresql_where=sa.text("held_until IS NOT NULL"),
        )
        batch_op.drop_index("ix_delivery_broadcast")
        batch_op.drop_index(
            "ix_delivery_due",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_due"), ["state", "lane", "due_at"], unique=False
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_broadcast_id_contact_id"), ["broadcast_id", "contact_id"]
        )
        batch_op.drop_column("look_at")
        batch_op.drop_column("left_at")
        batch_op.drop_column("told")
        batch_op.drop_column("milestone_id")
        batch_op.drop_column("held_until")
        batch_op.drop_column("hold_reason")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("round")
        batch_op.drop_column("household_id")

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("offers_consent_source")
        batch_op.drop_column("offers_consent_at")
        batch_op.drop_column("offers_consent")

    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_broadcast_series_id_series"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("fk_broadcast_submitted_by_id_staff_user"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_broadcast_approved_by_id_staff_user"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_broadcast_series_id_occurrence_at"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_broadcast_state"))
        batch_op.drop_index(batch_op.f("ix_broadcast_milestone_id"))
        batch_op.alter_column("created_by_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("occurrence_at")
        batch_op.drop_column("series_id")
        batch_op.drop_column("approved_at")
        batch_op.drop_column("approved_by_id")
        batch_op.drop_column("submitted_by_id")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("told")
        batch_op.drop_column("moment")
        batch_op.drop_column("versions")
        batch_op.drop_column("purpose")
        batch_op.drop_column("kind")

    op.drop_table("planned_message")
    op.drop_table("mailing")
    op.drop_table("message_plan")
    op.drop_table("series")
    op.drop_table("alert")
    op.drop_table("sender")
