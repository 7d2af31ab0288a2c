"""A tracker brought in line with the form the service says its sender is in."""

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.components.entering import missing_events
from tests.bot.nlu.components.conftest import ROOT

FORM = {
    "name": "report_theft_form",
    "slots": {
        "request_what": True,
        "request_when": None,
        "request_police": None,
        "requested_slot": "request_when",
    },
}


@pytest.fixture(scope="module")
def domain():
    return Domain.load(str(ROOT / "domain.yml"))


def tracker_of(domain, *events):
    return DialogueStateTracker.from_events("opaque", list(events), slots=domain.slots)


def test_a_forgotten_form_is_entered_again(domain):
    tracker = tracker_of(domain, ActionExecuted("action_listen"))
    tracker.update_with_events(missing_events(tracker, domain, FORM), domain)
    assert tracker.active_loop_name == "report_theft_form"
    assert tracker.get_slot("requested_slot") == "request_when"
    assert tracker.get_slot("request_what") is True


def test_a_tracker_in_line_is_left_alone(domain):
    tracker = tracker_of(domain, ActionExecuted("action_listen"))
    tracker.update_with_events(missing_events(tracker, domain, FORM), domain)
    assert missing_events(tracker, domain, FORM) == []


def test_another_form_takes_the_place_of_a_stale_one(domain):
    stale = (ActiveLoop("access_no_show_form"), SlotSet("requested_slot", "request_day"))
    tracker = tracker_of(domain, ActionExecuted("action_listen"), *stale)
    tracker.update_with_events(missing_events(tracker, domain, FORM), domain)
    assert tracker.active_loop_name == "report_theft_form"
    assert tracker.get_slot("requested_slot") == "request_when"


@pytest.mark.parametrize(
    "form", [{}, {"name": "no_form", "slots": {}}, {"name": "report_theft_form", "slots": 3}]
)
def test_what_is_no_form_of_the_domain_changes_nothing(domain, form):
    assert missing_events(tracker_of(domain), domain, form) == []


def test_slots_of_others_are_not_set(domain):
    form = FORM | {"slots": FORM["slots"] | {"request_number": True, "session_id": "x"}}
    keys = {event.key for event in missing_events(tracker_of(domain), domain, form)[1:]}
    assert keys <= {"request_what", "requested_slot"}
