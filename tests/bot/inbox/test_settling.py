"""What a list of answers makes of a message."""

import pytest

from bot.actions.answer import Answer
from bot.inbox.settling import settlement_of
from broadcaster.conversations.threads import Reason


@pytest.mark.parametrize(
    ("reason", "introduces"),
    [(Reason.EMERGENCY, False), (Reason.NEEDS_PERSON, True)],
    ids=["nothing stands before a safety reply", "what is only urgent says that a machine answers"],
)
def test_what_is_said_before_an_urgent_answer(reason: Reason, introduces: bool) -> None:
    answer = Answer("cut_heating", "Votre message est transmis.", reason, urgent=True)
    assert settlement_of([answer]).introduces is introduces
