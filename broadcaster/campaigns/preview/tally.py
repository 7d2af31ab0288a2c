"""The tally: what the messages of a preview come to, language by language."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from broadcaster.campaigns.texts import Sample, sample_of
from broadcaster.sending.texts.folding import as_sent, changed_letters, fold_typography
from broadcaster.sending.texts.segments import Encoding, Measure, measure
from broadcaster.sending.texts.tariff import CENT, Tariff

SAMPLES: Final = 3
"""How many filled texts of each language the writer is shown."""


@dataclass(frozen=True, slots=True)
class VersionPreview:
    """What the text of one language comes to."""

    language: str  # ISO 639-1; "fr" is read by everybody without a text of their own
    recipients: int = 0  # messages: one for each telephone and text
    segments: int = 0  # of all messages together
    longest: int = 0  # segments of the longest message
    encoding: Encoding = "GSM-7"  # "UCS-2" as soon as one message needs it
    costly: tuple[str, ...] = ()  # the characters that make messages dearer, each once
    samples: tuple[Sample, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()  # letters folded to save a segment, and into what
    price: Decimal | None = None  # euros, an estimate; None without a tariff


_PLAIN: Final = re.compile(r"[A-Za-z0-9]+(?:[ '-][A-Za-z0-9]+)*")

type Form = tuple[int | str, ...]
"""What of a text's values decides its segments and its encoding."""


def form_of(values: Mapping[str, str], *, by_home: bool = False) -> Form:
    """The form of some values: of one in plain letters and digits, only its length counts.

    Those are one place each in every encoding, are never made plainer, and nothing of a text is
    cut or joined because of them. With ``by_home`` more is written than the values themselves,
    after the place they name: then each is a form of its own.
    """
    found = values.values()
    if by_home:
        return tuple(found)
    return tuple(len(one) if _PLAIN.fullmatch(one) else one for one in found)


@dataclass(slots=True)
class Tally:
    """The figures of one language's messages seen so far."""

    language: str
    tariff: Tariff | None = None
    recipients: int = 0
    segments: int = 0
    longest: int = 0
    encoding: Encoding = "GSM-7"
    costly: dict[str, None] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    changed: dict[tuple[str, str], None] = field(default_factory=dict)
    _last: tuple[str, Measure] | None = None
    _paid: Counter[str] = field(default_factory=Counter)  # segments by prefix
    _known: dict[Form, int] = field(default_factory=dict)  # segments of texts of one form
    _seen: set[str] = field(default_factory=set)  # characters of messages that folding changed

    def add(self, written: str, numbers: int, prefix: str = "", form: Form = ()) -> None:
        """Count a filled text that goes to this many numbers, whose price is the prefix's.

        ``form`` is that of the values it is filled with: texts alike need not be written.
        """
        cost = self._cost(written)
        self._count(cost.segments, numbers, prefix)
        self._known[form] = cost.segments

    def add_alike(self, form: Form, numbers: int, prefix: str = "") -> bool:
        """Count a text like one that was added; False when none was, or samples are wanted."""
        segments = self._known.get(form) if len(self.samples) == SAMPLES else None
        if segments is None:
            return False
        self._count(segments, numbers, prefix)
        return True

    def _count(self, segments: int, numbers: int, prefix: str) -> None:
        self.recipients += numbers
        self.segments += numbers * segments
        self._paid[prefix] += numbers * segments

    @property
    def price(self) -> Decimal:
        """What all messages cost, not rounded; nothing without a tariff."""
        tariff = self.tariff
        if tariff is None:
            return Decimal(0)
        return sum((tariff.price(*paid) for paid in self._paid.items()), Decimal(0))

    def _cost(self, written: str) -> Measure:
        """What one message takes; one text under several prefixes is looked at once."""
        if self._last is None or self._last[0] != written:
            self._last = written, self._look_at(written)
        return self._last[1]

    def _look_at(self, written: str) -> Measure:
        plain = fold_typography(written)
        body = as_sent(plain)
        if body != plain and not self._seen.issuperset(plain):
            self.changed |= dict.fromkeys(changed_letters(plain))
            self._seen |= set(plain)
        cost = measure(body.strip())
        self.longest = max(self.longest, cost.segments)
        self._note_characters(cost)
        if len(self.samples) < SAMPLES:
            self.samples.append(sample_of(written))
        return cost

    def _note_characters(self, cost: Measure) -> None:
        if cost.encoding == "UCS-2" and self.encoding == "GSM-7":
            # What counts double in GSM-7 no longer matters beside what forces UCS-2.
            self.encoding, self.costly = "UCS-2", {}
        if cost.encoding == self.encoding:
            self.costly |= dict.fromkeys(cost.costly)

    @property
    def preview(self) -> VersionPreview:
        """The figures, as they are shown."""
        return VersionPreview(
            language=self.language,
            recipients=self.recipients,
            segments=self.segments,
            longest=self.longest,
            encoding=self.encoding,
            costly=tuple(self.costly),
            samples=tuple(self.samples),
            changed=tuple(self.changed),
            price=None if self.tariff is None else _in_cents(self.price),
        )


def _in_cents(price: Decimal) -> Decimal:
    return price.quantize(CENT, ROUND_HALF_UP)


def encoding_of(versions: Iterable[VersionPreview]) -> Encoding:
    """UCS-2 as soon as one language's messages need it."""
    return "UCS-2" if any(one.encoding == "UCS-2" for one in versions) else "GSM-7"


def costly_of(versions: Sequence[VersionPreview]) -> tuple[str, ...]:
    """The characters that make messages dearer, of the languages in the dearest encoding."""
    dearest = encoding_of(versions)
    found = (char for one in versions if one.encoding == dearest for char in one.costly)
    return tuple(dict.fromkeys(found))


def price_of(tallies: Iterable[Tally]) -> Decimal:
    """The price of all messages, rounded once."""
    return _in_cents(sum((one.price for one in tallies), Decimal(0)))
