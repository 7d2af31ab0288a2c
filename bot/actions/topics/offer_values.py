"""The offer in words: its facts by the names the texts use, and who can say more."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions.asked import Asked, Finding, missing
from bot.actions.wording import contact_number, person_words
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.texts import say
from broadcaster.conversations.threads import Reason
from broadcaster.help.models import OfferFact
from broadcaster.help.offer import KeyKind, days_of, half_day_of, offer_keys
from broadcaster.help.phrases import translated
from broadcaster.works.models import PersonRole

ALWAYS = ("price", "payer")
"""Without these nothing is said of the offer."""

LAUNCHES = ("launch_first", "launch_second")

EXTRAS = ("sans_usage", "debit", "information", "organisateur", "vote")
"""What an answer that grows too long is told without first."""

_NUMBER = re.compile(r"\+?\d[\d ]{8,}\d")

Facts = Mapping[str, OfferFact]


def lacking(facts: Facts, *keys: str) -> Finding | None:
    """The answer when one of these facts, or one that is always said, is not there."""
    missed = next((key for key in (*keys, *ALWAYS) if key not in facts), None)
    return missing(label(missed)) if missed else None


async def unknown(asked: Asked, facts: Facts, lacks: str) -> Finding:
    """No source says it: so is said, with the person of the offer, and staff read what lacks."""
    values = await values_of(asked, facts)
    return Finding("default", values, (), Reason.MISSING_FACT, topic="offer_unknown", lacks=lacks)


async def found(asked: Asked, facts: Facts, case: str, keys: Iterable[str]) -> Finding:
    """A case with the facts it rests on; too long by SMS, it is told with less."""
    used = [facts[key] for key in (*keys, *ALWAYS, "contact") if key in facts]
    values = await values_of(asked, facts)
    next_launch = await _launch(asked, facts, most=1) if values["lancement"] else ""
    return Finding(case, values, used, spare=spare(values, next_launch))


def spare(values: Mapping[str, str], next_launch: str = "") -> Sequence[tuple[str, str]]:
    """What is shortened of an answer, in turn: a person's name goes first, the price last.

    An SMS in Arabic holds 134 signs: there is not always room for more than what was asked.
    """
    shorter = [("personne", values["contact"])]
    shorter += [("lancement", next_launch)] if next_launch else []
    spared = [(name, "") for name in ("payeur", "personne", "prix")]
    return [*((name, "") for name in EXTRAS), *shorter, *spared]


def only(finding: Finding, names: Iterable[str], alternatives: Iterable[str]) -> Finding:
    """The finding with these values alone of what its text may tell alternatively."""
    kept = {*names}
    blank = {name: "" for name in alternatives if name not in kept}
    return replace(finding, values={**finding.values, **blank})


async def values_of(asked: Asked, facts: Facts) -> dict[str, str]:
    """Every name a text about the offer may use; what is not known is empty."""
    words = {
        key.name: translated(value(facts, code).rstrip("."), asked.dates.language)
        for code, key in offer_keys().items()
        if key.kind in (KeyKind.TEXT, KeyKind.PRICE)
    }
    days = days_of(value(facts, "vote_from"), value(facts, "vote_until"))
    person = words["personne"] or await _somebody(asked)
    return {
        **words,
        "quand": asked.dates.span(*days) if days else "",
        "lancement": await _launch(asked, facts),
        "personne": person,
        "contact": _number_of(person),  # of the offer another is asked than of the works
    }


def _number_of(person: str) -> str:
    """The number in a person's name and number; all of it where there is none."""
    number = _NUMBER.search(person)
    return number.group() if number else person


def label(key: str) -> str:
    """A fact as staff call it."""
    return offer_keys()[key].label


def value(facts: Facts, key: str) -> str:
    """What is known under a key; empty for nothing."""
    return facts[key].value.strip() if key in facts else ""


def launches(facts: Facts) -> list[tuple[datetime, datetime]]:
    """The launch half-days, in order."""
    halves = [half_day_of(value(facts, key)) for key in LAUNCHES]
    return sorted(one for one in halves if one is not None)


def is_launched(asked: Asked, facts: Facts) -> bool:
    """True when there were launch half-days and all are over."""
    return bool(launches(facts)) and not launches_ahead(asked, facts)


def launches_ahead(asked: Asked, facts: Facts) -> list[str]:
    """The launch half-days that are still to come, in words."""
    ahead = [one for one in launches(facts) if asked.now < one[1]]
    return [asked.dates.span(*one) for one in ahead]


async def _somebody(asked: Asked) -> str:
    """Whom to ask when the offer names nobody: the landlord's person, or whom the works name."""
    told = await person_words(asked.session, asked.place, PersonRole.LANDLORD)
    return told or await contact_number(asked.session, asked.place)


async def _launch(asked: Asked, facts: Facts, most: int | None = None) -> str:
    """The launch half-days that are ahead; in staff's own words when they gave no days."""
    place, ahead = value(facts, "launch").rstrip("."), launches_ahead(asked, facts)[:most]
    if not ahead:
        return "" if launches(facts) else place
    values = {"lieu_lancement": place, "jours": asked.dates.listed(ahead)}
    # In the form of the chat: the answer that names it is folded for telephones as a whole.
    language = asked.dates.language
    return await say(asked.session, "offer_launch", "days", language, AnswerChannel.WEB, values)
