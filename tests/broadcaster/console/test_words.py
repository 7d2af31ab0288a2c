"""The console's words: each state that can be shown has one."""

import enum

import pytest
import yaml

from broadcaster.campaigns.models import BroadcastState
from broadcaster.console.words import national, said, say
from broadcaster.conversations.threads import Reason
from broadcaster.conversations.transcript import Speaker
from broadcaster.help.models import HelpKind
from broadcaster.sending.models import AttemptOutcome, DeliveryState, SkipReason
from broadcaster.works.models import CutKind, MilestoneState, PersonRole
from broadcaster.works.standing import Standing
from tools import shell

INTENTS: list[str] = yaml.safe_load((shell.ROOT / "domain.yml").read_text("utf-8"))["intents"]


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("milestone", MilestoneState),
        ("standing", Standing),
        ("cut", CutKind),
        ("role", PersonRole),
        ("help", HelpKind),
        ("broadcast", BroadcastState),
        ("delivery", DeliveryState),
        ("skip", SkipReason),
        ("attempt", AttemptOutcome),
        ("reason", Reason),
        ("speaker", Speaker),
    ],
)
def test_every_state_has_its_word(prefix: str, kind: type[enum.StrEnum]) -> None:
    for member in kind:
        assert say(f"{prefix}.{member.value}")


@pytest.mark.parametrize("topic", INTENTS)
def test_every_topic_has_its_name(topic: str) -> None:
    assert len(say(f"topic.{topic}")) <= 40


def test_what_has_no_word_is_shown_as_it_is() -> None:
    assert said("topic.works_delay_2", "works_delay_2") == "works_delay_2"


@pytest.mark.parametrize(
    ("number", "written"),
    [("+33639981234", "06 39 98 12 34"), ("38123", "38123"), ("", "")],
    ids=["mobile", "short code", "nothing"],
)
def test_numbers_are_written_as_french_people_do(number: str, written: str) -> None:
    assert national(number) == written
