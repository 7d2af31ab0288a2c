"""« OUI » and « NON » to a broadcast that asked, from the phone to the household's answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from broadcaster.answers.models import AnswerChannel
from broadcaster.campaigns.models import Broadcast
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.presence import PresenceAnswer, presence_lines
from broadcaster.conversations.requests import TenantRequest
from broadcaster.conversations.threads import Reason
from broadcaster.register.models import Contact
from broadcaster.sending.mailings import allow
from broadcaster.sending.models import Delivery, DeliveryState, Lane
from tests.bot.fake_rasa import answer
from tests.bot.inbox.conftest import STRANGER, Desk


async def number_of(desk: Desk) -> str:
    async with desk.database.read() as session:
        return (await session.scalars(select(Contact.number).order_by(Contact.id))).first() or ""


async def send_broadcast(desk: Desk, number: str, *, asks: bool = True) -> int:
    """A broadcast that reached a number."""
    now = desk.clock()
    async with desk.database.write() as session:
        contact = (await session.scalars(select(Contact).where(Contact.number == number))).first()
        assert contact is not None
        broadcast = Broadcast(
            title="Fenêtres", body="Serez-vous là mardi ? OUI ou NON", audience={}, created_at=now
        )
        session.add(broadcast)
        await session.flush()
        await allow(session, broadcast.id, now, asks_presence=asks)
        session.add(
            Delivery(
                broadcast_id=broadcast.id, contact_id=contact.id,
                household_id=contact.household_id, lane=Lane.BULK, sender="+33199000100",
                to_number=number, body=broadcast.body, segments=1,
                state=DeliveryState.DELIVERED, due_at=now, created_at=now, updated_at=now,
                left_at=now,
            )
        )  # fmt: skip
    desk.clock.advance(timedelta(hours=1))
    return broadcast.id


async def answers(desk: Desk) -> list[bool | None]:
    async with desk.database.read() as session:
        return list(await session.scalars(select(PresenceAnswer.coming)))


async def requests(desk: Desk) -> list[TenantRequest]:
    async with desk.database.read() as session:
        return list(await session.scalars(select(TenantRequest)))


@pytest.mark.parametrize(
    "text", ["OUI", "oui je serai là", "ok pour mardi", "1", "yes", "نعم", "evet", "sim", "👍"]
)
async def test_a_yes_is_kept_and_thanked_for(desk: Desk, text: str) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    (reply,) = await desk.text(text, number)
    assert await answers(desk) == [True]
    # Arabic script tells its language at once; a short word in Latin letters does not.
    assert ("ستكون حاضرا" if text == "نعم" else "vous serez là") in reply
    assert desk.rasa.asked == []


@pytest.mark.parametrize("text", ["NON", "non pas possible", "2", "no", "لا", "hayır", "não"])
async def test_a_no_is_kept_and_another_day_is_offered(desk: Desk, text: str) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    (reply,) = await desk.text(text, number)
    assert await answers(desk) == [False]
    assert ("ما هي الأيام" if text == "لا" else "Quels jours") in reply
    (request,) = await requests(desk)
    assert (request.topic, request.asked) == ("access_reschedule", "better")
    desk.rasa.answers["jeudi"] = [answer("access_reschedule", "C'est noté")]
    await desk.text("jeudi", number)
    assert desk.rasa.asked[-1]["form"]["name"] == "access_reschedule_form"  # type: ignore[index]


async def test_the_last_answer_counts_and_a_yes_takes_the_move_back(desk: Desk) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    await desk.text("non", number)
    await desk.text("finalement oui je serai là", number)
    await desk.text("oui", number)
    assert await answers(desk) == [True]
    assert [request.state for request in await requests(desk)] == ["left"]


@pytest.mark.parametrize("text", ["mais pour mardi c bon ou pas ?", "c'est pour les fenetres"])
async def test_what_is_not_plainly_yes_or_no_goes_to_the_assistant(desk: Desk, text: str) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    await desk.text(text, number)
    assert await answers(desk) == []
    assert len(desk.rasa.asked) == 1


@pytest.mark.parametrize(
    "text",
    [
        "oui mais pas le 8",
        "oui mais après 10h",
        "je serai là le matin seulement",
        "oui mais pas possible le matin",
        "yes but not on the 8th",
        "sim mas só depois das 10",
        "evet ama 10'dan sonra",
        "نعم لكن بعد العاشرة",
    ],
)
async def test_a_condition_is_shown_beside_the_yes_and_read_by_a_person(
    desk: Desk, text: str
) -> None:
    number = await number_of(desk)
    broadcast_id = await send_broadcast(desk, number)
    await desk.text(text, number)
    async with desk.database.read() as session:
        (line,) = await presence_lines(session, broadcast_id)
    assert (line.coming, line.remark) == (True, text)
    (thread,) = await desk.threads()
    assert thread.reason == Reason.NEEDS_PERSON
    await desk.text("oui", number)
    async with desk.database.read() as session:
        (line,) = await presence_lines(session, broadcast_id)
    assert (line.coming, line.remark) == (True, None)


@pytest.mark.parametrize("text", ["je ne sais pas encore", "peut-être", "not sure yet", "belki"])
async def test_who_does_not_know_yet_has_answered_and_is_asked_nothing(
    desk: Desk, text: str
) -> None:
    number = await number_of(desk)
    broadcast_id = await send_broadcast(desk, number)
    (reply,) = await desk.text(text, number)
    assert "OUI ou NON" in reply
    async with desk.database.read() as session:
        (line,) = await presence_lines(session, broadcast_id)
    assert line.coming is None
    assert line.answered_at is not None
    assert desk.rasa.asked == []
    assert await desk.threads() == []


async def test_who_does_not_know_what_we_asked_since_does_not_answer_the_broadcast(
    desk: Desk,
) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    await desk.text("non", number)
    await desk.text("je sais pas", number)
    assert await answers(desk) == [False]


async def test_leaving_the_move_of_an_appointment_is_no_second_no(desk: Desk) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    await desk.text("non", number)
    await desk.text("non rien", number)
    assert desk.rasa.asked[-1]["text"] == "non rien"


async def test_a_yes_means_nothing_where_nobody_asked(desk: Desk) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number, asks=False)
    await desk.text("oui", number)
    await desk.text("oui", STRANGER)
    assert await answers(desk) == []
    assert len(desk.rasa.asked) == 2


async def test_a_digit_answers_what_was_asked_last(desk: Desk) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    await desk.text("quand commencent les travaux", number)
    await desk.text("1", number)
    assert await answers(desk) == []


async def test_two_weeks_later_a_yes_is_about_something_else(desk: Desk) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    desk.clock.advance(timedelta(days=15))
    await desk.text("oui", number)
    assert await answers(desk) == []


async def test_a_yes_to_an_open_question_is_no_presence(desk: Desk) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    async with desk.database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, number, desk.clock())
        assert isinstance(who, Correspondent)
        session.add(
            TenantRequest(
                reference="R-2222", correspondent_id=who.id, topic="report_theft", state="open",
                wanted=["police"], answers={}, asked="police", asked_at=desk.clock(),
                opened_at=desk.clock(),
            )
        )  # fmt: skip
    await desk.text("oui", number)
    assert await answers(desk) == []
    assert desk.rasa.asked[-1]["form"]["name"] == "report_theft_form"  # type: ignore[index]


async def test_an_emergency_is_no_answer_to_an_open_question(desk: Desk) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    await desk.text("non", number)
    await desk.text("ça sent le gaz dans l'escalier", number)
    assert desk.rasa.asked == []


async def test_stop_keeps_its_meaning_while_a_question_is_open(desk: Desk) -> None:
    number = await number_of(desk)
    await send_broadcast(desk, number)
    await desk.text("non", number)
    (reply,) = await desk.text("STOP", number)
    assert "START" in reply
