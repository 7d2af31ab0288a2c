"""Twilio's error codes, by what follows from them (its "Error and Warning Dictionary")."""

from typing import Final

OPTED_OUT: Final = 21610
"""The number asked this sender for silence."""

LANDLINE: Final = frozenset({21614, 30006})
"""Not a mobile number; landline or unreachable carrier."""

GONE: Final = frozenset({30005})
"""Unknown destination: nobody has the number any more."""

INVALID: Final = frozenset({21211})
"""There is no such number."""

OUT_OF_REACH: Final = frozenset({30001, 30003, 30008})
"""Queue overflow, telephone off, unknown: the next time may do."""

OUR_OWN_FAULT: Final = frozenset(
    {
        20003,  # authentication
        20005,  # account not active
        20008,  # test credentials
        21212,  # invalid sender
        21408,  # region not permitted
        21603,  # no sender
        21606,  # the sender is not ours
        21609,  # invalid status callback
        21659,  # the sender is not a number of the account
        21910,  # sender and number of different channels
        30002,  # account suspended
    }
)
"""Our account or our sender: the next message would fare no better. Staff are told at once."""

NOT_LET_IN: Final = frozenset({401, 403})
"""HTTP statuses that mean the same without a code."""
