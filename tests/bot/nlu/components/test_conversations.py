"""What Rasa remembers of a conversation."""

from __future__ import annotations

import asyncio

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.components import conversations
from bot.nlu.components.conversations import EVENTS, RecentConversations


def tracker(sender: str, texts: int) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, [UserUttered(f"t{n}") for n in range(texts)])


def test_the_last_events_of_a_conversation_come_back() -> None:
    store = RecentConversations(domain=Domain.empty())

    async def talk() -> DialogueStateTracker | None:
        await store.save(tracker("a", EVENTS + 5))
        return await store.retrieve("a")

    found = asyncio.run(talk())
    assert found is not None
    assert len(found.events) == EVENTS
    assert found.latest_message is not None
    assert found.latest_message.text == f"t{EVENTS + 4}"


def test_the_conversation_silent_for_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "CONVERSATIONS", 2)
    store = RecentConversations(domain=Domain.empty())

    async def talk() -> list[str]:
        for sender in ("a", "b", "a", "c"):
            await store.save(tracker(sender, 1))
        return await store.keys()

    assert asyncio.run(talk()) == ["a", "c"]
