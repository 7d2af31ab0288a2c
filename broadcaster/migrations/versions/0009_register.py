"""The register in the console: what households are found by, helpers, imports that wait.

Revision: 0009
Before it: 0007
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROWS_AT_ONCE = 1000

HOUSEHOLDS = """
SELECT household.id, household.name, household.reference,
 building.code, staircase.code, flat.number
FROM household JOIN flat ON flat.id = household.flat_id
JOIN staircase ON staircase.id = flat.staircase_id
JOIN building ON building.id = staircase.building_id
"""


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reads_sms", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("helper_name", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("helper_relation", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("consent_source", sa.String(length=120), nullable=True))
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject", "id"], unique=False)
    _imports()
    _search()


def _imports() -> None:
    op.create_table(
        "register_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "refused",
                "checked",
                "done",
                "undone",
                name="importstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("plan_sha256", sa.String(length=64), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff_user.id"], name=op.f("fk_register_import_user_id_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    op.create_table(
        "import_touch",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("left_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_import_touch_household_id_household"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["register_import.id"],
            name=op.f("fk_import_touch_import_id_register_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "household_id", name=op.f("pk_import_touch")),
    )
    op.create_index(op.f("ix_import_touch_household_id"), "import_touch", ["household_id"])
    op.create_table(
        "import_mapping",
        sa.Column("titles_sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("titles_sha256", name=op.f("pk_import_mapping")),
    )


def _search() -> None:
    """Make the table, and write what the households there are found by."""
    made = op.create_table(
        "household_search",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_household_search_household_id_household"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("household_id", name=op.f("pk_household_search")),
    )
    connection = op.get_bind()
    numbers: dict[int, list[str]] = {}
    for household_id, number in connection.execute(
        sa.text("SELECT household_id, number FROM contact ORDER BY id")
    ):
        numbers.setdefault(household_id, []).append(number)
    rows = [
        {"household_id": one, "words": _words(name, reference, place, numbers.get(one, []))}
        for one, name, reference, *place in connection.execute(sa.text(HOUSEHOLDS))
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        connection.execute(sa.insert(made), rows[start : start + ROWS_AT_ONCE])


# What ``register.search`` did when this step was written.


def _words(name: str, reference: str, place: list[str], numbers: list[str]) -> str:
    codes = [_folded(code) for code in place]
    digits = [f"0{one[3:]}" if one.startswith("+33") else one.lstrip("+") for one in numbers]
    parts = (
        " ".join(codes),
        f"{codes[0]}{codes[1]} {codes[1]}{codes[2]} {''.join(codes)}",
        _said(name),
        _said(reference),
        " ".join(digits),
    )
    return f" {' | '.join(parts)} "


def _said(text: str) -> str:
    found: list[str] = []
    for chunk in text.split():
        pieces = "".join(sign if sign.isalnum() else " " for sign in _plain(chunk)).split()
        found += dict.fromkeys(["".join(pieces), *pieces])
    return " ".join(found)


def _folded(text: str) -> str:
    return "".join(sign for sign in _plain(text) if sign.isalnum())


def _plain(text: str) -> str:
    signs = unicodedata.normalize("NFKD", text.replace("°", "")).casefold()
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def downgrade() -> None:
    """Take it back."""
    op.drop_table("household_search")
    op.drop_table("import_mapping")
    op.drop_index(op.f("ix_import_touch_household_id"), table_name="import_touch")
    op.drop_table("import_touch")
    op.drop_table("register_import")
    op.drop_index("ix_audit_entry_subject", table_name="audit_entry")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        for column in (
            "consent_source", "consent_at", "helper_relation", "helper_name", "reads_sms",
        ):  # fmt: skip
            batch_op.drop_column(column)
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.drop_column("version")
