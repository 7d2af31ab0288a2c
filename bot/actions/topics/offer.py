"""The collective internet offer: its price, who pays and a person are always said."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions.asked import Asked, Finding, Need, Resolver, Topic, missing
from broadcaster.conversations.threads import Reason
from broadcaster.help.models import OfferFact
from broadcaster.help.offer import offer_facts, offer_keys

ALWAYS = ("price", "payer", "contact")


def fact(*keys: str) -> Resolver:
    """Answer with facts of the offer; the first is the one without which there is no answer."""

    async def resolve(asked: Asked) -> Finding:
        if "contract" in asked.hints:
            return replace(await trouble(asked), topic="offer_trouble")
        facts = await offer_facts(asked.session, asked.place.site_id)
        if keys[0] not in facts:
            return missing()
        used = [facts[key] for key in (*keys, *ALWAYS) if key in facts]
        return Finding("found", _values(facts), used)

    return resolve


async def keep_operator(asked: Asked) -> Finding:
    """Whether one may keep one's own operator: as the offer says, or else a person."""
    facts = await offer_facts(asked.session, asked.place.site_id)
    if "keep_operator" in facts:
        return Finding("found", _values(facts), [facts["keep_operator"]])
    return Finding("handoff", _values(facts), handoff=Reason.NEEDS_PERSON)


async def trouble(asked: Asked) -> Finding:
    """Breakdown, deposit, cancellation, moving out: no source answers these; a person does."""
    facts = await offer_facts(asked.session, asked.place.site_id)
    return Finding("handoff", _values(facts), handoff=Reason.NEEDS_PERSON)


def _values(facts: Mapping[str, OfferFact]) -> dict[str, str]:
    """Every name a text about the offer may use; what is not known is empty."""
    return {
        key.name: facts[code].value.strip().rstrip(".") if code in facts else ""
        for code, key in offer_keys().items()
    }


TOPICS = {
    "offer_what": Topic(fact("content", "speed", "television", "telephone"), Need.SITE),
    "offer_price": Topic(fact("price", "unused"), Need.SITE),
    "offer_vote": Topic(fact("vote"), Need.SITE),
    "offer_subscribe": Topic(fact("subscribe", "launch"), Need.SITE),
    "offer_keep_operator": Topic(keep_operator, Need.SITE),
    "offer_trouble": Topic(trouble, Need.SITE),
}
