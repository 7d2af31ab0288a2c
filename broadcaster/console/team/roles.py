"""Roles on pages: the form that gives them, and how they are said."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form
from broadcaster.console.words import say
from broadcaster.register.models import Site
from broadcaster.staff.models import Role
from broadcaster.staff.roles import EVERYWHERE_ONLY, Grant, tidied

OFFERED: Final = (Role.VIEWER, Role.EDITOR, Role.APPROVER, Role.ON_DUTY, Role.ADMIN)
"""In the order the form shows them: what allows least first."""


@dataclass(frozen=True, slots=True)
class RoleChoices:
    """What the form of roles offers."""

    sites: Sequence[Site]

    @property
    def roles(self) -> list[tuple[Role, Sequence[Site]]]:
        """Each role with the sites it may be limited to; one site is no choice."""
        several = self.sites if len(self.sites) > 1 else ()
        return [(role, () if role in EVERYWHERE_ONLY else several) for role in OFFERED]

    def in_words(self, grants: Iterable[Grant]) -> str:
        """« Rédaction (Les Lilas, Les Tilleuls), Validation »; a role without a place is wide."""
        names = {site.id: site.name for site in self.sites}
        said: dict[Role, list[str]] = {}
        for grant in tidied(grants):
            places = said.setdefault(grant.role, [])
            if grant.site_id is not None:
                places.append(names.get(grant.site_id) or say("place.gone"))
        return ", ".join(_role_in_words(*one) for one in said.items()) or say("role.none")


def _role_in_words(role: Role, places: Collection[str]) -> str:
    return f"{say(f'role.{role}')} ({', '.join(places)})" if places else say(f"role.{role}")


async def load_role_choices(session: AsyncSession) -> RoleChoices:
    """The sites there are."""
    sites = await session.scalars(select(Site).order_by(Site.name, Site.id))
    return RoleChoices(list(sites))


def grants_form(grants: Iterable[Grant]) -> Form:
    """The form with these roles ticked."""
    return Form.of({"grant": [str(one) for one in grants]})


def read_grants(form: Form, choices: RoleChoices) -> list[Grant]:
    """The roles a form ticks; at least one, and each of a site that is there."""
    known = {site.id for site in choices.sites} | {None}
    try:
        grants = [Grant.read(text) for text in form.chosen("grant")]
    except ValueError:
        grants = []
    if not grants or any(one.site_id not in known for one in grants):
        form.refuse("grant", "no_role")
    return grants
