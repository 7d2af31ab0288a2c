"""Texts ready to be sent, by kind of milestone and by moment, for staff to start from."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

GENERIC: Final = "generic"
"""The kind whose texts fit any milestone, by its title."""


class Moment(enum.StrEnum):
    """When a milestone is told."""

    J30 = "j30"
    J7 = "j7"
    J1 = "j1"
    DONE = "done"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class SavedText:
    """One text, with placeholders, ending with the invitation to answer."""

    kind: str  # of works/kinds.yml, or GENERIC
    moment: Moment
    moment_label: str  # « 7 jours avant »
    body: str


@cache
def saved_texts() -> tuple[SavedText, ...]:
    """All texts of ``saved_texts.yml``, the generic ones first."""
    source = files("broadcaster.campaigns").joinpath("saved_texts.yml")
    content = yaml.safe_load(source.read_text(encoding="utf-8"))
    kinds = {GENERIC: content["generic"], **content["kinds"]}
    return tuple(
        SavedText(kind, moment, content["moments"][moment], _body(texts, moment, content))
        for kind, texts in kinds.items()
        for moment in Moment
    )


def _body(texts: Mapping[str, str], moment: Moment, content: Mapping[str, str]) -> str:
    return f"{texts[moment]} {content['invitation']}"


def texts_for(kind: str) -> dict[Moment, SavedText]:
    """The texts of a kind of milestone; the generic ones for a kind that has none."""
    known = {text.kind for text in saved_texts()}
    wanted = kind if kind in known else GENERIC
    return {text.moment: text for text in saved_texts() if text.kind == wanted}
