"""Reports on households: how they can be told, who asked for silence, what their cards say."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.reports import charts
from broadcaster.console.reports.sections import Section, section
from broadcaster.console.reports.view import View
from broadcaster.console.reports.words import Cell, number, say, span_name
from broadcaster.reports.cards import Shown, SiteCards, cards_of_sites
from broadcaster.reports.optouts import optouts
from broadcaster.reports.reach import BuildingReach, reach_of_buildings

FORMS: Final = ("sms", "voice", "paper", "nobody")
MOST_DRAWN: Final = 20
"""Buildings of a picture; the table has them all."""


async def reach(session: AsyncSession, view: View) -> list[Section]:
    """How the households of each building can be told."""
    found = await reach_of_buildings(session, view.scope)
    totals = _totals(found)
    rows: list[list[Cell]] = [[_name(one, view), one.households, *_figures(one)] for one in found]
    if len(found) > 1:
        rows.append([say("all"), sum(totals), *totals])
    drawn = [(say("building", name=_name(one, view)), _figures(one)) for one in found[:MOST_DRAWN]]
    chart = charts.stacked([say(f"form.{form}") for form in FORMS], drawn)
    note = say("reach.cut", most=MOST_DRAWN) if len(found) > MOST_DRAWN else ""
    return [section("reach", rows, chart=chart, facts=reach_facts(found), note=note)]


def reach_facts(found: Sequence[BuildingReach]) -> list[tuple[str, str]]:
    """How the households of all buildings together can be told."""
    named = zip(FORMS, _totals(found), strict=True)
    return [(say(f"form.{form}"), number(total)) for form, total in named]


def _totals(found: Sequence[BuildingReach]) -> list[int]:
    return [sum(getattr(one, form) for one in found) for form in FORMS]


def _name(one: BuildingReach, view: View) -> str:
    return f"{one.site}, {one.building}" if len(view.sites) > 1 else one.building


def _figures(one: BuildingReach) -> tuple[int, ...]:
    return one.sms, one.voice, one.paper, one.nobody


async def silence(session: AsyncSession, view: View) -> list[Section]:
    """Who asked for silence."""
    found = await optouts(session, view.scope)
    drawn = [
        (
            span_name(view.scope, span),
            (found.by_keyword.get(span, 0), found.by_provider.get(span, 0)),
        )
        for span in found.spans
    ]
    rows = [(name, sum(figures), *figures) for name, figures in drawn]
    chart = charts.stacked([say("optouts.keyword"), say("optouts.provider")], drawn)
    facts = [(say("optouts.total"), number(found.total))]
    return [section("optouts", rows, chart=chart, facts=facts, note=say("optouts.note"))]


async def cards(session: AsyncSession, view: View) -> list[Section]:
    """What the digital cards say, of ten households or more."""
    found = await cards_of_sites(session, view.scope.site_ids)
    return [one for place, site in enumerate(found, 1) for one in _of_site(site, place)]


def _of_site(site: SiteCards, place: int) -> list[Section]:
    if site.cards is None:
        few = say("cards.few")
        return [section(f"cards-{place}", [], columns=[few], title=site.site, note=few)]
    questions = {"phone": site.phone, "reads": site.reads_sms, "french": site.french}
    return [
        _question(f"{name}-{place}", name, site, answers) for name, answers in questions.items()
    ]


def _question(key: str, name: str, site: SiteCards, answers: Shown) -> Section:
    rows = [(say(f"{name}.{word}"), households) for word, households in answers.items()]
    return section(
        key,
        rows,
        columns=say("cards.columns").split(" | "),
        title=say(f"{name}.title", site=site.site),
        chart=charts.bars(_told(rows)),
        facts=[(say("cards.total"), number(site.cards or 0))],
        note=say("cards.note"),
    )


def _told(rows: Sequence[tuple[str, int | None]]) -> list[tuple[str, int]]:
    return [(word, households) for word, households in rows if households is not None]
