"""Numbers written the usual French way, read without asking six regions about each of them.

The patterns are libphonenumber's own for France, so that the answer is the same; a file of 100,000
households would otherwise spend most of its time here. Anything unusual is None: ask in full.
"""

import re
from functools import cache

from phonenumbers.phonemetadata import PhoneMetadata

from broadcaster.register.models import NumberKind

_WRITTEN = re.compile(r"(?:(?:\+|00)33[ .]?|0)?([1-9](?:[ .-]?[0-9]{2}){4})")


def plain_number(text: str) -> tuple[str, NumberKind] | None:
    """The number in E.164 and its kind; None when it is not written so, or not an ordinary one."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    digits = re.sub("[ .-]", "", written[1])
    for kind, pattern in _patterns():
        if pattern.fullmatch(digits):
            return f"+33{digits}", kind
    return None


@cache
def _patterns() -> tuple[tuple[NumberKind, re.Pattern[str]], ...]:
    """Mobiles, fixed lines and box lines of the French numbering plan."""
    plan = PhoneMetadata.metadata_for_region("FR")
    if plan is None:
        return ()
    kinds = (
        (NumberKind.MOBILE, plan.mobile),
        (NumberKind.LANDLINE, plan.fixed_line),
        (NumberKind.LANDLINE, plan.voip),
    )
    return tuple(
        (kind, re.compile(found.national_number_pattern))
        for kind, found in kinds
        if found and found.national_number_pattern
    )
