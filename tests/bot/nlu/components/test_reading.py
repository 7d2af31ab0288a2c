"""Training data are read as Rasa reads them; what cannot be used is refused with its place."""

import copy

import pytest
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data import loading
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.components.examples import Example
from bot.nlu.components.reading import read
from tests.bot.nlu.components.conftest import ROOT
from tests.bot.nlu.components.small_project import launch

HEAD = 'version: "3.1"\nnlu:\n'
PLAIN = HEAD + "- intent: cut_water\n  examples: |\n    - l'eau est coupée 🚰\n    -  à 8h ? \n"
ANNOTATED = HEAD + "- intent: where\n  examples: |\n    - vers [Paris](city:paname)\n"
OTHER_BLOCKS = HEAD + (
    "- synonym: lift\n  examples: |\n    - elevator\n- regex: code\n  examples: |\n    - '[A-Z]+'\n"
    "- lookup: street\n  examples: |\n    - rue Haute\n- intent: no\n  examples:\n"
    "  - text: 'nope'\n    metadata: {seen: 2}\n"
)
ESCAPED = HEAD + '- intent: "cut\\u005fwater"\n  examples: |\n    - eau\n'


def as_dictionary(data):
    messages = [example.data for example in data.training_examples]
    return messages, data.entity_synonyms, data.regex_features, data.lookup_tables


@pytest.fixture
def file(tmp_path):
    return tmp_path / "some.yml"


@pytest.mark.parametrize("text", [PLAIN, ANNOTATED, OTHER_BLOCKS, ESCAPED, HEAD[:-1] + " []\n"])
def test_a_file_is_read_as_rasa_reads_it(file, text):
    file.write_text(text, "utf-8")
    ours, rasas = read(file), loading.load_data(str(file))
    assert as_dictionary(ours) == as_dictionary(rasas)
    assert ours.fingerprint() == rasas.fingerprint()
    assert all(isinstance(example, Example) for example in ours.training_examples)


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("- intent: gas\n  examples: |\n    - odeur\n    fuite\n", ["gas", "fuite"]),
        ("- intent: gas\n  examples: |\n", ["gas", "no examples"]),
        ("- intnt: gas\n  examples: |\n    - odeur\n", ["intnt", "some.yml:3"]),
        ("- intent: gas\n  examples:\n  - odeur\n", ["odeur", "some.yml:5"]),
        ("- intent: gas\n\texamples: |\n", ["line 4"]),
        ("- intent: gas\n  examples: |\n    - a\n  examples: |\n    - b\n", ["examples", "line 6"]),
    ],
)
def test_a_malformed_file_is_refused_with_its_name_and_block(file, block, words):
    file.write_text(HEAD + block, "utf-8")
    with pytest.raises(RasaException) as refused:
        read(file)
    assert all(word in str(refused.value) for word in [str(file), *words])


def test_rasa_is_given_our_examples_each_once(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.yml").write_text(PLAIN, "utf-8")
    config = ROOT / "config.yml"
    importer = TrainingDataImporter.load_from_config(str(config), None, [str(tmp_path)])
    examples = importer.get_nlu_data().intent_examples
    assert [example.get("text") for example in examples] == ["l'eau est coupée 🚰", "à 8h ?"]
    assert {type(example) for example in examples} == {Example}


def test_a_training_of_a_malformed_file_fails_and_says_where(root):
    wrong = root / "data" / "nlu" / "wrong.yml"
    wrong.write_text(HEAD + "- intent: cut_water\n  examples: |\n    eau\n", "utf-8")
    try:
        done = launch(root, "train", "--force", "--model", str(root / "never.tar.gz"))
    finally:
        wrong.unlink()
    assert done.returncode != 0
    assert "wrong.yml" in done.stderr
    assert "cut_water" in done.stderr
    assert not (root / "never.tar.gz").exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"text": "é 🚰", "intent": "a"}, {"text": "a", "metadata": {"n": [1]}, "intent": None}],
)
def test_an_example_equals_the_message_of_its_data(data):
    message, example = Message(data), Example(data)
    assert example.fingerprint() == message.fingerprint()
    assert example == message
    assert hash(example) == hash(message)


def test_a_changed_example_is_another():
    example = Example({"text": "a", "intent": "b"})
    before = example.fingerprint()
    example.set("intent", "b")
    assert example.fingerprint() == before
    example.set("intent", "c")
    assert example == Message({"text": "a", "intent": "c"})


def test_a_copy_shares_nothing_that_changes():
    example = Example({"text": "a", "entities": [{"entity": "city"}]})
    copied = copy.deepcopy(example)
    assert copied == example
    copied.get("entities")[0]["entity"] = "street"
    copied.set("intent", "b", add_to_output=True)
    assert example.data == {"text": "a", "entities": [{"entity": "city"}]}
    assert "intent" not in example.output_properties
