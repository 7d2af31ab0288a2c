"""Households: pushed by the landlord's system, and read back."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from broadcaster.api.household_shapes import (
    CardOut,
    ContactIn,
    ContactOut,
    HouseholdIn,
    HouseholdOut,
    HouseholdPage,
    HouseholdsIn,
    HouseholdsQuery,
)
from broadcaster.api.operations import AnyOperation, Call, Operation
from broadcaster.api.problems import FindingAt, ProblemError, say
from broadcaster.api.pushes import (
    Columns,
    first_words,
    out_of_reach,
    refuse,
    repeated,
    site_names,
    tidy,
    trial,
)
from broadcaster.api.reach import households_within
from broadcaster.api.shapes import DryRun, Nothing, Pushed, Site
from broadcaster.bulk import among
from broadcaster.register.consents import Origin
from broadcaster.register.importing import import_households
from broadcaster.register.importing.words import PACKAGE
from broadcaster.register.models import Building, Contact, Flat, Household, Staircase
from broadcaster.register.models import Site as SiteRow
from broadcaster.register.optouts import opted_out
from broadcaster.register.phone_numbers import mask
from broadcaster.staff import audit
from broadcaster.staff.api_tokens import Scope
from broadcaster.tabular import ImportRefusedError, Row, Table, fold

_PLACE: Final = ("site", "city", "department", "building", "address", "staircase", "floor", "flat")
_PATHS: Final = {
    **{name: name for name in ("reference", "name", *_PLACE)},
    "phones": "contacts",
    "language": "contacts",
    "consent": "contacts",
    "offers_consent": "contacts",
    "offers_consent_at": "contacts",
    "offers_consent_source": "contacts",
    "phone_kind": "card/phone",
    "reads_sms": "card/reads_sms",
    "french": "card/french",
}
_COLUMNS: Final = Columns("households", PACKAGE, "household_columns.yml", _PATHS)


async def push_households(call: Call, query: DryRun, body: HouseholdsIn) -> Pushed:
    """Add and update households, all or none, as the import of a file does."""
    items = body.households
    names = await site_names(call.session, call.caller)
    refuse(
        [
            *repeated([one.reference for one in items], "households"),
            *out_of_reach(call.caller, names, [one.site for one in items], "households"),
            *await _of_other_sites(call, items),
        ]
    )
    origin = Origin(call.caller.name, call.now)
    try:
        async with trial(call.session, dry_run=query.dry_run):
            report = await import_households(call.session, _table(items, names), origin=origin)
            await _note(call, len(items))
    except ImportRefusedError as error:
        raise _COLUMNS.refusal(error) from error
    return _COLUMNS.pushed(report, dry_run=query.dry_run)


async def _note(call: Call, rows: int) -> None:
    detail = {"rows": rows, "token": call.caller.name}
    subject = f"api_token {call.caller.token_id}"
    await audit.record(call.session, None, "households_pushed", subject, detail, call.now)


async def _of_other_sites(call: Call, items: list[HouseholdIn]) -> list[FindingAt]:
    """A key of some sites cannot move away a household of another one."""
    if call.caller.sites is None:
        return []
    references = [tidy(one.reference) for one in items]
    within = select(Household.id).where(households_within(call.caller))
    foreign = set(
        await call.session.scalars(
            select(Household.reference).where(
                among(call.session, Household.reference, references),
                Household.id.not_in(within),
            )
        )
    )
    return [
        FindingAt(f"/households/{position}/reference", say("fault.other_site"))
        for position, reference in enumerate(references)
        if reference in foreign
    ]


def _table(items: list[HouseholdIn], names: Mapping[str, str]) -> Table:
    rows = [row for position, one in enumerate(items) for row in _rows(position, one, names)]
    return _COLUMNS.table(rows)


def _rows(position: int, item: HouseholdIn, names: Mapping[str, str]) -> Iterator[Row]:
    """A row for each number, as in a file; one without a number when there is none."""
    values: dict[str, object] = {name: getattr(item, name) for name in _PLACE}
    values |= {"reference": item.reference, "name": item.name}
    values["site"] = names.get(fold(item.site), item.site)
    if item.card is not None:
        values |= {
            "phone_kind": _word("phone_kind", item.card.phone),
            "reads_sms": item.card.reads_sms,
            "french": _word("french", item.card.french),
        }
    contacts: list[ContactIn | None] = [*item.contacts] or [None]
    for contact in contacts:
        yield _COLUMNS.row(position, values | _contact(contact))


def _contact(contact: ContactIn | None) -> dict[str, object]:
    if contact is None:
        return {}
    offers = contact.offers
    return {
        "phones": contact.number,
        "language": contact.language,
        "consent": _word("consent", contact.consent) if contact.consent else None,
        "offers_consent": _word("consent", offers.consent) if offers else None,
        "offers_consent_at": offers.at if offers else None,
        "offers_consent_source": offers.source if offers else None,
    }


def _word(group: str, code: str) -> str:
    return first_words(PACKAGE, "household_words.yml", group)[code]


async def list_households(call: Call, query: HouseholdsQuery, _body: Nothing) -> HouseholdPage:
    """The households of the key's sites, in the order they came."""
    wanted = _loaded().where(households_within(call.caller), Household.id > query.after)
    if query.site is not None:
        wanted = wanted.where(or_(SiteRow.code == query.site, SiteRow.name == query.site))
    page = wanted.order_by(Household.id).limit(query.limit + 1)
    found = list(await call.session.scalars(page))
    shown = found[: query.limit]
    return HouseholdPage(
        items=await _told(call, shown),
        next=str(shown[-1].id) if len(found) > query.limit else None,
    )


async def show_household(call: Call, _query: Nothing, _body: Nothing) -> HouseholdOut:
    """One household, by the landlord's reference."""
    wanted = _loaded().where(
        households_within(call.caller), Household.reference == call.reference()
    )
    found = await call.session.scalar(wanted)
    if found is None:
        raise ProblemError(404, "not_found")
    return (await _told(call, [found]))[0]


def _loaded() -> "Select[Household]":
    place = selectinload(Household.flat).selectinload(Flat.staircase)
    return (
        select(Household)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .join(SiteRow, SiteRow.id == Building.site_id)
        .options(
            selectinload(Household.contacts),
            selectinload(Household.card),
            place.selectinload(Staircase.building).selectinload(Building.site),
        )
    )


async def _told(call: Call, households: list[Household]) -> list[HouseholdOut]:
    numbers = [contact.number for one in households for contact in one.contacts]
    silent = await opted_out(call.session, numbers)
    is_whole = call.caller.may(Scope.NUMBERS_READ)
    return [_household(one, silent, is_whole=is_whole) for one in households]


def _household(row: Household, silent: set[str], *, is_whole: bool) -> HouseholdOut:
    flat, staircase = row.flat, row.flat.staircase
    building = staircase.building
    return HouseholdOut(
        reference=row.reference,
        name=row.name,
        site=Site(code=building.site.code, name=building.site.name),
        building=building.code,
        staircase=staircase.code,
        floor=flat.floor,
        flat=flat.number,
        contacts=[_told_contact(one, silent, is_whole=is_whole) for one in row.contacts],
        card=CardOut(phone=row.card.phone, reads_sms=row.card.reads_sms, french=row.card.french)
        if row.card
        else None,
    )


def _told_contact(contact: Contact, silent: set[str], *, is_whole: bool) -> ContactOut:
    return ContactOut(
        number=contact.number if is_whole else mask(contact.number),
        kind=contact.kind,
        language=contact.language,
        consent=contact.consent,
        opted_out=contact.number in silent,
        offers_consent=contact.offers_consent,
        offers_consent_at=contact.offers_consent_at,
        offers_consent_source=contact.offers_consent_source,
    )


operations: tuple[AnyOperation, ...] = (
    Operation(
        "pushHouseholds", "POST", "/households", Scope.HOUSEHOLDS_WRITE,
        DryRun, HouseholdsIn, Pushed, push_households, refuses=True,
    ),
    Operation(
        "listHouseholds", "GET", "/households", Scope.HOUSEHOLDS_READ,
        HouseholdsQuery, Nothing, HouseholdPage, list_households,
    ),
    Operation(
        "showHousehold", "GET", "/households/{reference}", Scope.HOUSEHOLDS_READ,
        Nothing, Nothing, HouseholdOut, show_household,
    ),
)  # fmt: skip
"""What can be done with households."""
