"""Files that are handed out, to be kept under a name."""

from collections.abc import Iterable
from typing import Final

from aiohttp import web

from broadcaster.tabular.neutral import csv_bytes

CSV: Final = "text/csv"


def attachment(content: bytes, name: str, kind: str) -> web.Response:
    """A file to be kept; ``kind`` is its media type."""
    return web.Response(
        body=content,
        content_type=kind,
        charset="utf-8" if kind == CSV else None,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def csv_file(name: str, rows: Iterable[Iterable[str]]) -> web.Response:
    """A table, its titles first, that a spreadsheet opens with its accents and obeys in nothing."""
    return attachment(csv_bytes(rows), name, CSV)
