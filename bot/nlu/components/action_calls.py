"""Rasa's calls of our actions: short, and over a connection that stays open.

With each call Rasa sends the whole domain and every event it remembers, 100 kB of JSON that both
sides work through on the thread that answers everybody, over a connection made for it. Our actions
read who writes and what was understood; everything else they need is in the service's database.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any  # an action's call is JSON

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig


def shorten_the_calls() -> None:
    """Have :class:`RemoteAction` send what our actions read."""

    def call(
        action: RemoteAction, tracker: DialogueStateTracker, _domain: Domain
    ) -> dict[str, Any]:
        state = tracker.current_state(EventVerbosity.NONE)
        # Empty, not left out: the SDK refuses a call without.
        return {
            "next_action": action.name(),
            "sender_id": tracker.sender_id,
            "tracker": state | {"events": []},
            "domain": {},
        }

    RemoteAction._action_call_format = call


class KeptSessions:
    """The session of each endpoint, open between its requests."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[EndpointConfig, aiohttp.ClientSession]] = {}

    @asynccontextmanager
    async def of(
        self, endpoint: EndpointConfig, opened: Callable[[EndpointConfig], aiohttp.ClientSession]
    ) -> AsyncIterator[aiohttp.ClientSession]:
        """Lend an endpoint's session; it is ``opened`` at first.

        aiohttp gives an idle connection up after 15 s and the service only after 75: none is used
        that the other end has just closed.
        """
        if id(endpoint) not in self._kept:
            self._kept[id(endpoint)] = (endpoint, opened(endpoint))
        yield self._kept[id(endpoint)][1]

    async def close(self) -> None:
        """Close them all."""
        for _endpoint, session in self._kept.values():
            await session.close()
        self._kept.clear()


@cache
def kept_sessions() -> KeptSessions:
    """Those of this process: Rasa makes its endpoints itself."""
    return KeptSessions()


def keep_connections() -> None:
    """Have :class:`EndpointConfig` use one session for all its requests."""
    opened = EndpointConfig.session
    EndpointConfig.session = lambda endpoint: kept_sessions().of(endpoint, opened)


def know_the_events() -> None:
    """Have :class:`Event` look up a kind of event once; it searched all classes for each event."""
    look_up = Event.resolve_by_type
    Event.resolve_by_type = staticmethod(cache(look_up))
