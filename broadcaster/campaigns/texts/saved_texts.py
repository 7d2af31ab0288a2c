"""Texts ready to be sent, by kind of milestone and by moment, for staff to start from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from broadcaster.campaigns.models import Moment

GENERIC: Final = "generic"
"""The kind whose texts fit any milestone, by its title."""


@dataclass(frozen=True, slots=True)
class SavedText:
    """One text, with placeholders, ending with the invitation to answer."""

    kind: str  # of works/kinds.yml, or GENERIC
    moment: Moment
    moment_label: str  # « 7 jours avant »
    body: str
    versions: Mapping[str, str] = field(default_factory=dict)  # staff's, by ISO 639-1 code


@cache
def saved_texts() -> tuple[SavedText, ...]:
    """All texts of ``saved_texts.yml``, the generic ones first."""
    content = _content()
    kinds = {GENERIC: content["generic"], **content["kinds"]}
    return tuple(
        SavedText(
            kind,
            moment,
            content["moments"][moment],
            _body(texts.get(moment, content["generic"][moment]), content),
        )
        for kind, texts in kinds.items()
        for moment in Moment
    )


@cache
def _content() -> dict[str, Any]:  # texts, and mappings of texts
    source = files("broadcaster.campaigns.texts").joinpath("saved_texts.yml")
    content: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return content


def _body(text: str, content: Mapping[str, str]) -> str:
    return f"{text} {content['invitation']}"


def texts_for(kind: str) -> dict[Moment, SavedText]:
    """The texts of a kind of milestone; the generic ones for a kind that has none."""
    known = {text.kind for text in saved_texts()}
    wanted = kind if kind in known else GENERIC
    return {text.moment: text for text in saved_texts() if text.kind == wanted}


def moment_label(moment: Moment | None) -> str:
    """A moment as staff read it; None: a message that a change kept back, sent anew."""
    content = _content()
    return str(content["moments"][moment] if moment else content["anew"])
