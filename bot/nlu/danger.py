"""How the guard and the classifier decide together whether somebody is in danger.

The guard reads words, the classifier whole sentences; each misses what the other sees. The guard
alone decides while the classifier cannot be asked.
"""

from __future__ import annotations

from typing import NamedTuple

SEEN = 0.25
"""From this probability of any danger on the classifier's word is enough."""

HARMLESS = 0.08
"""Below it, a danger that only the guard sees is none: « mon mari a eu un AVC, une barre
d'appui ? ». On 1,150 messages written apart every real danger was at 0.12 or more."""


PREFIX = "emergency_"
"""What the intents of dangers begin with."""


class Danger(NamedTuple):
    """What the classifier says of a text."""

    chance: float  # that somebody is in danger, of any kind
    kind: str  # the likeliest emergency_… intent

    @property
    def is_seen(self) -> bool:
        """True when its word alone is enough."""
        return self.chance >= SEEN

    @property
    def is_harmless(self) -> bool:
        """True when it overrules the guard."""
        return self.chance < HARMLESS


NO_DANGER = Danger(0.0, "")
