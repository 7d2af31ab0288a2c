"""Two people who change one fact: what the second one wrote beside what was saved meanwhile.

Nothing is lost: the page has both, part by part, and carries what was typed until it is chosen.
"""

from aiohttp import web

from broadcaster.console.forms import Form
from broadcaster.console.places import Places
from broadcaster.console.rendering import page
from broadcaster.console.works.fact_words import (
    PARTS,
    Changes,
    Fact,
    changed_copy,
    differences,
    title_of,
)
from broadcaster.works.models import Milestone, PlannedCut

THEIRS = "theirs"
"""What a part is chosen by: the version that is saved already."""


def version_of(form: Form, stored: Fact) -> int:
    """The version a form was filled from; that of today when it does not say."""
    number = form.value("version")
    return int(number) if number.isascii() and number.isdigit() else stored.version


def settle(form: Form, stored: Form) -> Form:
    """The form with the saved words for every part where they were chosen."""
    for part, fields in PARTS.items():
        if form.value(f"pick-{part}") == THEIRS:
            for name in fields:
                form.set(name, stored.value(name))
    return form


def conflict_page[Kind: (Milestone, PlannedCut)](
    request: web.Request,
    fact: Kind,
    changes: Changes[Kind],
    form: Form,
    places: Places,
    address: str,
) -> web.Response | None:
    """Both versions side by side; None when they say the same, so that nobody has to choose."""
    mine = changed_copy(fact, changes)
    found = list(differences(fact, mine, places))
    if not found:
        return None
    fields = [(name, form.value(name)) for part in PARTS.values() for name in part]
    return page(
        request,
        "works/conflict.html",
        status=409,
        fact=fact,
        title=title_of(fact),
        differences=found,
        fields=fields,
        address=address,
    )
