"""A request notes that its open question is asked once more.

Revision: 0017
Before it: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("tenant_request") as batch_op:
        batch_op.add_column(
            sa.Column("doubted", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("tenant_request") as batch_op:
        batch_op.drop_column("doubted")
