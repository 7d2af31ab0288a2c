"""Households are found by « oeuvre » for « œuvre »: the texts they are found by are folded anew.

Revision: 0016
Before it: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# What ``register.search`` folded when this step was written; the texts have no capitals.
_WHOLE = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}


def upgrade() -> None:
    """Take the step."""
    connection = op.get_bind()
    for letter, parts in _WHOLE.items():
        connection.execute(
            sa.text(
                "UPDATE household_search SET words = replace(words, :letter, :parts)"
                " WHERE words LIKE :any"
            ),
            {"letter": letter, "parts": parts, "any": f"%{letter}%"},
        )


def downgrade() -> None:
    """Nothing to take back: the texts are made of the register, and written anew with it."""
