"""What a topic is asked with, and what it finds: the words shared by all topics."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import Enum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.claims.claim import Claim, claim_of
from bot.actions.days import day_of
from bot.actions.hints import Hints
from bot.nlu.dates.when import When
from broadcaster.answers.dates import Dates
from broadcaster.conversations.threads import Reason
from broadcaster.register.homes import Home
from broadcaster.works.models import Confirmed


class Opening(Enum):
    """What is said before an answer: the cases of the texts ``system.day``."""

    YES = "yes"  # « Oui. »
    NO = "no"  # « Non, pas jeudi 7 mai. »
    MOVED = "moved"  # « La date a changé. »
    THANKS = "thanks"  # « Merci. »
    NOT = "not"  # « Non. »
    LENGTH = "length"  # « Durée : 3 heures. »
    PER_FLAT = "per_flat"  # « Cinq jours par logement. Pour tous les logements : 3 semaines. »
    SHARED = "shared"  # the same, where nobody wrote how long it takes in one flat
    REMAINING = "remaining"  # « Encore 2 heures. »


class Need(Enum):
    """How much of the place must be known before a topic can be answered truly."""

    NOTHING = "nothing"
    SITE = "site"
    STAIRCASE = "staircase"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one topic for one home."""

    session: AsyncSession
    topic: str
    home: Home | None  # None only where the topic needs nothing
    now: datetime
    dates: Dates
    hints: Hints = frozenset()  # what the question names beside its topic

    @property
    def when(self) -> When | None:
        """The days the question names."""
        return day_of(self.hints)

    @property
    def hour(self) -> time | None:
        """The hour the question names, with its day or apart from it."""
        apart = self.claim.hour if self.claim else None
        return apart or (self.when.hour if self.when else None)

    @property
    def claim(self) -> Claim | None:
        """What the question claims of them."""
        return claim_of(self.hints)

    @property
    def place(self) -> Home:
        """The home, for topics that are never asked without one; LookupError otherwise."""
        if self.home is None:
            message = f"{self.topic} is asked without a place"
            raise LookupError(message)
        return self.home


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: which text to say, filled with what, resting on which facts."""

    case: str
    values: Mapping[str, str] = field(default_factory=dict)
    facts: Sequence[Confirmed] = ()  # whose freshness is owed to the tenant
    handoff: Reason | None = None
    topic: str | None = None  # whose text is said, when not the asked topic's
    opening: Opening | None = None  # what is said before it of the day that was named
    # Facts of a list, which the text itself marks when nobody confirmed them lately.
    marked: Sequence[Confirmed] = ()
    lacks: str = ""  # what is not known, in the words of staff
    urgent: bool = False  # somebody there cannot wait for the person it is handed to
    # What an SMS that grows too long is told with instead, one after the other: a name of
    # ``values`` and its shorter words; empty leaves out the part that names it.
    spare: Sequence[tuple[str, str]] = ()


Resolver = Callable[[Asked], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Topic:
    """How a topic is answered, and what must be known for it."""

    resolve: Resolver
    need: Need = Need.NOTHING


def missing(lacks: str = "") -> Finding:
    """The fact is not there: say so, give the contact, open a thread. Never infer.

    ``lacks``: which fact, in the words of staff, where the topic alone does not say it.
    """
    return Finding("default", handoff=Reason.MISSING_FACT, topic="system.missing", lacks=lacks)
