"""Two votes: on the works and on the internet offer. « Le vote » alone may mean either."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.actions.asked import Asked, Finding, Need, Resolver, Topic
from bot.actions.topics.notes import note_of, noted
from broadcaster.conversations.threads import Reason

WORKS, OFFER = "rights_vote", "offer_vote"

NAMED_BY = {"vote_offer": OFFER, "vote_works": WORKS}
"""Hints that say which vote a question is about."""

Live = Callable[[Asked], Awaitable[bool]]

WHICH = Finding("ask", topic="rights_which_vote")

on_works = noted(Reason.NEEDS_PERSON, Finding("handoff", handoff=Reason.NEEDS_PERSON))
"""The vote on the works: what staff wrote of it, or else the rule; one's own case for a person."""


def of_vote(on_offer: Resolver, is_live: Live) -> Mapping[str, Topic]:
    """Both topics: each answered as it is named, « le vote » alone by the one that is live."""

    async def resolve(asked: Asked) -> Finding:
        meant = await _meant(asked, is_live)
        if meant is None:
            return WHICH
        if meant == OFFER:
            return _about(asked, OFFER, await on_offer(asked))
        return _about(asked, WORKS, await on_works(_as(asked, WORKS)))

    return {OFFER: Topic(resolve, Need.SITE), WORKS: Topic(resolve, Need.SITE)}


async def _meant(asked: Asked, is_live: Live) -> str | None:
    """Which vote is meant; None when only the tenant can say."""
    named = [topic for hint, topic in NAMED_BY.items() if hint in asked.hints]
    if len(named) == 1:
        return named[0]
    if named or "vote" not in asked.hints:
        return asked.topic
    live = [OFFER] if await is_live(asked) else []
    live += [WORKS] if await note_of(asked, WORKS) else []
    return live[0] if len(live) == 1 else None


def _as(asked: Asked, topic: str) -> Asked:
    return replace(asked, topic=topic)


def _about(asked: Asked, topic: str, finding: Finding) -> Finding:
    return finding if finding.topic or asked.topic == topic else replace(finding, topic=topic)
