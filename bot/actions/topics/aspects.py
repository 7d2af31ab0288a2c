"""Aspects: the one fact of the offer or the help a question names, told without the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.actions.asked import Asked, Finding
from bot.actions.topics.offer_values import (
    Facts,
    found,
    is_launched,
    label,
    lacking,
    only,
    unknown,
)
from broadcaster.conversations.threads import Reason
from broadcaster.help.offer import offer_keys

OF_OFFER: Mapping[str, str] = MappingProxyType({
    "offer_tv": "television",
    "offer_channels": "channels",
    "offer_phone": "telephone",
    "offer_speed": "speed",
    "offer_uses": "uses",
    "offer_wifi": "wifi",
    "offer_provider": "provider",
    "offer_members": "members",
    "offer_modem": "modem",
})  # fmt: skip
"""What is in the offer, by the hint that names it (``hints.yml``)."""

OF_VOTE: Mapping[str, str] = MappingProxyType({
    "offer_organiser": "organiser",
    "offer_voters": "vote",
})  # fmt: skip

OF_HELP: Mapping[str, str] = MappingProxyType({
    "help_certificate": "certification",
    "help_order": "computer_order",
    "help_waiting": "waiting_list",
    "help_payer": "support_payer",
    "help_paid": "support_payer",
    "offer_information": "information",
})  # fmt: skip
"""What is around the offer: told without its price."""

WITH_TOPIC: Mapping[str, frozenset[str]] = MappingProxyType({
    "offer_what": frozenset({*OF_OFFER, *OF_HELP}) - {"help_order", "help_paid"},
    "offer_price": frozenset({*OF_OFFER, "help_payer"}) - {"offer_wifi", "offer_modem"},
    "offer_subscribe": frozenset({"offer_modem", "offer_members", "offer_provider"}),
    "offer_vote": frozenset({*OF_VOTE, "offer_information"}),
    "help_workshop": frozenset({*OF_HELP}) - {"help_order", "help_waiting"},
    "help_home_visit": frozenset({"help_payer", "help_paid"}),
    "help_dropin": frozenset({"help_certificate", "help_payer", "help_paid"}),
    "help_computer": frozenset({"help_order", "help_waiting"}),
})  # fmt: skip
"""Which of them a question on each topic may name: « le wifi c'est combien » means internet."""

TEXT = "asked"
"""The case of a text whose parts are the facts that were asked for."""


def named(asked: Asked, aspects: Mapping[str, str]) -> list[str]:
    """The keys of the facts that a question names."""
    allowed = WITH_TOPIC.get(asked.topic, frozenset())
    meant = asked.hints & allowed
    return [*dict.fromkeys(key for hint, key in aspects.items() if hint in meant)]


async def in_offer(asked: Asked, facts: Facts) -> Finding | None:
    """What of the offer is asked for, with its price; None when it is asked for as a whole."""
    keys = named(asked, OF_OFFER)
    if not keys and asked.topic == "offer_trouble" and {"offer_modem", "offer_get"} <= asked.hints:
        keys = ["modem"]
    if not keys:
        return None
    if "modem" in keys and "modem" in facts and is_launched(asked, facts):
        over = await found(asked, facts, "launched", ())
        return replace(over, topic="offer_subscribe", handoff=Reason.NEEDS_PERSON)
    missed = await _missed(asked, facts, keys)
    if missed is not None:
        return missed
    launch = ("launch_first", "launch_second") if "modem" in keys else ()
    told = await found(asked, facts, TEXT, (*keys, *launch))
    names = [*_names(keys), *(["lancement"] if launch else [])]
    return replace(only(told, names, [*_names(OF_OFFER.values()), "lancement"]), topic="offer_what")


async def in_vote(asked: Asked, facts: Facts, *, dates: bool) -> Finding | None:
    """Who organises the vote, who votes and when, as far as it is asked; None for none of them."""
    keys = named(asked, OF_VOTE)
    days = ["vote_from", "vote_until"] if dates and "when" in asked.hints else []
    if not keys and not days:
        return None
    missed = await _missed(asked, facts, [*keys, *days])
    if missed is not None:
        return missed
    told = await found(asked, facts, TEXT, (*keys, *days))
    names = [*_names(keys), *(["quand"] if days else [])]
    return only(told, names, [*_names(OF_VOTE.values()), "quand"])


async def around_offer(asked: Asked, facts: Facts) -> Finding | None:
    """What is around the offer, where it is asked for and known; None for anything else.

    Where to order a computer is also what the place that sells them is asked for.
    """
    keys = named(asked, OF_HELP)
    if keys == ["computer_order"] and "computer_order" not in facts:
        return None
    if not keys:
        return None
    missed = next((key for key in keys if key not in facts), None)
    if missed is not None:
        return await unknown(asked, facts, label(missed))
    told = await found(asked, facts, TEXT, ())
    used = [facts[key] for key in (*keys, "contact") if key in facts]
    told = replace(told, facts=used, topic="offer_support")
    return only(told, _names(keys), _names(OF_HELP.values()))


async def _missed(asked: Asked, facts: Facts, keys: list[str]) -> Finding | None:
    general = lacking(facts)
    if general is not None:
        return general
    missed = next((key for key in keys if key not in facts), None)
    return await unknown(asked, facts, label(missed)) if missed else None


def _names(keys: Iterable[str]) -> list[str]:
    return [offer_keys()[key].name for key in keys]
