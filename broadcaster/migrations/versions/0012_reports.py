"""Figures kept ready for reports.

Revision: 0012
Before it: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STATES = (
    "pending", "held", "sending", "unknown", "accepted", "sent", "delivered", "undelivered",
    "failed", "skipped",
)  # fmt: skip


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=32)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "delivery_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lane", _choice("lane", "reply", "bulk"), nullable=False),
        sa.Column("state", _choice("deliverystate", *_STATES), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("prefix", sa.String(length=9), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_day")),
        sa.UniqueConstraint(
            "day", "site_id", "building_id", "lane", "state", "reason", "prefix",
            name=op.f("uq_delivery_day_day_site_id_building_id_lane_state_reason_prefix"),
        ),
    )  # fmt: skip
    op.create_index("ix_delivery_day_place", "delivery_day", ["building_id", "day"])
    op.create_table(
        "inbound_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("within", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_day")),
        sa.UniqueConstraint(
            "day", "site_id", "building_id", "topic", "within",
            name=op.f("uq_inbound_day_day_site_id_building_id_topic_within"),
        ),
    )  # fmt: skip
    op.create_index("ix_inbound_day_place", "inbound_day", ["building_id", "day"])
    op.create_table(
        "household_reach",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("staircase_id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=140), nullable=False),
        sa.Column("form", _choice("form", "sms", "voice", "paper"), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_state", _choice("deliverystate", *_STATES), nullable=True),
        sa.Column("tried_reason", sa.String(length=32), nullable=True),
        sa.Column(
            "phone",
            _choice(
                "phonekind", "none", "landline", "keypad", "smartphone_offline", "smartphone_online"
            ),
            nullable=True,
        ),
        sa.Column("reads_sms", sa.Integer(), nullable=True),
        sa.Column("french", _choice("frenchreading", "easy", "hard", "very_hard"), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_household_reach_household_id_household"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("household_id", name=op.f("pk_household_reach")),
    )
    op.create_index(
        "ix_household_reach_figures",
        "household_reach",
        ["site_id", "building_id", "form", "tried_at", "reached_at"],
    )
    op.create_index(
        "ix_household_reach_door",
        "household_reach",
        ["site_id", "door", "building_id", "form", "tried_at", "reached_at"],
    )
    op.create_index(
        "ix_household_reach_cards", "household_reach", ["site_id", "phone", "reads_sms", "french"]
    )
    op.create_table(
        "report_mark",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_report_mark")),
    )
    op.create_index("ix_delivery_created_at", "delivery", ["created_at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_delivery_created_at", table_name="delivery")
    op.drop_table("report_mark")
    op.drop_table("household_reach")
    op.drop_table("inbound_day")
    op.drop_table("delivery_day")
