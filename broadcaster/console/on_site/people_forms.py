"""The forms of help points and of people on site."""

from dataclasses import dataclass

from broadcaster.console.forms import LONGEST_NUMBER, Form
from broadcaster.console.words import national
from broadcaster.help.models import HelpKind, HelpPoint
from broadcaster.register.phone_numbers import NumberRefusedError, parse_number
from broadcaster.works.models import SitePerson


@dataclass(frozen=True, slots=True)
class HelpChanges:
    """What a form asks a help point to become."""

    kind: HelpKind
    name: str
    place: str
    hours: str
    number: str | None  # E.164
    price: str


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What a form asks a person on site to become."""

    name: str
    number: str | None  # E.164
    hours: str


def filled_point(point: HelpPoint) -> Form:
    """The form as a help point stands."""
    return Form.of(
        {
            "kind": point.kind.value,
            "name": point.name,
            "place": point.place,
            "hours": point.hours,
            "number": national(point.number) if point.number else "",
            "price": point.price,
        }
    )


def read_point(form: Form) -> HelpChanges | None:
    """What the form asks for; None when something is wrong."""
    kind = form.choice("kind", list(HelpKind))
    name = form.text("name", most=160)
    place = form.text("place", most=200, required=False)
    hours = form.text("hours", most=200, required=False)
    number, price = read_number(form), form.text("price", most=120, required=False)
    if not form.is_valid:
        return None
    return HelpChanges(HelpKind(kind), name, place, hours, number, price)


def filled_person(person: SitePerson) -> Form:
    """The form as a person stands."""
    number = national(person.number) if person.number else ""
    return Form.of({"name": person.name, "number": number, "hours": person.hours})


def read_person(form: Form) -> PersonChanges | None:
    """What the form asks for; None when something is wrong."""
    name, hours = form.text("name", most=120), form.text("hours", most=200, required=False)
    number = read_number(form)
    return PersonChanges(name, number, hours) if form.is_valid else None


def read_number(form: Form) -> str | None:
    """A number that tenants will be given; None for none, or a wrong one."""
    raw = form.text("number", most=LONGEST_NUMBER, required=False)
    if not raw:
        return None
    try:
        return parse_number(raw).e164
    except NumberRefusedError as error:
        form.errors.setdefault("number", str(error))
        return None
