"""The form of a broadcast: read into a draft, filled from one, refused with a sentence."""

from datetime import datetime, timedelta
from typing import Final

from broadcaster.campaigns import refusals
from broadcaster.campaigns.audience import Audience
from broadcaster.campaigns.drafts import LONGEST_TITLE, Draft
from broadcaster.campaigns.saved_texts import Moment, texts_for
from broadcaster.console.broadcast_choices import Choices
from broadcaster.console.forms import Form
from broadcaster.works.models import Milestone, MilestoneState

LONGEST_BODY: Final = 4000
"""Characters of a text as typed; what an SMS carries once filled is the campaign's rule."""

_FIELD_OF: Final[dict[type[refusals.CampaignRefusedError], str]] = {
    refusals.EmptyTitleError: "title",
    refusals.TitleTooLongError: "title",
    refusals.MilestoneNeededError: "milestone",
    refusals.NoSuchMilestoneError: "milestone",
    refusals.InvalidAudienceError: "site",
    refusals.NobodyInAudienceError: "site",
}
"""Where each refusal is shown; the others are about the text."""


def new_form(milestone: Milestone | None, now: datetime) -> Form:
    """An empty form, or one that tells the households a milestone is about."""
    if milestone is None:
        return Form()
    values = {
        "title": milestone.title,
        "milestone": str(milestone.id),
        "site": str(milestone.site_id),
        "saved_text": f"{milestone.kind}/{_moment_for(milestone, now)}",
    }
    if milestone.staircase_id is not None:
        values["staircase"] = str(milestone.staircase_id)
    elif milestone.building_id is not None:
        values["building"] = str(milestone.building_id)
    form = Form.of(values)
    use_text(form)
    return form


def _moment_for(milestone: Milestone, now: datetime) -> Moment:
    """The text that suits the time left before a milestone."""
    if milestone.state is MilestoneState.DONE:
        return Moment.DONE
    left = milestone.starts_at - now
    if left > timedelta(days=14):
        return Moment.J30
    return Moment.J7 if left > timedelta(days=2) else Moment.J1


def use_text(form: Form) -> None:
    """Put the saved text that is chosen in the place of the text."""
    kind, _, moment = form.value("saved_text").partition("/")
    if moment not in set(Moment):
        form.refuse("saved_text", "choice")
        return
    form.set("body", texts_for(kind)[Moment(moment)].body)


def filled_form(draft: Draft) -> Form:
    """The form as a draft was written."""
    audience = draft.audience
    values: dict[str, str | list[str]] = {
        "title": draft.title,
        "body": draft.body,
        "milestone": str(draft.milestone_id or ""),
        "site": str(audience.site_id),
        "building": [str(one) for one in audience.building_ids],
        "staircase": [str(one) for one in audience.staircase_ids],
        "language": list(audience.languages),
    }
    if audience.lacks_smartphone:
        values["lacks_smartphone"] = "yes"
    return Form.of(values)


def read_draft(form: Form, choices: Choices) -> Draft | None:
    """The draft a form asks for; None when something is wrong."""
    title = form.text("title", most=LONGEST_TITLE)
    body = form.text("body", most=LONGEST_BODY)
    milestone_id = form.id("milestone")
    audience = _read_audience(form, choices)
    if audience is None or not form.is_valid:
        return None
    return Draft(title, body, audience, milestone_id)


def _read_audience(form: Form, choices: Choices) -> Audience | None:
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
    if not set(building_ids) <= {one.id for one in buildings}:
        form.refuse("building", "other_site")
    if not set(staircase_ids) <= {one.id for one in staircases}:
        form.refuse("staircase", "other_site")
    return Audience(
        site_id=site_id,
        building_ids=building_ids,
        staircase_ids=staircase_ids,
        languages=tuple(languages),
        lacks_smartphone=form.has("lacks_smartphone"),
    )


def refuse(form: Form, error: refusals.CampaignRefusedError) -> None:
    """Show a campaign's refusal beside the field it is about."""
    form.errors.setdefault(_FIELD_OF.get(type(error), "body"), str(error))
