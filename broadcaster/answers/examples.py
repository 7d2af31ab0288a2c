"""Examples: what an answer text reads like, and what sending it takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.placeholders import known_placeholders, named_in
from broadcaster.answers.sms_form import sms_form
from broadcaster.answers.texts import fill


@dataclass(frozen=True, slots=True)
class Example:
    """A filled text."""

    text: str
    made_up: tuple[str, ...]  # the placeholders that the home had no fact for


def example_of(text: str, channel: AnswerChannel, values: Mapping[str, str]) -> Example:
    """A text filled with a home's facts; what they lack, with an example.

    What the facts say is empty stays empty: the optional part that names it is left out.
    """
    missing = [name for name in named_in(text) if name not in values]
    shown = {**values, **{name: _example(name) for name in missing}}
    filled = fill(text, shown)
    formed = sms_form(filled) if channel is AnswerChannel.SMS else filled
    return Example(formed[:1].upper() + formed[1:], tuple(missing))


def _example(name: str) -> str:
    known = known_placeholders().get(name)
    return known.example if known else ""
