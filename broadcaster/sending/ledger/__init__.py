"""The ledger: the rows every message is promised, claimed and settled by.

``promises`` writes what is to be sent, ``claims`` takes what is due through the gate, ``outcomes``
writes what became of it, ``steps`` knows which state may follow which, ``upkeep`` what the passing
of time does, ``counts`` keeps how many messages are in each state few rows.
"""

from broadcaster.sending.ledger.claims import Claim, Claims, claim_due, is_due
from broadcaster.sending.ledger.counts import fold_counts
from broadcaster.sending.ledger.outcomes import Outcome, settle
from broadcaster.sending.ledger.promises import Outgoing, add_deliveries
from broadcaster.sending.ledger.steps import advance
from broadcaster.sending.ledger.upkeep import abandon_lost, send_again, wake_held

__all__ = [
    "Claim",
    "Claims",
    "Outcome",
    "Outgoing",
    "abandon_lost",
    "add_deliveries",
    "advance",
    "claim_due",
    "fold_counts",
    "is_due",
    "send_again",
    "settle",
    "wake_held",
]
