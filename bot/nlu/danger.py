"""How the guard and the classifier decide together whether somebody is in danger.

The guard reads words, the classifier whole sentences; each misses what the other sees. The guard
alone decides while the classifier cannot be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

SEEN = 0.25
"""From this probability of any danger on the classifier's word is enough, where a word of that
danger is in the text (``emergencies.stands_alone``)."""

SEEN_ABROAD = 0.35
"""The same in other languages, where no word is asked for: at 0.25 a window that does not close, in
Darija, was an emergency. Chosen on 730 messages written apart: no danger of theirs was lost."""

AGREED = 0.5
"""From here the classifier's kind is told of beside the guard's, where the two differ. On 100 hard
dangers written apart the right kind came first in 91 instead of 83."""

SURE = 0.5
"""From here on it needs no such word. Three more of 220 hard dangers written apart were heard than
at 0.7, for three more false alarms on 1,197 other texts."""

SURE_OF: Mapping[str, float] = MappingProxyType(
    {
        # Boilers, children and fire alarms are written of every day: « ma chaudière est morte »
        # is at 0.91, « ma fille garde son petit frère » at 0.95.
        "emergency_co": 0.97,
        "emergency_child": 0.97,
        # Cables lie about on every works site, and there is a smell of frying in every house.
        "emergency_electric": 0.7,
        "emergency_gas": 0.7,
        # Who takes leave of life seldom says so: no word is asked for.
        "emergency_suicide": SEEN,
    }
)
"""The same for kinds that need more, or nothing."""

HARMLESS = 0.12
"""Below it, a danger that only the guard sees is none: « mon mari a eu un AVC, une barre
d'appui ? ». A firm rule of the guard it never overrules: on 29,507 training texts those fired on no
ordinary one. At 0.08, 9 of 100 near misses written apart set it off, at 0.12 7, and one of 481
real dangers written apart is lost there."""


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
    def is_seen_abroad(self) -> bool:
        """True when its word alone is enough in a language whose words the guard knows little."""
        return self.chance >= min(SEEN_ABROAD, SURE_OF.get(self.kind, SURE))

    @property
    def is_sure(self) -> bool:
        """True when it needs no word beside it."""
        return self.chance >= SURE_OF.get(self.kind, SURE)

    @property
    def is_harmless(self) -> bool:
        """True when it overrules the guard."""
        return self.chance < HARMLESS


NO_DANGER = Danger(0.0, "")
