"""``palier train`` and ``palier model``: learning from review, with a program in Rasa's place."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from bot.assistant.versions import versions_of
from bot.nlu.model_files import model_path
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.database import Database
from broadcaster.learning.models import Sample, SampleState, Why
from broadcaster.schema import migrate
from broadcaster.staff.models import AuditEntry
from tests.broadcaster.cli.command_line import palier, refusal

NOW = datetime(2026, 5, 4, 7, tzinfo=UTC)
GOOD = {"french": 0.93, "emergencies": 1.0, "near_misses_firing": 0.03}

SETS = {
    "singles_fr": ("Question {}", "cut_water"),
    "languages": ("Soru {}", "cut_water"),
    "several": ("Deux choses {}", "cut_water"),
    "emergencies": ("Ma tante dort, {}", "emergency_gas"),
    "near_misses": ("Presque {}", "cut_water"),
    "out_of_scope": ("Blague {}", "out_of_scope"),
}
"""An evaluation set of a hundred messages a file, so that a figure is a number of messages. The
guard sees no danger in any: the model alone tells."""

# Trains by writing down what it was given; understands as many messages of each file rightly as
# `figures.json` says of a model's name.
LAUNCHER = """
import json, sys, pathlib
words = sys.argv[3:]
given = lambda name: pathlib.Path(words[words.index(name) + 1])
with open("calls", "a") as calls:
    print(words[0], *[word for word in words[1:] if word.startswith("-")], file=calls)
if words[0] == "train" and "--model" in words:
    given("--model").write_bytes(b"model of " + given("--learned").read_bytes())
elif words[0] == "understand":
    figures = json.loads(pathlib.Path("figures.json").read_text())
    found = figures.get(given("--model").name.removesuffix(".tar.gz"), figures["else"])
    if found is None:
        sys.exit("the model cannot be loaded")
    shares = {"Ma": ("emergencies", "emergency_gas"), "Question": ("french", "cut_water"),
              "L'EAU": ("french", "cut_water"),
              "Blague": ("out_of_scope", "out_of_scope"),
              "Presque": ("near_misses_firing", "emergency_gas")}
    for line in sys.stdin:
        said = json.loads(line).split()
        figure, topic = shares.get(said[0], ("", "cut_water"))
        number = int(said[-1]) if said[-1].isdigit() else 99
        if number >= round(100 * found.get(figure, 1.0)):
            topic = "cut_heating"
        intents = [{"name": topic, "confidence": 0.9}]
        print(json.dumps({"intents": intents, "fallback": False}), flush=True)
"""


class Project:
    """A folder with shipped data, a shipped model and reviewed messages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.versions = versions_of(folder / "var")
        self.url = f"sqlite+aiosqlite:///{folder / 'var' / 'palier.db'}"

    def write(self, path: str, content: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8")

    def figures(self, **by_model: object) -> None:
        self.write("figures.json", json.dumps({"else": GOOD} | by_model))

    def review(self, **topics: str) -> None:
        """Make the database hold these texts (« _ » for a space) with the topics staff chose."""

        async def fill() -> None:
            database = Database(self.url, durable=False)
            await migrate(database)
            async with database.write() as session:
                who = await correspondent_of(session, AnswerChannel.SMS, "+33639980011", NOW)
                for text, topic in topics.items():
                    body = text.replace("_", " ")
                    inbound = InboundMessage(
                        sid=text, correspondent_id=who.id, body=body, received_at=NOW
                    )
                    session.add(inbound)
                    await session.flush()
                    session.add(
                        Sample(
                            inbound_id=inbound.id, text=body, language="fr", topic=topic,
                            why=Why.NOT_UNDERSTOOD, state=SampleState.LABELLED, decided_at=NOW,
                            created_at=NOW,
                        )
                    )  # fmt: skip
            await database.close()

        (self.folder / "var").mkdir(exist_ok=True)
        asyncio.run(fill())

    def said(self) -> list[str]:
        """The actions in the log."""

        async def read() -> list[str]:
            database = Database(self.url, durable=False)
            async with database.read() as session:
                found = list(await session.scalars(select(AuditEntry.action)))
            await database.close()
            return found

        return asyncio.run(read())

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def runs(self) -> int:
        return self.versions.state().runs


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.write("launcher.py", LAUNCHER)
    python = f'#!/bin/sh\nexec "{sys.executable}" -I "{tmp_path}/launcher.py" "$@"\n'
    project.write("bot/.venv/bin/python", python)
    (tmp_path / "bot" / ".venv" / "bin" / "python").chmod(0o700)
    project.write("domain.yml", "intents: [cut_water, cut_heating, out_of_scope]\n")
    shipped = 'version: "3.1"\nnlu:\n- intent: cut_water\n  examples: |\n    - l\'eau est coupée\n'
    project.write("data/nlu/cut_water.yml", shipped)
    for name, (text, topic) in SETS.items():
        rows = [(text.format(number), topic) for number in range(100)]
        if name == "singles_fr":
            rows[99] = ("L'EAU revient quand ?", topic)
        lines = [
            json.dumps({"text": said, "topics": [meant], "language": "fr"}) for said, meant in rows
        ]
        project.write(f"data/evaluation/{name}.jsonl", "\n".join(lines))
    model_path(tmp_path).parent.mkdir()
    model_path(tmp_path).write_bytes(b"shipped")
    project.figures()
    return project


def test_reviewed_messages_are_learned_and_the_new_model_runs(project: Project) -> None:
    project.review(
        on_caille="cut_heating", leau_revient_kan="cut_water", l_eau_est_coupée="cut_water"
    )
    done = palier("train", folder=project.folder)
    assert done.returncode == 0, done.stderr
    assert "equal to a message of the evaluation set" in done.stdout
    assert "equal to a shipped example" in done.stdout
    assert project.calls == [
        "train --force --learned --model",
        "understand --model",
        "understand --model",
    ]  # fmt: skip
    content = project.versions.examples_path.read_text("utf-8")
    assert yaml.safe_load(content)["nlu"] == [
        {"intent": "cut_heating", "examples": "- on caille\n"}
    ]
    (version,) = project.versions.state().versions
    assert (project.runs, version.examples, version.learned) == (1, 2, 1)
    measured = GOOD | {"messages": 600}
    assert {name: version.figures[name] for name in measured} == measured
    assert project.said() == ["model_trained"]
    mode = (
        project.versions.model_path(1).stat().st_mode
        | project.versions.examples_path.stat().st_mode
    )
    assert not mode & 0o077

    again = palier("train", folder=project.folder)
    assert "Version 1 knows all of this already." in again.stdout
    assert len(project.calls) == 3

    listed = palier("model", "list", folder=project.folder)
    shipped, first = listed.stdout.splitlines()
    assert shipped.startswith("  shipped  1 examples; french 93.0 %")
    assert first.startswith("*       1  ")
    assert "2 examples, 1 learned; french 93.0 %" in first

    back = palier("model", "back", folder=project.folder)
    assert "The shipped model runs now" in back.stdout
    assert project.runs == 0
    assert "nothing to go back to" in refusal(palier("train", "--back", folder=project.folder))


def test_a_worse_model_does_not_run_unless_it_is_forced(project: Project) -> None:
    project.review(on_caille="cut_heating")
    worse = GOOD | {"french": 0.90, "emergencies": 0.99}
    project.figures(**{"palier-0001": worse})
    refused = palier("train", folder=project.folder)
    assert "worse (french, french_answered, emergencies)" in refusal(refused)
    assert ["french", "93.0%", "90.0%", "-3.0", "worse"] in map(
        str.split, refused.stdout.split("\n")
    )
    assert project.runs == 0
    assert not project.versions.model_path(1).exists()
    narrow = palier("train", "--margin", "0.05", folder=project.folder)
    assert "worse (emergencies)" in refusal(narrow)
    forced = palier("train", "--force", folder=project.folder)
    assert forced.returncode == 0
    assert project.runs == 1
    assert project.said() == ["model_forced"]
    assert "(forced)" in palier("model", "list", folder=project.folder).stdout


@pytest.mark.parametrize("new", [None, GOOD], ids=["the new one", "the running one"])
def test_what_cannot_be_measured_does_not_run_unless_it_is_forced(
    project: Project, new: object
) -> None:
    project.review(on_caille="cut_heating")
    project.figures(**{"palier-0001": new, "else": None})
    assert "the model cannot be loaded" in refusal(palier("train", folder=project.folder))
    assert project.runs == 0
    assert palier("train", "--force", folder=project.folder).returncode == 0
    assert (project.runs, project.said()) == (1, ["model_forced"])


def test_only_so_many_models_are_kept(project: Project) -> None:
    for number, text in enumerate(["on_caille", "on_gèle", "il_fait_froid"], start=1):
        project.review(**{text: "cut_heating"})
        done = palier("train", folder=project.folder, models_kept="2")
        assert (done.returncode, project.runs) == (0, number)
    assert [one.number for one in project.versions.state().versions] == [2, 3]
    assert not project.versions.model_path(1).exists()
    assert "Version 2 runs now" in palier("model", "back", folder=project.folder).stdout


def test_without_anything_learned_it_trains_as_ever(project: Project) -> None:
    assert palier("train", folder=project.folder).returncode == 0
    assert palier("train", "--if-needed", folder=project.folder).returncode == 0
    assert not project.versions.folder.exists()
    assert project.calls[0] == "train --force"


def test_after_an_update_the_shipped_model_answers_until_it_is_learned_again(
    project: Project,
) -> None:
    project.review(on_caille="cut_heating")
    assert palier("train", folder=project.folder).returncode == 0
    project.write("domain.yml", "intents: [cut_water, cut_heating, out_of_scope, new]\n")
    done = palier("train", "--if-needed", folder=project.folder)
    assert "Version 1 is of another release, or broken" in done.stdout
    assert project.calls[-1] == "train"
    assert "(another release)" in palier("model", "list", folder=project.folder).stdout
    assert palier("train", folder=project.folder).returncode == 0
    assert project.runs == 2


def test_two_trainings_at_once_are_refused(project: Project) -> None:
    import fcntl

    project.review(on_caille="cut_heating")
    project.versions.folder.mkdir()
    with (project.versions.folder / "training.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        line = refusal(palier("train", folder=project.folder))
    assert "Another training is under way" in line
