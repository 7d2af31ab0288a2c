"""By SMS, no plain answer takes more than two segments: whatever it is said before or after.

Every packaged text in every language, with the demo's facts, long days, the opening line of a
first reply and the warning of a fact that nobody confirmed. What takes more is named below, and
why.
"""

from collections.abc import Mapping

import pytest

from bot.actions.wording import MOST_SEGMENTS, takes
from broadcaster.answers.dates import supported_languages
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.packaged import Seed, seeds
from broadcaster.answers.placeholders import named_in
from broadcaster.answers.sms_form import sms_form
from tests.broadcaster.answers.catalogue import sms_of, system_text

ARABIC = "ar"
"""Each sign counts as two: two segments hold 134 of them."""

NEVER_ABOVE = 3

OF_FACTS = {"quand", "jour", "debut", "fin", "depuis", "ensuite", "etapes", "fait", "en_cours"} | {
    "note",
    "nom",
    "contenu",
    "prix",
    "souscrire",
}
"""Names of what somebody confirms: only beside these is there a warning."""

# All of them in Arabic. Why, and which.
PLAIN: dict[str, str] = {
    "a note that staff wrote in French, beside the cut or the noise it goes with": """
        cut_toilet.current nuisance_noise.found
    """,
}
FIRST = PLAIN | {
    "an appointment is works, a place and its hours": """
        access_furniture.handoff access_presence.staircase
    """,
    "the tenant is sent to a person, with the number, after a cut or a note in French": """
        cut_toilet.noted cut_tv_internet.over
    """,
    "help is a name, a place, hours and a number, and that the message is passed on": """
        help_paperwork.found help_repairs.found
    """,
    "the note that staff wrote in French": """
        money_rent.noted
    """,
    "works that staff wrote in French, days, and what to do with one's things": """
        nuisance_asbestos.found nuisance_balcony_cellar.found
    """,
    "the note that staff wrote in French, and that a person will answer": """
        rights_vote.noted
    """,
    "works are their name, which staff write in French, and two days, and the contact": """
        works_delay.found works_my_flat.past works_my_flat.staircase works_step.overdue
        works_step.past works_step.several
    """,
}
DOUBTFUL = PLAIN | {
    "an appointment is works, a place and its hours; then the warning": """
        access_furniture.handoff access_presence.found access_presence.staircase
    """,
    "a name, a number and hours; then the warning": """
        contact_site.landlord
    """,
    "a cut is its place, its day and what to do; the warning adds a day and a number": """
        cut_gas.cancelled cut_gas.current cut_gas.other_day cut_gas.outage_soon cut_gas.over
        cut_heating.cancelled cut_heating.current cut_heating.other_day cut_heating.outage_soon
        cut_heating.over cut_hot_water.cancelled cut_hot_water.current cut_hot_water.found
        cut_hot_water.other_day cut_hot_water.outage_soon cut_hot_water.over cut_lift.cancelled
        cut_lift.current cut_lift.found cut_lift.other_day cut_lift.outage_soon cut_lift.over
        cut_power.cancelled cut_power.current cut_power.found cut_power.other_day
        cut_power.outage_soon cut_power.over cut_toilet.noted cut_tv_internet.cancelled
        cut_tv_internet.current cut_tv_internet.found cut_tv_internet.other_day
        cut_tv_internet.outage_soon cut_tv_internet.over cut_water.cancelled cut_water.current
        cut_water.found cut_water.other_day cut_water.outage_soon cut_water.over
    """,
    "help is a name, a place, hours and a number; then the warning": """
        help_computer.found help_contract_advice.found help_dropin.found help_home_visit.found
        help_paperwork.found help_repairs.found help_workshop.found
    """,
    "the note that staff wrote in French; then the warning": """
        money_rent.noted
        rehousing_day_shelter.noted
    """,
    "the note or the works that staff wrote in French, and days; then the warning": """
        nuisance_asbestos.found nuisance_balcony_cellar.emptied nuisance_balcony_cellar.found
        nuisance_parking.noted nuisance_scaffolding.found nuisance_waste.noted
    """,
    "a launch is a place, a day and hours, a vote two days; then the warning": """
        offer_subscribe.found offer_vote.past offer_what.asked
    """,
    "works and two days; then the warning": """
        quality_bathroom.found quality_choices.found quality_windows.found
    """,
    "a place or a note in French, and a day; then the warning": """
        rights_association.noted rights_meeting.cancelled rights_meeting.found
        rights_meeting.past rights_vote.noted
    """,
    "works are their name, which staff write in French, a place and two days; then the warning": """
        works_agenda.more works_agenda.none works_agenda.unknown works_programme.found
        works_delay.found works_duration.found works_end.found works_my_flat.cancelled
        works_my_flat.overdue works_my_flat.past works_my_flat.planned works_my_flat.staircase
        works_progress.found works_start.cancelled works_start.found works_start.past
        works_start.started works_step.cancelled works_step.confirmed works_step.end
        works_step.expected works_step.overdue works_step.past works_step.planned
        works_step.several works_step.under_way
    """,
}


def is_excepted(seed: Seed, exceptions: Mapping[str, str]) -> bool:
    listed = {name for names in exceptions.values() for name in names.split()}
    return seed.key[2] == ARABIC and _name(seed) in listed


def _name(seed: Seed) -> str:
    return f"{seed.key[0]}.{seed.key[1]}"


def named(seed: Seed) -> str:
    return ".".join(seed.key[:3])


BY_SMS = [seed for seed in seeds().values() if seed.key[3] is AnswerChannel.SMS]
REPLIES = [
    seed for seed in BY_SMS if not seed.key[0].startswith(("system.", "flow.", "offer_launch"))
]
RESTING_ON_FACTS = [seed for seed in REPLIES if OF_FACTS & {*named_in(seed.text)}]


@pytest.mark.parametrize("seed", BY_SMS, ids=named)
def test_a_text_takes_two(seed: Seed) -> None:
    told = sms_of(seed)
    assert (takes(told) <= MOST_SEGMENTS) is (not is_excepted(seed, PLAIN)), told


@pytest.mark.parametrize("seed", REPLIES, ids=named)
def test_a_first_reply_takes_two(seed: Seed) -> None:
    told = sms_of(seed, before=system_text("introduction", seed.key[2]))
    assert (takes(told) <= MOST_SEGMENTS) is (not is_excepted(seed, FIRST)), told


@pytest.mark.parametrize("seed", RESTING_ON_FACTS, ids=named)
def test_a_doubtful_answer_takes_two(seed: Seed) -> None:
    named_already = {"contact", "personne", "numero"} & {*named_in(seed.text)}
    contact = "" if named_already else "01 99 00 02 10"
    told = sms_of(seed, after=system_text("stale", seed.key[2], "since", contact=contact))
    assert (takes(told) <= MOST_SEGMENTS) is (not is_excepted(seed, DOUBTFUL)), told
    assert takes(told) <= NEVER_ABOVE + is_excepted(seed, PLAIN), told


TOGETHER = {
    "oxygen": ("flow.household_vulnerable.opening", "flow.household_vulnerable.need"),
    "anger": ("system.anger.default",),
}
"""What one reply says in several texts."""


@pytest.mark.parametrize("language", supported_languages())
@pytest.mark.parametrize("reply", TOGETHER)
def test_texts_that_go_together_take_two_at_first(reply: str, language: str) -> None:
    texts = [seed for seed in BY_SMS if seed.key[2] == language and _name(seed) in TOGETHER[reply]]
    opening = system_text("introduction", language)
    told = "\n".join([opening, *map(sms_of, texts)])
    assert len(texts) == len(TOGETHER[reply])
    assert takes(sms_form(told)) <= MOST_SEGMENTS, told
