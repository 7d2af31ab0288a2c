"""The French sentences staff read about broadcasts, kept in YAML beside the code."""

from datetime import datetime
from functools import cache
from importlib.resources import files

import yaml

from broadcaster import french


@cache
def _sentences(package: str, file: str) -> dict[str, str]:
    text = files(package).joinpath(file).read_text(encoding="utf-8")
    return {str(key): str(sentence).strip() for key, sentence in yaml.safe_load(text).items()}


def refusal_sentence(key: str, **values: object) -> str:
    """The sentence of ``refusals.yml`` that says why something is refused and what to do."""
    return _sentences("broadcaster.campaigns", "refusals.yml")[key].format_map(values)


def unreachable_sentence(reason: str) -> str:
    """The sentence of ``unreachable.yml`` that says why a household gets no SMS."""
    return _sentences("broadcaster.campaigns.audience", "unreachable.yml")[reason]


def day_and_hour(moment: datetime) -> str:
    """A moment as staff read it: « mardi 12 mai, 9 h 30 »."""
    return f"{french.day(moment)}, {french.hour(moment)}"
