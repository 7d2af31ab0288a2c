"""Amending: what changes or adds to an earlier answer, and does not answer the open question."""

from datetime import datetime

from bot.actions.flows import words
from bot.actions.flows.matters import OWN_WORDS, PAID_FOR, PAYMENT, SURE
from bot.actions.flows.naming import only_names, tells_flat
from bot.actions.message import Message
from bot.nlu.dates.reading import find_dates
from broadcaster.conversations.request_kinds import HOME
from broadcaster.conversations.requests import ADDED, TenantRequest

OF_THE_PAST = ("when", "since", "day")
"""Answers that tell when something happened."""

A_STATEMENT = 4
"""Words from which a text tells of another trouble: « la porte ferme plus »."""

MOST_REFUSED = 2
"""Further days that are noted as impossible before what is said is taken as it is."""

TO_COME = frozenset({"better", "call_at"})
"""Answers that name a time to come."""

TOLD_BESIDE = frozenset({"trade", "police"})
"""Answers that no day is taken for."""

A_ROOM = 6
"""Words of the longest text that only names a room: « pas le salon, la chambre »."""


def corrected_answer(request: TenantRequest, text: str) -> str | None:
    """The earlier answer that a text puts right: « pardon, c'était avant-hier »."""
    if not words.may_correct(text) or words.asks(text):
        return None
    if words.tells(request.asked or "", text):
        return None
    known = [name for name in request.wanted if name in request.answers and name != HOME]
    told = [name for name in known if words.tells(name, text)]
    if told:
        return told[-1]
    return known[-1] if known and words.corrects(text) else None


def adds_trouble(request: TenantRequest, message: Message) -> bool:
    """True for one more thing of the same kind, said where a day was asked for.

    « Et la porte du placard ferme plus » does not tell since when the tap drips.
    """
    text = message.text
    if request.asked not in OF_THE_PAST or "what" not in request.answers:
        return False
    if words.tells(request.asked, text) or words.leaves_open(text) or words.asks(text):
        return False
    same = (one for one in message.questions if one.topic == request.topic)
    return len(text.split()) >= A_STATEMENT and any(one.confidence >= SURE for one in same)


def adds_where(request: TenantRequest, text: str) -> bool:
    """True for a room where a day was asked for: « la chambre » tells no « depuis quand »."""
    asked = request.asked or ""
    if asked not in OF_THE_PAST or request.doubted or "where" not in request.wanted:
        return False
    is_short = len(text.split()) <= A_ROOM
    return is_short and words.tells("where", text) and not words.tells(asked, text)


def adds_thing(request: TenantRequest, text: str) -> str | None:
    """Where to keep what only names a thing or a flat and answers nothing that was asked.

    « Une prise électrique » tells no day to come on: it is what the appointment is about.
    """
    asked = request.asked or ""
    if request.doubted or words.tells(asked, text) or words.says_little(text):
        return None
    if asked == "need":
        return ADDED if tells_flat(text) else None
    if asked == HOME:
        return ADDED if _tells_of_trouble(text) else None
    if asked not in TO_COME or not only_names(text):
        return None
    return "which" if "which" in request.wanted else ADDED


def _tells_of_trouble(text: str) -> bool:
    """« Celui près de la douche », where a building was asked for."""
    has_number = any(char.isdigit() for char in text)
    return not has_number and any(words.tells(name, text) for name in ("what", "where", "trade"))


def fits_earlier(request: TenantRequest, text: str) -> str | None:
    """The earlier question that is answered now: « je sais pas » to the day, then « mardi »."""
    if len(text.split()) > A_ROOM or words.tells(request.asked or "", text) or words.asks(text):
        return None
    told = [name for name in request.wanted if name in request.answers]
    unknown = (
        name
        for name in told
        if words.leaves_open(request.answers[name])
        # Nobody lives in « depuis lundi »: it tells more of what was said.
        or (request.asked == HOME and name in OF_THE_PAST and not request.doubted)
    )
    return next((name for name in unknown if words.tells(name, text)), None)


def told_instead(request: TenantRequest, text: str) -> str | None:
    """The answer still to be asked for that is told now, where a day was asked for.

    « C'était pour l'échafaudage » tells who was to come, and no day.
    """
    asked = request.asked or ""
    if asked not in OF_THE_PAST or request.doubted or words.asks(text):
        return None
    if words.tells(asked, text) or words.leaves_open(text):
        return None
    missing = (name for name in request.missing if name in TOLD_BESIDE)
    return next((name for name in missing if words.tells(name, text)), None)


def wants_it_paid(request: TenantRequest, message: Message) -> bool:
    """True for « et je veux être remboursé », said of what the request tells of."""
    told = words.tells(request.asked or "", message.text) or words.asks(message.text)
    topics = [one.topic for one in message.questions]
    return request.topic in PAID_FOR and topics == [PAYMENT] and not told


def refuses_more(request: TenantRequest, text: str) -> bool:
    """True for one more day that does not suit, where days that do were asked for.

    Not without end: who goes on refusing is a person's business.
    """
    refused = request.answers.get("which", "")
    return (
        request.asked == "better"
        and words.only_refuses(text)
        and refused.count("\n") < MOST_REFUSED
        and text.strip() not in refused
    )


def answered_by_day(request: TenantRequest, text: str, now: datetime) -> str | None:
    """The answer a bare day gives where something else was asked: « hier » is nothing stolen."""
    if request.asked not in OWN_WORDS - {"which"}:
        return None
    name = next((one for one in OF_THE_PAST if one in request.missing), None)
    days = find_dates(text, now)
    if name is None or not days:
        return None
    beside = text[: days[0].start] + text[days[-1].end :]
    return name if words.says_nothing_beside(beside) else None
