"""What was last said to a correspondent, for what they go on to ask.

Revision: 0005
Before it: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PLACES = {"last_building_id": "building", "last_staircase_id": "staircase"}


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("correspondent") as batch:
        batch.add_column(sa.Column("last_topic", sa.String(length=120), nullable=True))
        batch.add_column(sa.Column("last_topic_at", sa.DateTime(timezone=True), nullable=True))
        for column, table in _PLACES.items():
            batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_correspondent_{column}_{table}"), table, [column], ["id"]
            )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("correspondent") as batch:
        for column, table in _PLACES.items():
            batch.drop_constraint(op.f(f"fk_correspondent_{column}_{table}"), type_="foreignkey")
            batch.drop_column(column)
        batch.drop_column("last_topic_at")
        batch.drop_column("last_topic")
