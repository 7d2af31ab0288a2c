"""Entering a form: the tracker brought in line with what the service's database says.

Rasa forgets a form when its process ends, when a session expires, or when its events are cut off;
the service does not, and tells with each message which form its sender is in.
"""

from __future__ import annotations

from typing import Any  # a form's state is JSON of the service's

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker


async def enter_form(
    agent: Agent, sender: str, output: OutputChannel, form: dict[str, Any]
) -> None:
    """Put the sender's tracker into a form, unless it is in it already.

    A session that is due to begin begins before, so that it does not end the form it was put in.
    """
    processor = agent.processor
    if processor is None:
        return  # no model: the message itself says so
    async with agent.lock_store.lock(sender):
        tracker = await processor.fetch_tracker_and_update_session(sender, output)
        events = missing_events(tracker, processor.domain, form)
        if events:
            tracker.update_with_events(events, processor.domain)
            await processor.save_tracker(tracker)


def missing_events(
    tracker: DialogueStateTracker, domain: Domain, form: dict[str, Any]
) -> list[Event]:
    """Return the events by which a tracker comes to stand where the form does."""
    name, slots = form.get("name"), form.get("slots")
    if name not in domain.form_names or not isinstance(slots, dict):
        return []
    known = {*domain.required_slots_for_form(name), REQUESTED_SLOT}
    changed: list[Event] = [
        SlotSet(slot, value)
        for slot, value in slots.items()
        if slot in known and tracker.get_slot(slot) != value
    ]
    entering: list[Event] = [] if tracker.active_loop_name == name else [ActiveLoop(name)]
    return [*entering, *changed]
