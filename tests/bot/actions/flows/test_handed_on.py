"""A few words right after a complaint that has no reference are about it."""

from datetime import timedelta

import pytest

from broadcaster.conversations.models import InboundMessage, InboundState
from broadcaster.conversations.threads import Reason, join_thread, open_thread
from tests.bot.actions.flows.conftest import Tenant

DUST = "nuisance_dust"


async def complained(tenant: Tenant, topic: str = DUST) -> None:
    """A person has the complaint, as the inbox hands it over."""
    who, now = await tenant.line.who(tenant.number), tenant.line.clock()
    reason = Reason.NEEDS_PERSON
    async with tenant.line.database.write() as session:
        thread = await open_thread(
            session, who.id, topic=topic, reason=reason, urgent=False, now=now
        )
        inbound = InboundMessage(
            correspondent_id=who.id, sid=f"SM{topic}", body="…", received_at=now,
            state=InboundState.HANDLED, understood_as=topic,
        )  # fmt: skip
        session.add(inbound)
        await session.flush()
        await join_thread(session, inbound, thread)


@pytest.mark.parametrize(
    ("text", "topic"), [("palier du 4e", "service_greet"), ("depuis lundi", "cut_tv")]
)
async def test_they_are_passed_on_too(quick: Tenant, text: str, topic: str) -> None:
    await complained(quick)
    (answer,) = await quick.says(text, topic)
    assert (answer.topic, answer.handoff) == (DUST, "needs_person")
    assert "Votre message est transmis" in answer.text


async def test_not_after_an_hour_nor_after_another_matter(quick: Tenant) -> None:
    await complained(quick)
    quick.line.clock.advance(timedelta(hours=2))
    (answer,) = await quick.says("depuis lundi", "cut_water")
    assert answer.topic == "cut_water"
    await complained(quick, "contact_site")
    (answer,) = await quick.says("depuis lundi", "cut_water")
    assert answer.topic == "cut_water"


@pytest.mark.parametrize("text", ["depuis lundi plus d'eau chez nous", "l'eau revient quand"])
async def test_a_question_or_a_longer_text_is_its_own(quick: Tenant, text: str) -> None:
    await complained(quick)
    (answer,) = await quick.says(text, "cut_water")
    assert answer.topic == "cut_water"
