"""What Rasa remembers of a conversation: little, and in this process only."""

from __future__ import annotations

import json
from collections import OrderedDict

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

CONVERSATIONS = 2000
"""Conversations remembered; the one silent for longest is forgotten first."""

EVENTS = 60
"""Events remembered of each, about ten turns: 14 ms a turn at 10 turns, 518 ms at 800."""


class RecentConversations(TrackerStore, SerializedTrackerAsText):
    """The last events of the last conversations. What must outlive them is in the service."""

    def __init__(
        self,
        host: EndpointConfig | None = None,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        **_kwargs: object,
    ) -> None:
        super().__init__(domain, event_broker)
        self._serialised: OrderedDict[str, str] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Remember the tracker's last events."""
        dialogue = tracker.as_dialogue()
        recent = Dialogue(dialogue.name, list(dialogue.events)[-EVENTS:])
        self._serialised[tracker.sender_id] = json.dumps(recent.as_dict())
        self._serialised.move_to_end(tracker.sender_id)
        while len(self._serialised) > CONVERSATIONS:
            self._serialised.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return what is remembered of a conversation."""
        serialised = self._serialised.get(sender_id)
        return self.deserialise_tracker(sender_id, serialised) if serialised else None

    async def keys(self) -> list[str]:
        """Return the conversations remembered."""
        return list(self._serialised)
