"""An answer to a broadcast that asked may have a condition, or be that nobody knows yet.

Revision: 0018
Before it: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TABLE = "presence_answer"


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table(_TABLE) as batch_op:
        batch_op.alter_column("coming", existing_type=sa.Boolean(), nullable=True)
        batch_op.add_column(sa.Column("remark_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_presence_answer_remark_id_inbound_message"),
            "inbound_message",
            ["remark_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(op.f("ix_presence_answer_remark_id"), ["remark_id"])


def downgrade() -> None:
    """Take it back: who did not know yet has not answered."""
    op.execute(sa.text("DELETE FROM presence_answer WHERE coming IS NULL"))
    with op.batch_alter_table(_TABLE) as batch_op:
        batch_op.drop_index(op.f("ix_presence_answer_remark_id"))
        batch_op.drop_constraint(
            op.f("fk_presence_answer_remark_id_inbound_message"), type_="foreignkey"
        )
        batch_op.drop_column("remark_id")
        batch_op.alter_column("coming", existing_type=sa.Boolean(), nullable=False)
