from datetime import datetime, timedelta

from bot.actions import pending
from broadcaster.conversations.models import Correspondent


def test_topics_wait_in_order_and_once(now: datetime) -> None:
    who = Correspondent()
    for topic in ("works_start", "cut_water", "works_start"):
        pending.ask_for(who, topic, now)
    assert pending.waiting_topics(who) == ["works_start", "cut_water"]
    assert pending.take_waiting(who) == ["works_start", "cut_water"]
    assert pending.waiting_topics(who) == []


def test_the_newest_topic_always_fits(now: datetime) -> None:
    who = Correspondent()
    for number in range(9):
        pending.ask_for(who, f"nuisance_balcony_cellar{number}", now)
    assert len(who.pending_topic or "") <= pending.ROOM
    assert pending.waiting_topics(who)[-1] == "nuisance_balcony_cellar8"


def test_the_place_is_asked_once_a_message(now: datetime) -> None:
    who = Correspondent()
    assert pending.may_ask(who, now)
    pending.ask_for(who, "works_start", now)
    assert pending.may_ask(who, now)
    assert not pending.may_ask(who, now + timedelta(seconds=1))


def test_a_second_asking_is_remembered_without_a_topic(now: datetime) -> None:
    who = Correspondent()
    assert not pending.was_asked_again(who)
    pending.ask_again(who, now)
    assert pending.was_asked_again(who)
    assert pending.take_waiting(who) == []
    assert not pending.was_asked_again(who)
