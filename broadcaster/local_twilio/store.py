"""The messages a local Twilio holds, found by id or by phone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from broadcaster.local_twilio.feed import Feed
from broadcaster.local_twilio.journal import Journal
from broadcaster.local_twilio.messages import HandOver, Message, Status


class MessageStore:
    """Messages in memory, each change written to the journal and told to the feed."""

    def __init__(self, feed: Feed, journal: Journal | None = None) -> None:
        self._feed = feed
        self._journal = journal
        self._by_sid: dict[str, Message] = {}
        self._sids_by_phone: dict[str, list[str]] = {}
        for message in journal.read() if journal else ():
            self._keep(message)

    def put(self, message: Message) -> Message:
        """Keep a new message, or a newer state of one."""
        self._keep(message)
        if self._journal is not None:
            self._journal.write(message)
        self._feed.tell()
        return message

    def step(
        self, message: Message, status: Status, now: datetime, error_code: int | None = None
    ) -> Message:
        """Move a message on to ``status``."""
        sent_at = message.sent_at or (now if status is Status.SENT else None)
        return self.put(
            replace(message, status=status, updated_at=now, sent_at=sent_at, error_code=error_code)
        )

    def handed_over(self, message: Message, outcome: HandOver, now: datetime) -> Message:
        """Note what became of a phone's text at the webhook."""
        return self.put(replace(message, hand_over=outcome, updated_at=now))

    def get(self, sid: str) -> Message | None:
        """The message with this id."""
        return self._by_sid.get(sid)

    def __iter__(self) -> Iterator[Message]:
        return iter(list(self._by_sid.values()))

    def of_phone(self, number: str) -> list[Message]:
        """What a phone wrote and was written, oldest first."""
        return [self._by_sid[sid] for sid in self._sids_by_phone.get(number, ())]

    def last_of_phones(self) -> dict[str, Message]:
        """The latest message of each phone that has one."""
        return {number: self._by_sid[sids[-1]] for number, sids in self._sids_by_phone.items()}

    def close(self) -> None:
        """Close the journal."""
        if self._journal is not None:
            self._journal.close()

    def _keep(self, message: Message) -> None:
        if message.sid not in self._by_sid:
            self._sids_by_phone.setdefault(message.phone, []).append(message.sid)
        self._by_sid[message.sid] = message
