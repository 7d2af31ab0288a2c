"""The collective internet offer: its price, who pays and a person are always said."""

from dataclasses import replace
from datetime import datetime

from bot.actions.asked import Asked, Finding, Need, Resolver, Topic, missing
from bot.actions.topics.aspects import around_offer, in_offer, in_vote
from bot.actions.topics.offer_values import (
    LAUNCHES,
    Facts,
    found,
    is_launched,
    label,
    lacking,
    spare,
    value,
    values_of,
)
from bot.actions.topics.votes import of_vote
from broadcaster.conversations.threads import Reason
from broadcaster.help.offer import Outcome, days_of, offer_facts

DECIDED = (Outcome.ADOPTED, Outcome.REJECTED)


def fact(*keys: str) -> Resolver:
    """Answer with facts of the offer; the first is the one without which there is no answer."""

    async def resolve(asked: Asked) -> Finding:
        if "contract" in asked.hints:
            return replace(await trouble(asked), topic="offer_trouble")
        facts = await offer_facts(asked.session, asked.place.site_id)
        named = await _named(asked, facts)
        return named or lacking(facts, keys[0]) or await found(asked, facts, "found", keys)

    return resolve


async def subscribe(asked: Asked) -> Finding:
    """How to join, with the launch half-days that are still ahead; never joins anybody."""
    if "contract" in asked.hints:
        return replace(await trouble(asked), topic="offer_trouble")
    facts = await offer_facts(asked.session, asked.place.site_id)
    named = await _named(asked, facts) or lacking(facts, "subscribe")
    if named is not None:
        return named
    if is_launched(asked, facts):
        over = await found(asked, facts, "launched", ("subscribe",))
        return replace(over, handoff=Reason.NEEDS_PERSON)
    return await found(asked, facts, "found", ("subscribe", *LAUNCHES))


async def vote(asked: Asked) -> Finding:
    """Where the vote stands: by its result, else by its days, else in staff's own words."""
    facts = await offer_facts(asked.session, asked.place.site_id)
    case = _vote_case(facts, asked.now)
    named = await in_vote(asked, facts, dates=case in DECIDED) or await around_offer(asked, facts)
    if named is not None:
        return named
    lack = lacking(facts) or (missing(label("vote_from")) if not case else None)
    if lack is not None or case is None:
        return lack or missing()
    used = ("vote_state", "vote_from", "vote_until", "vote")
    told = await found(asked, facts, case, used)
    if case != "past":
        return told
    return replace(told, facts=(), handoff=Reason.MISSING_FACT, lacks=label("vote_state"))


def is_live(facts: Facts, now: datetime) -> bool:
    """True while tenants may still vote, or are about to."""
    return _vote_case(facts, now) == "coming"


async def keep_operator(asked: Asked) -> Finding:
    """Whether one may keep one's own operator: as the offer says, or else a person."""
    if "contract_end" in asked.hints:
        return replace(await trouble(asked), topic="offer_trouble")
    facts = await offer_facts(asked.session, asked.place.site_id)
    if "keep_operator" in facts:
        return lacking(facts) or await found(asked, facts, "found", ("keep_operator",))
    return await _handed_over(asked, facts)


async def trouble(asked: Asked) -> Finding:
    """Breakdown, deposit, cancellation, moving out: no source answers these; a person does.

    Where the modem is got is no trouble, whatever the question was taken for.
    """
    facts = await offer_facts(asked.session, asked.place.site_id)
    named = None if "contract" in asked.hints else await in_offer(asked, facts)
    return named or await _handed_over(asked, facts)


async def _handed_over(asked: Asked, facts: Facts) -> Finding:
    values = await values_of(asked, facts)
    return Finding("handoff", values, handoff=Reason.NEEDS_PERSON, spare=spare(values))


async def _named(asked: Asked, facts: Facts) -> Finding | None:
    return await in_offer(asked, facts) or await around_offer(asked, facts)


def _vote_case(facts: Facts, now: datetime) -> str | None:
    outcome = value(facts, "vote_state")
    if outcome in DECIDED:
        return outcome
    days = days_of(value(facts, "vote_from"), value(facts, "vote_until"))
    if days is not None:
        return "coming" if now < days[1] else "past"
    return "found" if "vote" in facts else None


async def _is_live_at(asked: Asked) -> bool:
    return is_live(await offer_facts(asked.session, asked.place.site_id), asked.now)


TOPICS = {
    "offer_what": Topic(fact("content", "speed", "television", "telephone"), Need.SITE),
    "offer_price": Topic(fact("price", "unused"), Need.SITE),
    **of_vote(vote, _is_live_at),
    "offer_subscribe": Topic(subscribe, Need.SITE),
    "offer_keep_operator": Topic(keep_operator, Need.SITE),
    "offer_trouble": Topic(trouble, Need.SITE),
}
