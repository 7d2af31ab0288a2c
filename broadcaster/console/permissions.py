"""Permissions: what a role must allow before a page opens or a form counts (permissions.yml)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from aiohttp import web

from broadcaster.console.keys import ROOT
from broadcaster.staff.roles import Capability, Grants

PUBLIC, OWN, EVERYWHERE = "public", "own", "everywhere"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one route asks of whoever calls it."""

    is_public: bool = False  # nobody has to be logged in
    any_of: frozenset[Capability] = frozenset()  # empty: being logged in is enough
    everywhere: bool = False  # for every site; else one is enough

    def sites_for(self, grants: Grants) -> frozenset[int] | None:
        """The sites for which these roles allow it; None for all of them."""
        found: set[int] = set()
        for capability in self.any_of or {Capability.SEE}:
            sites = grants.sites_for(capability)
            if sites is None:
                return None
            found |= sites
        return frozenset(found)

    def allows(self, grants: Grants) -> bool:
        """True when these roles are enough, wherever that is."""
        sites = self.sites_for(grants)
        return not self.any_of or sites is None or (bool(sites) and not self.everywhere)


REFUSED = Rule(any_of=frozenset(Capability), everywhere=True)
"""For a route nobody wrote a rule for: never used, as a test sees to it."""


def rule_of(request: web.Request) -> Rule | None:
    """The rule of the route a request leads to; None when it leads nowhere."""
    resource = request.match_info.route.resource
    if resource is None:
        return None
    path = resource.canonical.removeprefix(ROOT) or "/"
    method = "GET" if request.method == "HEAD" else request.method
    return all_rules().get((method, path), REFUSED)


def rule_at(method: str, path: str) -> Rule | None:
    """The rule of an address of the console, as a page writes it; None for one of nothing."""
    within = path.removeprefix(ROOT) or "/"
    found = (rule for known, form, rule in _forms() if known == method and form.fullmatch(within))
    return next(found, None)


@cache
def _forms() -> list[tuple[str, re.Pattern[str], Rule]]:
    """The addresses of the table as patterns; those that name a page before those of any row."""
    by_names = sorted(all_rules().items(), key=lambda one: one[0][1].count("{"))
    return [
        (method, re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), rule)
        for (method, path), rule in by_names
    ]


@cache
def all_rules() -> Mapping[tuple[str, str], Rule]:
    """The table: the rule of each method and path. Raises ValueError on a word it cannot read."""
    content = files("broadcaster.console").joinpath("permissions.yml").read_text("utf-8")
    return dict(_read(yaml.safe_load(content)))


def _read(table: Mapping[str, list[str]]) -> Iterable[tuple[tuple[str, str], Rule]]:
    for words, routes in table.items():
        rule = _rule(words)
        for route in routes:
            method, _, path = route.partition(" ")
            yield (method, path), rule


def _rule(words: str) -> Rule:
    """« edit or approve », « edit everywhere », « public », « own »."""
    if words in (PUBLIC, OWN):
        return Rule(is_public=words == PUBLIC)
    *named, last = words.split()
    is_wide = last == EVERYWHERE
    names = named if is_wide else [*named, last]
    known = frozenset(Capability(name) for name in names if name != "or")
    return Rule(any_of=known, everywhere=is_wide)
