"""Samples: one message as it was written beside the message as it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from broadcaster.sending.texts.folding import as_sent, changed_letters
from broadcaster.sending.texts.segments import Encoding, measure


@dataclass(frozen=True, slots=True)
class Sample:
    """A message, and what folding did to it."""

    written: str  # filled in, with the letters of its writer
    sent: str
    letters: tuple[tuple[str, str], ...]  # changed to save a segment, each once, and into what
    encoding: Encoding
    segments: int
    segments_as_written: int

    @property
    def is_changed(self) -> bool:
        """True when it leaves otherwise than it was written."""
        return self.written != self.sent

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """The message cut at its differences: pairs of what was written and what is sent.

        Both sides of a pair are the same where nothing was changed.
        """
        return tuple(_pieces(self.written, self.sent))


def sample_of(written: str) -> Sample:
    """What becomes of a filled text."""
    sent = as_sent(written).strip()
    cost = measure(sent)
    return Sample(
        written=written,
        sent=sent,
        letters=changed_letters(written),
        encoding=cost.encoding,
        segments=cost.segments,
        segments_as_written=measure(written).segments,
    )


def _pieces(written: str, sent: str) -> Iterator[tuple[str, str]]:
    # Without autojunk: it would take frequent letters for noise in a text of 200 characters.
    matcher = SequenceMatcher(None, written, sent, autojunk=False)
    for _kind, start, end, sent_start, sent_end in matcher.get_opcodes():
        yield written[start:end], sent[sent_start:sent_end]
