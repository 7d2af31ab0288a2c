"""``palier segments``, as a person pipes texts into it."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from broadcaster.__main__ import palier
from broadcaster.cli.texts import NotATextError
from tests.broadcaster.cli import command_line
from tools import shell


def test_each_line_tells_how_a_text_leaves() -> None:
    texts = ["Bonjour", "Les fenêtres de la façade " * 4, ""]
    piped = "".join(json.dumps(text) + "\n" for text in texts)
    result = CliRunner().invoke(palier, ["segments"], input=piped)
    first, second, empty = map(json.loads, result.output.splitlines())
    assert first == {
        "encoding": "GSM-7",
        "segments": 1,
        "as_sent": "Bonjour",
        "segments_as_written": 1,
        "costly": [],
    }
    assert (second["segments"], second["segments_as_written"]) == (1, 2)
    assert second["as_sent"].startswith("Les fenetres de la facade")
    assert (empty["segments"], empty["segments_as_written"], empty["as_sent"]) == (1, 1, "")


def test_what_is_sent_and_what_was_written_are_counted_apart() -> None:
    written = "« L’eau » à 1 €…" + " " * 150
    result = CliRunner().invoke(palier, ["segments"], input=json.dumps(written))
    told = json.loads(result.output)
    assert (told["encoding"], told["segments"], told["segments_as_written"]) == ("GSM-7", 2, 3)
    assert told["costly"] == ["€"]


def test_answers_are_utf8_whatever_the_terminal_speaks() -> None:
    result = CliRunner(charset="latin-1").invoke(palier, ["segments"], input=r'"\ud83d\udc4d"')
    assert json.loads(result.stdout_bytes.decode("utf-8"))["costly"] == ["👍"]


def test_half_a_character_is_left_out() -> None:
    result = CliRunner().invoke(palier, ["segments"], input=r'"a\ud83d"')
    assert json.loads(result.output)["as_sent"] == "a"


def test_thousands_of_lines_are_answered_one_by_one() -> None:
    texts = [f"{n} fenêtres à 1 € 👩‍👩‍👧‍👦" for n in range(5_000)]
    piped = "\n".join(map(json.dumps, texts))  # the last line without its end
    done = command_line.palier("segments", text=piped)
    assert done.returncode == 0
    assert [json.loads(line)["as_sent"] for line in done.stdout.splitlines()] == texts


def test_another_program_may_ask_line_by_line() -> None:
    command = [sys.executable, "-m", "broadcaster", "segments"]
    with subprocess.Popen(
        command, cwd=shell.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for text in ("un", "deux"):
            running.stdin.write(json.dumps(text).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["as_sent"] == text
        running.stdin.close()


@pytest.mark.parametrize(
    "line",
    [b"12", b"", b"Bonjour", b'"Bonjour', b"null", b'["a"]', b'"\xff"', b"[" * 100_000],
    ids=["number", "blank", "bare", "open", "null", "list", "not UTF-8", "too deep"],
)
def test_a_line_that_is_no_text_is_named_after_the_answers_before_it(line: bytes) -> None:
    result = CliRunner().invoke(palier, ["segments"], input=b'"a"\n' + line + b'\n"b"\n')
    assert isinstance(result.exception, NotATextError)
    assert "line 2 is no JSON string" in str(result.exception)
    assert [json.loads(line)["as_sent"] for line in result.output.splitlines()] == ["a"]
