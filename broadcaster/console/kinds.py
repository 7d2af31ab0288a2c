"""The kinds of milestones, by the name staff read (``works/kinds.yml``)."""

from functools import cache
from importlib.resources import files

import yaml

from broadcaster.console.words import say


@cache
def _labels() -> dict[str, str]:
    text = files("broadcaster.works").joinpath("kinds.yml").read_text(encoding="utf-8")
    return {str(kind): str(entry["label"]) for kind, entry in yaml.safe_load(text).items()}


def kind_label(kind: str) -> str:
    """« échafaudage »; the words for any kind when there is no such kind (generic texts)."""
    return _labels().get(kind) or say("kind.any")
