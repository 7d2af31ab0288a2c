"""The states of a delivery: one table of ranks and steps that the SQL and the tests both read."""

from broadcaster.sending.models import DeliveryState as S

RANK: dict[S, int] = {
    S.PENDING: 0,
    S.HELD: 0,
    S.SENDING: 1,
    S.UNKNOWN: 2,
    S.ACCEPTED: 3,
    S.SENT: 4,
    S.FAILED: 5,
    S.UNDELIVERED: 6,
    S.DELIVERED: 7,
    S.SKIPPED: 8,
}
"""The higher rank wins, whatever the order in which news arrives.

Twilio's callbacks come in any order and carry no time (Twilio, "Outbound Message Status in
Status Callbacks"), so the state is the highest rank seen.
"""

STEPS_BACK: dict[S, frozenset[S]] = {
    S.PENDING: frozenset({S.HELD, S.SENDING, S.UNKNOWN}),
    S.HELD: frozenset({S.PENDING, S.SENDING}),
    S.SENDING: frozenset({S.PENDING}),
    S.SKIPPED: frozenset({S.PENDING, S.HELD}),
}
"""The states that are not reached by rank, each with those it is reached from.

Only what was certainly not processed goes back to waiting: a call answered 429 or refused for our
own configuration (SENDING), or one the provider's list proves it never had (UNKNOWN, by the
reconciler alone). Only what waits can be skipped.
"""

TERMINAL = frozenset({S.FAILED, S.UNDELIVERED, S.DELIVERED, S.SKIPPED})
"""A delivery in one of these is settled: nothing more will be tried."""

LEFT = frozenset({S.ACCEPTED, S.SENT, S.FAILED, S.UNDELIVERED, S.DELIVERED})
"""A delivery in one of these was handed to the provider, or refused by it."""

WAITING = frozenset({S.PENDING, S.HELD})
"""A delivery in one of these was not tried, or came back from a call that had no effect."""

LEAVING = frozenset({S.PENDING, S.HELD, S.SENDING})
"""A delivery in one of these is still to leave. An unclear one (UNKNOWN) is not: it most often
has left, and the reconciler looks after it however long that takes."""

MAY_HAVE_ARRIVED = frozenset({S.SENDING, S.UNKNOWN, S.ACCEPTED, S.SENT, S.DELIVERED})
"""A delivery in one of these told its household something, or may have: a correction is owed
when that is no longer true, and it counts against the limit of a day."""

FROM_PROVIDER: dict[str, S] = {
    "accepted": S.ACCEPTED,
    "scheduled": S.ACCEPTED,
    "queued": S.ACCEPTED,
    "sending": S.ACCEPTED,
    "sent": S.SENT,
    "partially_delivered": S.SENT,
    "delivered": S.DELIVERED,
    "read": S.DELIVERED,
    "undelivered": S.UNDELIVERED,
    "failed": S.FAILED,
    "canceled": S.FAILED,
}
"""Twilio's status words (Message resource). An unknown word changes nothing but is kept."""


def sources(target: S) -> frozenset[S]:
    """The states a delivery may be in to move to ``target``."""
    if target in STEPS_BACK:
        return STEPS_BACK[target]
    return frozenset(state for state, rank in RANK.items() if rank < RANK[target])
