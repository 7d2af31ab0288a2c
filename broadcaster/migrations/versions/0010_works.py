"""Versions of what the calendar says and of saved texts, and the addresses of its feeds.

Revision: 0010
Before it: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

VERSIONED = ("milestone", "planned_cut")
MOMENTS = ("j30", "j7", "j1", "done", "moved", "cancelled")


def upgrade() -> None:
    """Take the step."""
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        op.add_column(table, sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("tenants", "staff", name="feedaudience", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["building_id"], ["building.id"], name=op.f("fk_calendar_feed_building_id_building")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint(
            "building_id", "audience", name=op.f("uq_calendar_feed_building_id_audience")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_calendar_feed_token")),
    )
    op.create_table(
        "saved_text_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "moment",
            sa.Enum(*MOMENTS, name="moment", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["staff_user.id"],
            name=op.f("fk_saved_text_version_written_by_id_staff_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_text_version")),
    )
    op.create_index(
        "ix_saved_text_version_which",
        "saved_text_version",
        ["kind", "moment", "language", "id"],
        unique=False,
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_saved_text_version_which", table_name="saved_text_version")
    op.drop_table("saved_text_version")
    op.drop_table("calendar_feed")
    for table in VERSIONED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("changed_at")
            batch.drop_column("version")
