"""Groups of milestone kinds (``kinds.yml``), by what a question about them means."""

from broadcaster.works.models import Milestone

WORKS = frozenset(
    {
        "site_setup",
        "scaffolding",
        "asbestos",
        "windows",
        "electricity",
        "bathroom",
        "heating",
        "facade",
        "common_areas",
    }
)
"""Building works: what « les travaux » means. A meeting or a visit does not start the works."""

START = WORKS - {"site_setup"}
"""What begins « chez nous »: fences on the car park are not yet works in one's building."""

LAST = frozenset({"acceptance"})
"""What ends them. Snagging and the year of completion come after the end tenants ask about."""

IN_FLAT = frozenset(
    {"technical_visit", "asbestos", "windows", "electricity", "bathroom", "heating"}
)
"""What takes place inside the flats."""

NO_EVENT = frozenset({"completion_year"})
"""A year in which faults may be reported: nothing takes place on its days."""

MEETINGS = frozenset({"public_meeting"})
SHOW_FLAT = frozenset({"show_flat"})


def enters_many_flats(milestone: Milestone) -> bool:
    """True when it enters the flats of a place one after the other: of one, no day is known."""
    return milestone.flat_id is None and milestone.kind in IN_FLAT
