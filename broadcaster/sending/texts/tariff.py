"""Tariff: what the provider asks for a segment, by where the number belongs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Self

from broadcaster.errors import PalierError

CENT: Final = Decimal("0.01")

_PRICE: Final = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,5})?")
_SPECIAL: Final = re.compile(rf"(?P<prefix>\+[1-9][0-9]{{0,7}})=(?P<price>{_PRICE.pattern})")


class TariffRefusedError(PalierError):
    """This is no tariff. Write the price of a segment in euros, as 0.07 or 0.07 +262=0.13."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices in euros for one segment: one for all, and others for some prefixes.

    The provider's invoice may differ: it also depends on the operator that carries a message,
    so what is reckoned with it is an estimate (Twilio, "SMS pricing").
    """

    default: Decimal = Decimal("0.07")
    special: Mapping[str, Decimal] = field(default_factory=dict)  # by prefix, "+262"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "0.07 +262=0.13": the price of a segment, then those of prefixes that cost more.

        Raises TariffRefusedError.
        """
        first, *others = text.split() or [""]
        if not _PRICE.fullmatch(first):
            raise TariffRefusedError
        special: dict[str, Decimal] = {}
        for other in others:
            found = _SPECIAL.fullmatch(other)
            if found is None or found["prefix"] in special:
                raise TariffRefusedError
            special[found["prefix"]] = Decimal(found["price"])
        return cls(Decimal(first), special)

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The prefixes with a price of their own, the longest first: the first that fits wins."""
        return tuple(sorted(self.special, key=lambda prefix: (-len(prefix), prefix)))

    def price(self, number: str, segments: int) -> Decimal:
        """What segments to a number (E.164, or its prefix) cost, in euros."""
        prefix = next((one for one in self.prefixes if number.startswith(one)), None)
        return segments * (self.default if prefix is None else self.special[prefix])
