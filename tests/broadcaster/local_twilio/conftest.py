"""A local Twilio and the service it calls, running for one test."""

from collections.abc import AsyncIterator

import pytest

from tests.support.twilio import Running, StandIn, running_stand_in, running_twilio


@pytest.fixture
async def service() -> AsyncIterator[StandIn]:
    """The service that is called."""
    async with running_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
async def twilio(service: StandIn) -> AsyncIterator[Running]:
    """The local Twilio."""
    async with running_twilio(service.base) as running:
        yield running
