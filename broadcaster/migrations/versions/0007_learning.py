"""Messages to learn from.

Revision: 0007
Before it: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=32)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "learning_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "why",
            _choice("why", "not_understood", "asked_back", "low_lead", "tenant", "staff"),
            nullable=False,
        ),
        sa.Column("guesses", sa.JSON(), nullable=False),
        sa.Column("suggested", sa.String(length=60), nullable=True),
        sa.Column(
            "state",
            _choice("samplestate", "new", "labelled", "rejected", "exported"),
            nullable=False,
        ),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["staff_user.id"],
            name=op.f("fk_learning_sample_decided_by_id_staff_user"),
        ),
        sa.ForeignKeyConstraint(
            ["inbound_id"],
            ["inbound_message.id"],
            name=op.f("fk_learning_sample_inbound_id_inbound_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_sample")),
        sa.UniqueConstraint(
            "inbound_id", "position", name=op.f("uq_learning_sample_inbound_id_position")
        ),
    )
    op.create_index("ix_learning_sample_state", "learning_sample", ["state", "id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_learning_sample_state", table_name="learning_sample")
    op.drop_table("learning_sample")
