import logging

import pytest

from broadcaster.answers.models import AnswerChannel, AnswerText
from broadcaster.answers.texts import (
    AnswerPlaceholderError,
    AnswerTextMissingError,
    answer_text,
    fill,
    look_up_written,
    say,
    text_language,
)
from broadcaster.database import Database
from broadcaster.register.models import Site
from broadcaster.sending.texts.segments import measure

SMS, WEB = AnswerChannel.SMS, AnswerChannel.WEB


def text(language: str, channel: AnswerChannel, words: str) -> AnswerText:
    return AnswerText(topic="t", case="c", language=language, channel=channel, text=words)


async def test_what_staff_wrote_is_said_and_the_rest_stays_as_shipped(database: Database) -> None:
    async with database.write() as session:
        row = text("fr", SMS, "ours")
        row.topic, row.case = "works_start", "found"
        session.add(row)
        await session.flush()
        assert await answer_text(session, "works_start", "found", "fr", SMS) == "ours"
        assert await answer_text(session, "works_start", "past", "fr", SMS) != "ours"


async def test_what_staff_wrote_is_said_where_it_was_looked_up_once(database: Database) -> None:
    async with database.write() as session:
        session.add_all([text("fr", SMS, "ours"), text("tr", SMS, "bizim")])
    async with database.read() as session:
        await look_up_written(session)
        assert await answer_text(session, "t", "c", "fr", SMS) == "ours"
        assert await text_language(session, "t", "c", "tr") == "tr"
        assert await answer_text(session, "works_start", "found", "fr", SMS)
        assert await text_language(session, "works_start", "found", "xx") == "fr"


async def test_a_sites_own_text_comes_before_the_general_one(database: Database) -> None:
    async with database.write() as session:
        sites = [Site(code=code, name=code, city="V") for code in ("a", "b")]
        session.add_all(sites)
        await session.flush()
        own = text("fr", SMS, "ici")
        own.site_id = sites[0].id
        session.add_all([own, text("fr", SMS, "partout")])
        await session.flush()
        said = [await answer_text(session, "t", "c", "fr", WEB, site.id) for site in sites]
        assert said == ["ici", "partout"]
        assert await answer_text(session, "t", "c", "fr", SMS) == "partout"


async def test_emergency_numbers_are_filled_in_everywhere(database: Database) -> None:
    async with database.read() as session:
        told = await say(
            session, "report_theft", "handoff", "fr", SMS, {"contact": "", "police": "0"}
        )
    assert "appelez le 17" in told


@pytest.mark.parametrize(
    ("stored", "language", "channel", "expected"),
    [
        pytest.param(["tr/web", "tr/sms", "fr/web"], "tr", WEB, "tr/web", id="exact"),
        pytest.param(["tr/sms", "fr/web", "fr/sms"], "tr", WEB, "tr/sms", id="web to sms"),
        pytest.param(["fr/web", "fr/sms"], "tr", WEB, "fr/web", id="to French, same channel"),
        pytest.param(["fr/sms"], "tr", WEB, "fr/sms", id="to French sms"),
        pytest.param(["fr/web", "fr/sms"], "fr", SMS, "fr/sms", id="never web on a telephone"),
    ],
)
async def test_fallbacks(
    database: Database, stored: list[str], language: str, channel: AnswerChannel, expected: str
) -> None:
    async with database.write() as session:
        for words in stored:
            code, way = words.split("/")
            session.add(text(code, AnswerChannel(way), words))
        await session.flush()
        assert await answer_text(session, "t", "c", language, channel) == expected


async def test_the_packaged_text_stands_in_for_one_nobody_stored(database: Database) -> None:
    async with database.read() as session:
        found = await answer_text(session, "system.handoff", "default", "fr", SMS)
    assert found.startswith("Votre message est transmis")


async def test_a_topic_without_any_text_is_an_error_that_says_so(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(AnswerTextMissingError, match="nothing_such, case found"):
            await answer_text(session, "nothing_such", "found", "fr", SMS)


@pytest.mark.parametrize("language", ["fr", "en", "tr", "pt"])
@pytest.mark.parametrize("name", ["menu", "introduction", "late", "start", "stop", "help", "empty"])
async def test_the_services_own_texts_are_one_plain_segment(
    sqlite_database: Database, name: str, language: str
) -> None:
    async with sqlite_database.read() as session:
        found = await answer_text(session, f"system.{name}", "default", language, SMS)
    assert (measure(found).encoding, measure(found).segments) == ("GSM-7", 1)


@pytest.mark.parametrize(
    ("pattern", "values", "expected"),
    [
        pytest.param("Le {jour}.", {"jour": "4 mai"}, "Le 4 mai.", id="plain"),
        pytest.param("Oui[, {nom}].", {"nom": ""}, "Oui.", id="empty option goes"),
        pytest.param("Oui[, {nom}].", {"nom": "Ana"}, "Oui, Ana.", id="filled option stays"),
        pytest.param("[{a} {b}]x", {"a": "1", "b": ""}, "x", id="option needs all its values"),
        pytest.param("a [{b}] c", {"b": ""}, "a c", id="no double space"),
        pytest.param(
            "Bruit.[ {b}.] Oui", {"b": "du lundi"}, "Bruit. Du lundi. Oui", id="a sentence"
        ),
        pytest.param("Midi : {b}", {"b": "du lundi"}, "Midi : du lundi", id="no sentence"),
        pytest.param("bât. {batiment}", {"batiment": "a"}, "bât. a", id="a short word"),
        pytest.param("{a}", {"a": "{b}[x]"}, "{b}[x]", id="a value is not a pattern"),
    ],
)
def test_filling(pattern: str, values: dict[str, str], expected: str) -> None:
    assert fill(pattern, values) == expected


@pytest.mark.parametrize("pattern", ["{autre}", "[{autre}]", "{}"])
def test_an_unknown_placeholder_is_refused(pattern: str) -> None:
    with pytest.raises(AnswerPlaceholderError):
        fill(pattern, {"jour": "4 mai"})


async def test_a_text_staff_broke_is_replaced_by_ours(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.write() as session:
        session.add(
            AnswerText(
                topic="system.handoff",
                case="default",
                language="fr",
                channel=SMS,
                text="Bonjour {prenom}",
            )
        )
        await session.flush()
        with caplog.at_level(logging.WARNING):
            said = await say(session, "system.handoff", "default", "fr", SMS)
    assert said == "Votre message est transmis. Une personne va vous répondre."
    assert "system.handoff" in caplog.text


async def test_a_telephone_gets_its_own_form(database: Database) -> None:
    async with database.write() as session:
        session.add(text("fr", SMS, "Fenêtres « {quoi} »"))
        await session.flush()
        values = {"quoi": "août"}
        assert await say(session, "t", "c", "fr", SMS, values) == 'Fenetres "aout"'
        assert await say(session, "t", "c", "fr", WEB, values) == "Fenêtres « août »"


@pytest.mark.parametrize(
    ("topic", "case", "language", "expected"),
    [
        ("works_start", "found", "tr", "tr"),
        ("works_end", "found", "tr", "tr"),
        ("works_start", "found", "es", "fr"),
    ],
)
async def test_the_language_of_a_text(
    database: Database, topic: str, case: str, language: str, expected: str
) -> None:
    async with database.read() as session:
        assert await text_language(session, topic, case, language) == expected
