"""The list of messages as Twilio pages it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from aiohttp import web

from broadcaster.errors import PalierError
from broadcaster.local_twilio.messages import Message, resource

DEFAULT_PAGE, LONGEST_PAGE = 50, 1000


class BadListingError(PalierError):
    """The list cannot be narrowed or paged like this. Check the dates and numbers asked for."""


def wanted(messages: Iterable[Message], query: Mapping[str, str]) -> list[Message]:
    """The messages a query asks for, newest first; raises BadListingError."""
    tests = _tests(query)
    found = [message for message in messages if all(test(message) for test in tests)]
    return sorted(found, key=_moment, reverse=True)


def _tests(query: Mapping[str, str]) -> list[Callable[[Message], bool]]:
    tests: list[Callable[[Message], bool]] = []
    if to := query.get("To"):
        tests.append(lambda message: message.to == to)
    if sender := query.get("From"):
        tests.append(lambda message: message.sender == sender)
    if on := query.get("DateSent"):
        first, last = _span(on)
        tests.append(lambda message: first <= _moment(message) <= last)
    if before := query.get("DateSent<"):
        latest = _span(before)[1]
        tests.append(lambda message: _moment(message) <= latest)
    if after := query.get("DateSent>"):
        earliest = _span(after)[0]
        tests.append(lambda message: _moment(message) >= earliest)
    return tests


def _moment(message: Message) -> datetime:
    """When a message was sent; one still queued counts from its making."""
    return message.sent_at or message.created_at


def _span(raw: str) -> tuple[datetime, datetime]:
    """The first and last moment of a date (the whole day, UTC) or of a second."""
    try:
        if len(raw) == len("2026-05-04"):
            start = datetime.combine(date.fromisoformat(raw), time(), UTC)
            return start, start + timedelta(days=1, microseconds=-1)
        moment = datetime.fromisoformat(raw)
    except ValueError as error:
        raise BadListingError from error
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware, aware + timedelta(microseconds=999_999)


def listing(found: Sequence[Message], request: web.Request, account_sid: str) -> dict[str, object]:
    """One page of messages, with the addresses of the pages around it."""
    page = _whole(request.query.get("Page", "0"), 0, 10**9)
    size = _whole(request.query.get("PageSize", str(DEFAULT_PAGE)), 1, LONGEST_PAGE)
    start = page * size
    shown = found[start : start + size]

    def address(number: int) -> str:
        return str(request.rel_url.update_query(Page=str(number), PageSize=str(size)))

    return {
        "messages": [resource(message, account_sid) for message in shown],
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(len(shown) - 1, 0),
        "uri": str(request.rel_url),
        "first_page_uri": address(0),
        "next_page_uri": address(page + 1) if start + size < len(found) else None,
        "previous_page_uri": address(page - 1) if page else None,
    }


def _whole(raw: str, least: int, most: int) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) < 12):
        raise BadListingError
    return min(max(int(raw), least), most)
