"""The text of a broadcast: what may stand in braces, filling it in, and what it becomes."""

from broadcaster.campaigns.texts.checking import check_text
from broadcaster.campaigns.texts.filling import (
    fill,
    fill_in,
    milestone_values,
    placeholders,
    tells_when,
)
from broadcaster.campaigns.texts.samples import Sample, sample_of
from broadcaster.campaigns.texts.templates import (
    ABOUT_MILESTONE,
    ALLOWED,
    WEEK,
    WHEN,
    WIDEST_HOME,
)

__all__ = [
    "ABOUT_MILESTONE",
    "ALLOWED",
    "WEEK",
    "WHEN",
    "WIDEST_HOME",
    "Sample",
    "check_text",
    "fill",
    "fill_in",
    "milestone_values",
    "placeholders",
    "sample_of",
    "tells_when",
]
