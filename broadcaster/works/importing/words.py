"""The words a works file may use: kinds of lines, milestones, cuts, roles and states."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from broadcaster.tabular import Choices
from broadcaster.wording import Wording
from broadcaster.works.models import CutKind, MilestoneState, PersonRole

PACKAGE = "broadcaster.works.importing"
wording = Wording(PACKAGE, "findings.yml")


@dataclass(frozen=True)
class WorksWords:
    """Every word, and what it stands for."""

    lines: Choices[str]  # "milestone", "cut" or "person"
    milestones: Choices[str]  # a key of kinds.yml
    cuts: Choices[CutKind]
    roles: Choices[PersonRole]
    states: Choices[MilestoneState]
    cancelled: Choices[str]  # "yes" or "no"


@cache
def kind_labels() -> Mapping[str, str]:
    """The label of each kind of milestone, in the usual order of works."""
    return {kind: str(facts["label"]) for kind, facts in _kinds().items()}


def load_words() -> WorksWords:
    """Read the words."""
    words = yaml.safe_load(files(PACKAGE).joinpath("words.yml").read_text("utf-8"))
    kinds = {kind: [*facts["words"], facts["label"]] for kind, facts in _kinds().items()}
    return WorksWords(
        lines=Choices(_by_word(words["line"])),
        milestones=Choices(_by_word(kinds)),
        cuts=Choices({word: CutKind(code) for word, code in _by_word(words["cut"]).items()}),
        roles=Choices({word: PersonRole(code) for word, code in _by_word(words["role"]).items()}),
        states=Choices(
            {word: MilestoneState(code) for word, code in _by_word(words["state"]).items()}
        ),
        cancelled=Choices(_by_word(words["cut_cancelled"])),
    )


# Each kind has a "label" (text) and "words" (texts): YAML gives no type for that.
def _kinds() -> dict[str, dict[str, str | list[str]]]:
    content = files("broadcaster.works").joinpath("kinds.yml").read_text("utf-8")
    kinds: dict[str, dict[str, str | list[str]]] = yaml.safe_load(content)
    return kinds


def _by_word(words: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: code for code, listed in words.items() for word in listed}
