"""The states of a delivery: ranks and steps."""

import pytest

from broadcaster.sending.models import DeliveryState as S
from broadcaster.sending.states import FROM_PROVIDER, RANK, TERMINAL, sources

TWILIO_WORDS = {
    "accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered",
    "failed", "read", "partially_delivered", "canceled",
}  # fmt: skip


def test_every_state_has_a_rank_of_its_own() -> None:
    assert set(RANK) == set(S)
    assert len(set(RANK.values())) == len(S)


def test_every_outbound_word_of_twilio_is_known() -> None:
    assert set(FROM_PROVIDER) == TWILIO_WORDS


@pytest.mark.parametrize("target", [state for state in S if state is not S.PENDING])
def test_no_state_is_reached_from_a_higher_one(target: S) -> None:
    assert all(RANK[source] < RANK[target] for source in sources(target))


def test_nothing_the_provider_took_becomes_pending_again() -> None:
    assert all(RANK[source] < RANK[S.ACCEPTED] for source in sources(S.PENDING))


def test_only_what_is_pending_can_be_skipped() -> None:
    assert sources(S.SKIPPED) == {S.PENDING}


@pytest.mark.parametrize("settled", sorted(TERMINAL))
def test_what_is_settled_never_goes_back_in_flight(settled: S) -> None:
    assert all(settled not in sources(target) for target in (S.PENDING, S.SENDING, S.UNKNOWN))
