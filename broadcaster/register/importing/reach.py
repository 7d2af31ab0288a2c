"""Who may import what: rows of somebody else's sites are refused, and tell nothing of them."""

from collections.abc import Collection, Iterator

from broadcaster.register.importing.households import Reading
from broadcaster.register.importing.places import Places
from broadcaster.register.importing.planning import Plan
from broadcaster.register.importing.words import wording
from broadcaster.tabular import Finding


def out_of_reach(
    reading: Reading, plan: Plan, places: Places, sites: Collection[int] | None
) -> Iterator[Finding]:
    """A finding for every household that is in another site, or would be; None: all are theirs."""
    if sites is None:
        return
    befores = {change.before.reference: change.before.flat for change in plan.changed}
    for entry in reading.entries:
        if places.site_id(entry.place.flat_key) not in sites:
            yield Finding(entry.row, None, wording("out_of_reach", site=entry.place.site))
        elif (flat := befores.get(entry.reference)) and places.site_id(flat) not in sites:
            message = wording("reference_out_of_reach", reference=entry.reference)
            yield Finding(entry.row, None, message)
