"""One household: all that is known of it, was said to it and by it, and each hand that edits it."""

from collections.abc import Sequence

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form, path_id, query_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.places import Places, load_places
from broadcaster.console.reach import need_site, sites_of
from broadcaster.console.register.fiche import Fiche, fiche_in_path
from broadcaster.console.register.forms import filled_card, filled_household, read_card, version_of
from broadcaster.console.register.hands import hands_on
from broadcaster.console.register.timeline import timeline_of
from broadcaster.console.rendering import go_to, page
from broadcaster.register.changes import value_in_words
from broadcaster.register.editing import (
    Hand,
    HouseholdFacts,
    HouseholdStaleError,
    ReferenceTakenError,
    change_card,
    change_household,
)
from broadcaster.register.importing.words import code_key
from broadcaster.register.models import Flat, FrenchReading, PhoneKind, Staircase

routes = web.RouteTableDef()

SHOWN = 30
"""How many messages a page of the line of time has."""

MOST_PAGES = 200


@routes.get("/households/{id:\\d+}")
async def show_household(request: web.Request) -> web.Response:
    """A household, the newest messages first."""
    number = min(query_id(request, "page") or 0, MOST_PAGES)
    async with request.app[DATABASE].read() as session:
        fiche = await fiche_in_path(request, session)
        talk = await timeline_of(session, fiche, offset=number * SHOWN, limit=SHOWN)
        hands = await hands_on(session, fiche)
    return page(
        request,
        "register/household.html",
        fiche=fiche,
        talk=talk,
        number=number,
        hands=hands,
        in_words=value_in_words,
    )


@routes.get("/households/{id:\\d+}/edit")
async def show_edit(request: web.Request) -> web.Response:
    """The form of a household's name, reference and flat."""
    async with request.app[DATABASE].read() as session:
        fiche = await fiche_in_path(request, session)
    return await _edit_page(request, filled_household(fiche))


async def _edit_page(request: web.Request, form: Form, *, stale: bool = False) -> web.Response:
    async with request.app[DATABASE].read() as session:
        fiche = await fiche_in_path(request, session)
        places = await load_places(session, sites=sites_of(request))
        hands = await hands_on(session, fiche, since=version_of(form)) if stale else []
    return page(
        request,
        "register/household_edit.html",
        status=409 if stale else 200 if form.is_valid else 400,
        fiche=fiche,
        sites=places.sites,
        places=places,
        form=form,
        hands=hands,
        stale=stale,
    )


@routes.post("/households/{id:\\d+}/edit")
async def change_facts(request: web.Request) -> web.Response:
    """Change a household's name, reference or flat."""
    form, household_id = await read_form(request), path_id(request)
    name, reference = form.text("name", most=120), form.text("reference", most=60)
    async with request.app[DATABASE].read() as session:
        await fiche_in_path(request, session)
        flat_id = await _flat(request, session, form)
    if not form.is_valid or flat_id is None:
        return await _edit_page(request, form)
    facts = HouseholdFacts(name, reference, flat_id)
    try:
        async with request.app[DATABASE].write() as session:
            await change_household(session, household_id, facts, hand_of(request, form))
    except HouseholdStaleError:
        return await _edit_page(request, form, stale=True)
    except ReferenceTakenError:
        form.refuse("reference", "reference_taken")
        return await _edit_page(request, form)
    raise go_to(f"/households/{household_id}", done="household_saved")


def hand_of(request: web.Request, form: Form) -> Hand:
    """Who edits, from which version."""
    return Hand(request[USER].id, request.app[CLOCK](), version_of(form))


async def _flat(request: web.Request, session: AsyncSession, form: Form) -> int | None:
    """The flat the form names, within reach; None with a sentence when it is none."""
    staircase_id, number = form.id("staircase"), form.text("flat", most=20)
    places = await load_places(session)
    staircase = next((one for one in places.staircases if one.id == staircase_id), None)
    if staircase is None:
        form.refuse("staircase", "choice")
        return None
    need_site(request, _site_of(places, staircase))
    rows = await session.execute(
        select(Flat.id, Flat.number).where(Flat.staircase_id == staircase.id)
    )
    found = [one for one, known in rows if code_key(known) == code_key(number)]
    if not found:
        form.refuse("flat", "no_such_flat")
    return found[0] if found else None


def _site_of(places: Places, staircase: Staircase) -> int:
    return next(one.site_id for one in places.buildings if one.id == staircase.building_id)


@routes.get("/households/{id:\\d+}/card")
async def show_card(request: web.Request) -> web.Response:
    """The form of a digital card."""
    async with request.app[DATABASE].read() as session:
        fiche = await fiche_in_path(request, session)
    return await _card_page(request, fiche, filled_card(fiche.household.card, _version(fiche)))


def _version(fiche: Fiche) -> int:
    return fiche.household.version


async def _card_page(
    request: web.Request, fiche: Fiche, form: Form, *, stale: bool = False
) -> web.Response:
    async with request.app[DATABASE].read() as session:
        hands = await hands_on(session, fiche, since=version_of(form)) if stale else []
    choices: dict[str, Sequence[PhoneKind | FrenchReading | int]] = {
        "phone": list(PhoneKind),
        "reads_sms": range(4),
        "french": list(FrenchReading),
    }
    return page(
        request,
        "register/card.html",
        status=409 if stale else 200 if form.is_valid else 400,
        fiche=fiche,
        form=form,
        hands=hands,
        stale=stale,
        choices=choices,
        in_words=value_in_words,
    )


@routes.post("/households/{id:\\d+}/card")
async def save_card(request: web.Request) -> web.Response:
    """Write what a household said of its telephone and of reading."""
    form, household_id = await read_form(request), path_id(request)
    async with request.app[DATABASE].read() as session:
        fiche = await fiche_in_path(request, session)
    card = read_card(form)
    if card is None:
        return await _card_page(request, fiche, form)
    try:
        async with request.app[DATABASE].write() as session:
            await change_card(session, household_id, card, hand_of(request, form))
    except HouseholdStaleError:
        return await _card_page(request, await _again(request), form, stale=True)
    raise go_to(f"/households/{household_id}", done="card_saved")


async def _again(request: web.Request) -> Fiche:
    async with request.app[DATABASE].read() as session:
        return await fiche_in_path(request, session)
