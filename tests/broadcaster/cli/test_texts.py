"""``palier segments``, as a person pipes texts into it."""

import json

from click.testing import CliRunner

from broadcaster.__main__ import palier
from broadcaster.cli.texts import NotATextError


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
    assert empty["segments"] == 1


def test_a_line_that_is_no_text_is_named() -> None:
    result = CliRunner().invoke(palier, ["segments"], input='"a"\n12\n')
    assert isinstance(result.exception, NotATextError)
    assert "line 2" in str(result.exception)
