"""An audience is counted from an index alone.

Revision: 0015
Before it: 0014
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_COLUMNS = ["household_id", "kind", "consent", "offers_consent", "language", "reads_sms", "number"]


def upgrade() -> None:
    """Take the step."""
    op.create_index("ix_contact_audience", "contact", _COLUMNS)
    op.create_index("ix_contact_language", "contact", ["language"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_contact_language", table_name="contact")
    op.drop_index("ix_contact_audience", table_name="contact")
