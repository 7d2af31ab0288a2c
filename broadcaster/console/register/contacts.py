"""The telephones of a household: added, corrected and taken out."""

from aiohttp import web

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE
from broadcaster.console.register.fiche import fiche_in_path
from broadcaster.console.register.forms import (
    empty_contact,
    filled_contact,
    languages,
    read_contact,
    version_of,
)
from broadcaster.console.register.hands import hands_on
from broadcaster.console.register.household import hand_of
from broadcaster.console.rendering import go_to, page
from broadcaster.register.contacts import (
    ContactGoneError,
    NumberTakenError,
    WithdrawnSinceError,
    add_contact,
    change_contact,
    remove_contact,
)
from broadcaster.register.editing import HouseholdStaleError
from broadcaster.register.models import Consent

routes = web.RouteTableDef()


@routes.get("/households/{id:\\d+}/contacts/new")
async def show_new(request: web.Request) -> web.Response:
    """The form of one more telephone."""
    async with request.app[DATABASE].read() as session:
        fiche = await fiche_in_path(request, session)
    return await _contact_page(request, empty_contact(fiche.household.version), None)


async def _contact_page(
    request: web.Request, form: Form, contact_id: int | None, *, stale: bool = False
) -> web.Response:
    async with request.app[DATABASE].read() as session:
        fiche = await fiche_in_path(request, session)
        hands = await hands_on(session, fiche, since=version_of(form)) if stale else []
    return page(
        request,
        "register/contact.html",
        status=409 if stale else 200 if form.is_valid else 400,
        fiche=fiche,
        contact=fiche.contact(contact_id) if contact_id else None,
        form=form,
        hands=hands,
        stale=stale,
        languages=languages(),
        answers=list(Consent),
    )


@routes.post("/households/{id:\\d+}/contacts/new")
async def add(request: web.Request) -> web.Response:
    """Add a telephone to a household."""
    form, household_id = await read_form(request), path_id(request)
    async with request.app[DATABASE].read() as session:
        await fiche_in_path(request, session)
    facts = read_contact(form, request.app[CLOCK]())
    if facts is None:
        return await _contact_page(request, form, None)
    try:
        async with request.app[DATABASE].write() as session:
            await add_contact(session, household_id, facts, hand_of(request, form))
    except HouseholdStaleError:
        return await _contact_page(request, form, None, stale=True)
    except NumberTakenError:
        form.refuse("number", "number_taken")
        return await _contact_page(request, form, None)
    raise go_to(f"/households/{household_id}", done="contact_saved")


@routes.get("/households/{id:\\d+}/contacts/{contact:\\d+}")
async def show_contact(request: web.Request) -> web.Response:
    """One telephone, to be corrected or taken out."""
    async with request.app[DATABASE].read() as session:
        fiche = await fiche_in_path(request, session)
    contact = fiche.contact(path_id(request, "contact"))
    form = filled_contact(contact, fiche.household.version)
    return await _contact_page(request, form, contact.id)


@routes.post("/households/{id:\\d+}/contacts/{contact:\\d+}")
async def change(request: web.Request) -> web.Response:
    """Correct a telephone and what is known of it."""
    form, household_id = await read_form(request), path_id(request)
    async with request.app[DATABASE].read() as session:
        known = (await fiche_in_path(request, session)).contact(path_id(request, "contact"))
    facts = read_contact(form, request.app[CLOCK](), known)
    if facts is None:
        return await _contact_page(request, form, known.id)
    try:
        async with request.app[DATABASE].write() as session:
            await change_contact(session, household_id, known.id, facts, hand_of(request, form))
    except HouseholdStaleError:
        return await _contact_page(request, form, known.id, stale=True)
    except ContactGoneError as error:
        raise web.HTTPNotFound from error
    except NumberTakenError:
        form.refuse("number", "number_taken")
    except WithdrawnSinceError:
        form.refuse("offers_consent_day", "withdrawn_since")
    if not form.is_valid:
        return await _contact_page(request, form, known.id)
    raise go_to(f"/households/{household_id}", done="contact_saved")


@routes.post("/households/{id:\\d+}/contacts/{contact:\\d+}/remove")
async def remove(request: web.Request) -> web.Response:
    """Take a telephone out; one that was written to stays, silent, for the history."""
    form, household_id = await read_form(request), path_id(request)
    async with request.app[DATABASE].read() as session:
        known = (await fiche_in_path(request, session)).contact(path_id(request, "contact"))
    try:
        async with request.app[DATABASE].write() as session:
            hand = hand_of(request, form)
            is_gone = await remove_contact(session, household_id, known.id, hand)
    except HouseholdStaleError:
        return await _contact_page(
            request, filled_contact(known, version_of(form)), known.id, stale=True
        )
    done = "contact_removed" if is_gone else "contact_silenced"
    raise go_to(f"/households/{household_id}", done=done)
