"""The launcher: what it starts, and the one clear line where it can't."""

import json
import shutil
import socket
import tarfile

import pytest

from bot.nlu.model_files import model_path
from tests.bot.nlu.components.small_project import free_port, launch

SERVING = {"PALIER_RASA_TOKEN": "t", "PALIER_ACTIONS_URL": "http://127.0.0.1:1/rasa/actions"}


def understood(root, *texts):
    done = launch(root, "understand", stdin="".join(json.dumps(text) + "\n" for text in texts))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_training_writes_the_model_of_the_data_and_shows_progress(trained):
    assert model_path(trained).is_file()
    again = launch(trained, "train")
    assert again.returncode == 0
    assert "matches the training data already" in again.stdout


def test_a_model_holds_no_pickle(trained):
    with tarfile.open(model_path(trained)) as archive:
        files = [member.name for member in archive.getmembers() if member.isfile()]
    learnt = {name.rpartition(".")[2] for name in files if "QuestionClassifier" in name}
    assert learnt == {"npz", "json"}
    assert not [name for name in files if name.endswith((".pkl", ".pickle", ".joblib"))]


def test_two_trainings_understand_alike(trained, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(trained, copy, symlinks=True, ignore=shutil.ignore_patterns("models", ".rasa"))
    assert launch(copy, "train").returncode == 0
    texts = ["l'eau revient quand", "kan commence les travo", "bla bla"]
    assert understood(copy, *texts) == understood(trained, *texts)


LEARNED = """\
version: "3.1"
nlu:
- intent: cut_water
  examples: |
    - robinet zinzin
    - le robinet fait zinzin
- intent: out_of_scope
  examples: |
    - deux pizzas
"""


def test_what_staff_reviewed_is_learned_into_a_model_of_its_own(trained, tmp_path):
    """The shipped model stays as it is, and the same data give the same model again."""
    shipped = model_path(trained).read_bytes()
    learned, models = tmp_path / "nlu.yml", [tmp_path / "a.tar.gz", tmp_path / "b.tar.gz"]
    learned.write_text(LEARNED, "utf-8")
    answers = []
    for model in models:
        given = ("--force", "--learned", str(learned), "--model", str(model))
        assert launch(trained, "train", *given).returncode == 0
        done = launch(trained, "understand", "--model", str(model), stdin='"mon robinet zinzin"\n')
        answers.append(json.loads(done.stdout))
    assert answers[0] == answers[1]
    (intent,) = answers[0]["intents"]
    (before,) = understood(trained, "mon robinet zinzin")[0]["intents"]
    assert intent["name"] == "cut_water"
    assert intent["confidence"] > before["confidence"] or before["name"] != "cut_water"
    assert model_path(trained).read_bytes() == shipped


def test_understanding_answers_line_by_line(trained):
    several, one, emoji, empty, slash = understood(
        trained, "kan commence les travo ? + le num du chef", "ya plus deau", "😀", "", "/restart"
    )
    assert [intent["name"] for intent in several["intents"]] == ["works_start", "contact_site"]
    assert one["intents"][0]["name"] == "cut_water"
    assert one["normalised"] == "il n'y a plus d'eau"
    assert not one["fallback"]
    assert emoji["fallback"]
    assert empty["fallback"]
    assert slash["normalised"] == "restart"


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "\x00", "a\x00b", "🚧" * 500, "?" * 5000, "ا" * 3000, "\ud800"],
    ids=["10,000 letters", "nul", "nul inside", "emoji", "marks", "arabic", "surrogate"],
)  # fmt: skip
def test_no_text_breaks_understanding(trained, text):
    (answer,) = understood(trained, text)
    assert answer["intents"]


def test_a_line_that_is_no_json_string_gets_an_error_and_the_next_is_read(trained):
    done = launch(trained, "understand", stdin='nonsense\n12\n"l\'eau est coupée"\n')
    errors = [json.loads(line) for line in done.stdout.splitlines()]
    assert [list(line) for line in errors[:2]] == [["error"], ["error"]]
    assert errors[2]["intents"][0]["name"] == "cut_water"


def test_validation_passes_on_the_small_project(trained):
    done = launch(trained, "validate")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def bare(root, tmp_path):
    """The same project without a model, free to be spoilt."""
    copy = tmp_path / "bare"
    shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns("models"))
    return copy


def said(done):
    """Return the last line of the complaint."""
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_no_model_is_said_in_one_line(bare):
    assert "launcher train" in said(launch(bare, "understand"))
    assert "launcher train" in said(launch(bare, "run", **SERVING))


def test_a_broken_model_is_said_in_one_line(bare):
    model_path(bare).parent.mkdir()
    model_path(bare).write_bytes(b"not a model")
    assert "is broken" in said(launch(bare, "understand"))


@pytest.mark.parametrize("missing", sorted(SERVING))
def test_a_missing_variable_refuses_to_serve(trained, missing):
    given = {name: value for name, value in SERVING.items() if name != missing}
    assert missing in said(launch(trained, "run", **given))


def test_a_taken_port_refuses_to_serve(trained):
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        assert f"Port {port}" in said(launch(trained, "run", "--port", str(port), **SERVING))


@pytest.mark.parametrize("name", ["DIETClassifier", "TEDPolicy", "ResponseSelector"])
def test_a_component_that_needs_tensorflow_is_refused(bare, name):
    config = bare / "config.yml"
    config.write_text(config.read_text() + f"  - name: {name}\n")
    assert name in said(launch(bare, "train"))
