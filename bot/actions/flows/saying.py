"""Saying: the texts of the flows, ``flow.<topic>`` or ``flow.any`` in the answer texts."""

from functools import cache

from bot.actions.speech import Speech
from broadcaster.answers.packaged import seeds
from broadcaster.answers.texts import say

ANY = "any"
"""The texts that several flows share."""


async def flow_text(speech: Speech, topic: str, case: str, **values: str) -> str:
    """A text of a flow; empty where the flow says nothing in this case."""
    named = next((name for name in (topic, ANY) if f"flow.{name}" in _spoken(case)), None)
    if named is None:
        return ""
    return await say(speech.session, f"flow.{named}", case, speech.language, speech.channel, values)


@cache
def _spoken(case: str) -> frozenset[str]:
    return frozenset(topic for topic, held, _language, _channel in seeds() if held == case)
