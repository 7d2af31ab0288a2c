"""The states of a delivery: ranks and steps."""

import pytest

from broadcaster.sending.models import DeliveryState as S
from broadcaster.sending.states import FROM_PROVIDER, RANK, STEPS_BACK, TERMINAL, WAITING, sources

TWILIO_WORDS = {
    "accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered",
    "failed", "read", "partially_delivered", "canceled",
}  # fmt: skip


def test_every_state_has_a_rank_and_only_what_waits_shares_one() -> None:
    assert set(RANK) == set(S)
    assert len(set(RANK.values())) == len(S) - 1
    assert {RANK[state] for state in WAITING} == {0}


def test_every_outbound_word_of_twilio_is_known() -> None:
    assert set(FROM_PROVIDER) == TWILIO_WORDS


@pytest.mark.parametrize("target", [state for state in S if state not in STEPS_BACK])
def test_no_state_is_reached_from_a_higher_one(target: S) -> None:
    assert all(RANK[source] < RANK[target] for source in sources(target))


def test_nothing_the_provider_took_becomes_pending_again() -> None:
    assert all(RANK[source] < RANK[S.ACCEPTED] for source in sources(S.PENDING))


def test_only_what_waits_can_be_skipped() -> None:
    assert sources(S.SKIPPED) == WAITING


def test_only_what_was_certainly_not_processed_waits_again() -> None:
    assert sources(S.HELD) <= {S.PENDING, S.SENDING}
    assert sources(S.PENDING) <= {S.HELD, S.SENDING, S.UNKNOWN}


@pytest.mark.parametrize("settled", sorted(TERMINAL))
def test_what_is_settled_never_goes_back_in_flight(settled: S) -> None:
    assert all(
        settled not in sources(target) for target in (S.PENDING, S.HELD, S.SENDING, S.UNKNOWN)
    )
