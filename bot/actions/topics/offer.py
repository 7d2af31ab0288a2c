"""The collective internet offer: its price, who pays and a person are always said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.actions.asked import Asked, Finding, Need, Resolver, Topic, missing
from bot.actions.topics.votes import of_vote
from bot.actions.wording import contact_number, person_words
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.texts import say
from broadcaster.conversations.threads import Reason
from broadcaster.help.models import OfferFact
from broadcaster.help.offer import (
    KeyKind,
    Outcome,
    days_of,
    half_day_of,
    offer_facts,
    offer_keys,
)
from broadcaster.works.models import PersonRole

ALWAYS = ("price", "payer")
"""Without these nothing is said of the offer."""

LAUNCHES = ("launch_first", "launch_second")

Facts = Mapping[str, OfferFact]


def fact(*keys: str) -> Resolver:
    """Answer with facts of the offer; the first is the one without which there is no answer."""

    async def resolve(asked: Asked) -> Finding:
        if "contract" in asked.hints:
            return replace(await trouble(asked), topic="offer_trouble")
        facts = await offer_facts(asked.session, asked.place.site_id)
        return _lacking(facts, keys[0]) or await _found(asked, facts, "found", keys)

    return resolve


async def subscribe(asked: Asked) -> Finding:
    """How to join, with the launch half-days that are still ahead; never joins anybody."""
    if "contract" in asked.hints:
        return replace(await trouble(asked), topic="offer_trouble")
    facts = await offer_facts(asked.session, asked.place.site_id)
    lacking = _lacking(facts, "subscribe")
    if lacking is not None:
        return lacking
    if _launches(facts) and not _launches_ahead(asked, facts):
        found = await _found(asked, facts, "launched", ("subscribe",))
        return replace(found, handoff=Reason.NEEDS_PERSON)
    return await _found(asked, facts, "found", ("subscribe", *LAUNCHES))


async def vote(asked: Asked) -> Finding:
    """Where the vote stands: by its result, else by its days, else in staff's own words."""
    facts = await offer_facts(asked.session, asked.place.site_id)
    case = _vote_case(facts, asked.now)
    lacking = _lacking(facts) or (missing(offer_keys()["vote_from"].label) if not case else None)
    if lacking is not None or case is None:
        return lacking or missing()
    used = ("vote_state", "vote_from", "vote_until", "vote")
    found = await _found(asked, facts, case, used)
    if case != "past":
        return found
    return replace(found, facts=(), handoff=Reason.MISSING_FACT, lacks=_label("vote_state"))


def is_live(facts: Facts, now: datetime) -> bool:
    """True while tenants may still vote, or are about to."""
    return _vote_case(facts, now) == "coming"


async def keep_operator(asked: Asked) -> Finding:
    """Whether one may keep one's own operator: as the offer says, or else a person."""
    facts = await offer_facts(asked.session, asked.place.site_id)
    if "keep_operator" in facts:
        return _lacking(facts) or await _found(asked, facts, "found", ("keep_operator",))
    values = await _values(asked, facts)
    return Finding("handoff", values, handoff=Reason.NEEDS_PERSON)


async def trouble(asked: Asked) -> Finding:
    """Breakdown, deposit, cancellation, moving out: no source answers these; a person does."""
    facts = await offer_facts(asked.session, asked.place.site_id)
    return Finding("handoff", await _values(asked, facts), handoff=Reason.NEEDS_PERSON)


def _lacking(facts: Facts, *keys: str) -> Finding | None:
    """The answer when one of these facts, or one that is always said, is not there."""
    lacking = next((key for key in (*keys, *ALWAYS) if key not in facts), None)
    return missing(_label(lacking)) if lacking else None


async def _found(asked: Asked, facts: Facts, case: str, keys: tuple[str, ...]) -> Finding:
    used = [facts[key] for key in (*keys, *ALWAYS, "contact") if key in facts]
    return Finding(case, await _values(asked, facts), used)


def _label(key: str) -> str:
    return offer_keys()[key].label


def _vote_case(facts: Facts, now: datetime) -> str | None:
    outcome = _value(facts, "vote_state")
    if outcome in (Outcome.ADOPTED, Outcome.REJECTED):
        return outcome
    days = days_of(_value(facts, "vote_from"), _value(facts, "vote_until"))
    if days is not None:
        return "coming" if now < days[1] else "past"
    return "found" if "vote" in facts else None


async def _values(asked: Asked, facts: Facts) -> dict[str, str]:
    """Every name a text about the offer may use; what is not known is empty."""
    words = {
        key.name: _value(facts, code).rstrip(".")
        for code, key in offer_keys().items()
        if key.kind in (KeyKind.TEXT, KeyKind.PRICE)
    }
    days = days_of(_value(facts, "vote_from"), _value(facts, "vote_until"))
    return {
        **words,
        "quand": asked.dates.span(*days) if days else "",
        "lancement": await _launch(asked, facts),
        "personne": words["personne"] or await _somebody(asked),
    }


async def _somebody(asked: Asked) -> str:
    """Whom to ask when the offer names nobody: the landlord's person, or whom the works name."""
    told = await person_words(asked.session, asked.place, PersonRole.LANDLORD)
    return told or await contact_number(asked.session, asked.place)


async def _launch(asked: Asked, facts: Facts) -> str:
    """The launch half-days that are ahead; in staff's own words when they gave no days."""
    place, ahead = _value(facts, "launch").rstrip("."), _launches_ahead(asked, facts)
    if not ahead:
        return "" if _launches(facts) else place
    values = {"lieu_lancement": place, "jours": asked.dates.listed(ahead)}
    # In the form of the chat: the answer that names it is folded for telephones as a whole.
    language = asked.dates.language
    return await say(asked.session, "offer_launch", "days", language, AnswerChannel.WEB, values)


def _launches(facts: Facts) -> list[tuple[datetime, datetime]]:
    found = [half_day_of(_value(facts, key)) for key in LAUNCHES]
    return sorted(one for one in found if one is not None)


def _launches_ahead(asked: Asked, facts: Facts) -> list[str]:
    ahead = [one for one in _launches(facts) if asked.now < one[1]]
    return [asked.dates.span(*one) for one in ahead]


def _value(facts: Facts, key: str) -> str:
    return facts[key].value.strip() if key in facts else ""


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
