"""Choices: which topics a tenant is offered when a question was not understood."""

from collections.abc import Mapping, Sequence
from typing import Any  # an entry of Rasa's own JSON

from broadcaster.answers.labels import is_offered
from broadcaster.conversations.clarifications import OTHER

OFFERED = 2
"""Topics offered at most; « autre chose » makes a third choice."""

LEAST = 0.08
"""Least probability of a topic to be offered at all: a wild guess would only annoy."""

CLOSE = 0.05
"""How far a topic may be behind « out of scope » and still be asked about."""


def choices_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The topics to offer for one question as the classifier listed it; none when it was sure.

    Between two near topics the two are offered; where nothing is likely, the two likeliest and
    « autre chose ».
    """
    if not entry.get("fallback"):
        return ()
    ranked = _ranked(entry.get("ranking"))
    offered = [name for name, chance in ranked if chance >= LEAST and is_offered(name)][:OFFERED]
    if not offered or _is_foreign(ranked):
        return ()
    near = bool(entry.get("ambiguous")) and len(offered) == OFFERED
    both = near and {name for name, _ in ranked[:OFFERED]} == set(offered)
    return tuple(offered) if both else (*offered, OTHER)


def _ranked(listed: object) -> Sequence[tuple[str, float]]:
    if not isinstance(listed, list):
        return []
    return [(str(one["name"]), float(one["confidence"])) for one in listed]


def _is_foreign(ranked: Sequence[tuple[str, float]]) -> bool:
    """True when it is likelier about none of our topics than about any."""
    (best, chance), others = ranked[0], ranked[1:]
    return best == OTHER and all(chance - other >= CLOSE for _, other in others)
