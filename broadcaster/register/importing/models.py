"""Imports of the register: the file that waits, what it would do, and how to take it back."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class ImportState(enum.StrEnum):
    """How far an import has come."""

    WAITING = "waiting"  # its columns are to be looked at
    REFUSED = "refused"  # read, and something in it is wrong
    CHECKED = "checked"  # read, and what it would do is written down
    DONE = "done"
    UNDONE = "undone"


class RegisterImport(Base):
    """One file of households, from the upload to the undoing."""

    __tablename__ = "register_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[ImportState] = mapped_column(choice(ImportState), default=ImportState.WAITING)
    file_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))  # None: command line
    # The file itself, while it waits; removed once it is imported or given up.
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    # Field of each title, "" for none, as somebody looked at it.
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    # What the dry run found (``checking.Report``): JSON, compressed.
    report: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    # SHA-256 of everything the dry run would do: the import does exactly that.
    plan_sha256: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    # The places it made and the facts of places it changed (``undoing``).
    places: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)


class ImportTouch(Base):
    """What an import did to one household: how it was before, and how it was left."""

    __tablename__ = "import_touch"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("register_import.id", ondelete="CASCADE"), primary_key=True
    )
    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # None: the import added it
    left_sha256: Mapped[str] = mapped_column(String(64))


class ImportMapping(Base):
    """Which field each title of a file means, as staff said for files with the same titles."""

    __tablename__ = "import_mapping"

    titles_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    updated_at: Mapped[datetime]
