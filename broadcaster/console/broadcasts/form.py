"""The form of a broadcast: read into a draft, filled from one, refused with a sentence."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns import refusals
from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.drafts import LONGEST_TITLE, Draft, checked_milestone
from broadcaster.campaigns.models import Moment, Purpose
from broadcaster.campaigns.texts.saved_texts import GENERIC, SavedText
from broadcaster.clock import PARIS
from broadcaster.console.broadcasts.choices import Choices
from broadcaster.console.forms import Form
from broadcaster.works.models import Milestone, MilestoneState

LONGEST_BODY: Final = 4000
"""Characters of a text as typed; what an SMS carries once filled is the campaign's rule."""

_VERSION = re.compile(r"version-([a-z]{2,3})")

_FIELD_OF: Final[dict[type[refusals.CampaignRefusedError], str]] = {
    refusals.EmptyTitleError: "title",
    refusals.TitleTooLongError: "title",
    refusals.MilestoneNeededError: "milestone",
    refusals.NoSuchMilestoneError: "milestone",
    refusals.InvalidAudienceError: "site",
    refusals.NobodyInAudienceError: "site",
    refusals.NotADraftError: "title",
    refusals.InvalidWeeklyTimeError: "weekday",
}
"""Where each refusal is shown; the others are about one of the texts."""


def new_form(milestone: Milestone | None, texts: Iterable[SavedText], now: datetime) -> Form:
    """An empty form, or one that tells the households a milestone is about."""
    if milestone is None:
        return Form.of({"purpose": Purpose.INFORMATION.value})
    values = {
        "title": milestone.title,
        "purpose": Purpose.INFORMATION.value,
        "milestone": str(milestone.id),
        "site": str(milestone.site_id),
        "saved_text": f"{milestone.kind}/{_moment_for(milestone, now)}",
    }
    if milestone.flat_id is not None:
        values["flat"] = str(milestone.flat_id)
    elif milestone.staircase_id is not None:
        values["staircase"] = str(milestone.staircase_id)
    elif milestone.building_id is not None:
        values["building"] = str(milestone.building_id)
    form = Form.of(values)
    use_text(form, texts)
    return form


def _moment_for(milestone: Milestone, now: datetime) -> Moment:
    """The text that suits the time left before a milestone."""
    if milestone.state is MilestoneState.DONE:
        return Moment.DONE
    left = milestone.starts_at - now
    if left > timedelta(days=14):
        return Moment.J30
    return Moment.J7 if left > timedelta(days=2) else Moment.J1


def use_text(form: Form, texts: Iterable[SavedText]) -> None:
    """Put the saved text that is chosen in the place of the text, in every language it has.

    A kind without texts of its own gets those of any kind.
    """
    kind, _, moment = form.value("saved_text").partition("/")
    if moment not in set(Moment):
        form.refuse("saved_text", "choice")
        return
    fitting = [text for text in texts if text.moment == moment and text.kind in (kind, GENERIC)]
    chosen = max(fitting, key=lambda text: text.kind == kind)
    form.set("body", chosen.body)
    for name, text in version_fields(chosen.versions).items():
        form.set(name, text)


def filled_form(draft: Draft) -> Form:
    """The form as a draft was written."""
    audience = draft.audience
    values: dict[str, str | list[str]] = {
        "title": draft.title,
        "purpose": draft.purpose.value,
        "body": draft.body,
        "milestone": str(draft.milestone_id or ""),
        "site": str(audience.site_id),
        "building": [str(one) for one in audience.building_ids],
        "staircase": [str(one) for one in audience.staircase_ids],
        "flat": [str(one) for one in audience.flat_ids],
        "language": list(audience.languages),
    }
    values |= version_fields(draft.versions)
    if draft.expires_at is not None:
        local = draft.expires_at.astimezone(PARIS)
        values["last_day"], values["last_hour"] = f"{local:%Y-%m-%d}", f"{local:%H:%M}"
    if audience.lacks_smartphone:
        values["lacks_smartphone"] = "yes"
    if draft.asks_presence:
        values["asks_presence"] = "yes"
    return Form.of(values)


def version_fields(versions: Mapping[str, str]) -> dict[str, str]:
    """The fields of texts in other languages."""
    return {f"version-{code}": text for code, text in versions.items()}


def version_languages(form: Form, offered: Iterable[str]) -> list[str]:
    """The languages the form has a text for: those offered, and those typed before."""
    typed = (found[1] for name in form.names if (found := _VERSION.fullmatch(name)))
    return list(dict.fromkeys([*offered, *typed]))


def read_draft(form: Form, choices: Choices, now: datetime) -> Draft | None:
    """The draft a form asks for; None when something is wrong."""
    title = form.text("title", most=LONGEST_TITLE)
    purpose = _read_purpose(form)
    body = read_body(form)
    milestone_id = form.id("milestone")
    if choices.is_part and milestone_id not in {None, *choices.milestone_ids}:
        form.refuse("milestone", "choice")
    versions = read_versions(form, choices.other_languages)
    expires_at = _read_expiry(form, now)
    audience = read_audience(form, choices)
    if audience is None or not form.is_valid:
        return None
    return Draft(
        title,
        body,
        audience,
        milestone_id,
        purpose,
        versions,
        expires_at,
        asks_presence=form.has("asks_presence"),
    )


def _read_purpose(form: Form) -> Purpose:
    """Information unless something else was chosen on purpose."""
    if not form.has("purpose"):
        return Purpose.INFORMATION
    chosen = form.choice("purpose", list(Purpose))
    return Purpose(chosen) if "purpose" not in form.errors else Purpose.INFORMATION


def read_body(form: Form) -> str:
    """The French text."""
    return form.text("body", most=LONGEST_BODY)


def read_versions(form: Form, offered: Iterable[str]) -> dict[str, str]:
    """The texts in other languages; an empty one is none."""
    return {
        code: form.text(f"version-{code}", most=LONGEST_BODY, required=False)
        for code in version_languages(form, offered)
    }


def _read_expiry(form: Form, now: datetime) -> datetime | None:
    """The moment after which the message is of no use; None when none is given."""
    if not form.value("last_day").strip() and not form.value("last_hour").strip():
        return None
    expires_at = form.moment("last_day", "last_hour")
    if expires_at is not None and expires_at <= now:
        form.refuse("last_day", "already_over")
    return expires_at


def read_audience(form: Form, choices: Choices) -> Audience | None:
    """Who is meant; None when a place or language is not there."""
    site_id = form.id("site")
    if site_id not in {site.id for site in choices.places.sites}:
        form.refuse("site", "site")
        return None
    buildings = [one for one in choices.places.buildings if one.site_id == site_id]
    staircases = [step for building in buildings for step in building.staircases]
    languages = form.chosen("language")
    if not set(languages) <= set(choices.languages):
        form.refuse("language", "choice")
        return None
    building_ids, staircase_ids = form.ids("building"), form.ids("staircase")
    flat_ids = form.ids("flat")
    if not set(building_ids) <= {one.id for one in buildings}:
        form.refuse("building", "other_site")
    if not set(staircase_ids) <= {one.id for one in staircases}:
        form.refuse("staircase", "other_site")
    within = {step.id for step in staircases}
    if not set(flat_ids) <= {one.id for one in choices.flats if one.staircase_id in within}:
        form.refuse("flat", "other_site")
    return Audience(
        site_id=site_id,
        building_ids=building_ids,
        staircase_ids=staircase_ids,
        flat_ids=flat_ids,
        languages=tuple(languages),
        lacks_smartphone=form.has("lacks_smartphone"),
    )


async def refuse(
    session: AsyncSession, form: Form, draft: Draft, error: refusals.CampaignRefusedError
) -> None:
    """Show a campaign's refusal beside the field it is about."""
    field = _FIELD_OF.get(type(error)) or await _text_at_fault(session, draft)
    form.errors.setdefault(field, str(error))


async def _text_at_fault(session: AsyncSession, draft: Draft) -> str:
    """The field of the first text that is refused when it stands alone; the French one first."""
    texts = {"body": draft.body}
    texts |= version_fields(draft.clean_versions)
    for field, text in texts.items():
        if await _is_refused(session, replace(draft, body=text, versions={})):
            return field
    return "body"


async def _is_refused(session: AsyncSession, draft: Draft) -> bool:
    try:
        await checked_milestone(session, draft)
    except refusals.CampaignRefusedError:
        return True
    return False
