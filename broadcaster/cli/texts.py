"""``palier segments``: what texts cost and how they leave."""

import json
import sys

import click

from broadcaster.errors import PalierError
from broadcaster.sending.texts.folding import as_sent
from broadcaster.sending.texts.segments import measure


class NotATextError(PalierError):
    """This line is no JSON string. Write each text as JSON, one a line."""


@click.command()
def segments() -> None:
    """Read texts from standard input (JSON strings, one a line); print a JSON object a line.

    Each tells the text as it would be sent, its encoding and segments, the segments it would
    take as written, and the characters that cost.
    """
    # Bytes: JSON is UTF-8 whatever the terminal's own encoding is. Every answer leaves at once,
    # so another program may ask line by line.
    for number, line in enumerate(sys.stdin.buffer, 1):
        answer = json.dumps(described(_text(line, number)), ensure_ascii=False)
        click.echo(answer.encode())


def described(text: str) -> dict[str, object]:
    """What one text takes."""
    sent = as_sent(text)
    cost = measure(sent)
    as_written = cost if sent == text else measure(text)
    return {
        "encoding": cost.encoding,
        "segments": cost.segments,
        "as_sent": sent,
        "segments_as_written": as_written.segments,
        "costly": list(cost.costly),
    }


def _text(line: bytes, number: int) -> str:
    try:
        text = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotATextError(_where(number)) from error
    if not isinstance(text, str):
        raise NotATextError(_where(number))
    return text


def _where(number: int) -> str:
    return f"line {number} is no JSON string: write each text as JSON, one a line"
