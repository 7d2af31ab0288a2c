"""The stories of tests/e2e, played by the real Rasa with the project's own model."""

import json

from tests.bot.nlu.components.conftest import ROOT
from tests.bot.nlu.components.small_project import launch

WRONG = """
version: "3.1"
stories:
  - story: a theft gets a plain answer
    steps:
      - intent: report_theft
      - action: action_answer
"""


def test_every_story_is_played_as_it_is_written(tmp_path):
    done = launch(ROOT, "test", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Correct:          8 / 8" in done.stdout + done.stderr
    report = json.loads((tmp_path / "story_report.json").read_text("utf-8"))
    assert report["conversation_accuracy"]["accuracy"] == 1.0


def test_a_wrong_step_is_a_failure(tmp_path):
    (tmp_path / "test_wrong.yml").write_text(WRONG, "utf-8")
    done = launch(ROOT, "test", "--stories", str(tmp_path), "--out", str(tmp_path / "out"))
    assert done.returncode != 0


def test_domain_and_rules_are_clean():
    assert launch(ROOT, "validate").returncode == 0
