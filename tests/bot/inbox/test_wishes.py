"""Asking for a language in words, and being answered in it from then on."""

import pytest
from sqlalchemy import select

from bot.inbox.wishes import language_wish
from broadcaster.answers.models import AnswerChannel
from broadcaster.register.models import Contact
from tests.bot.inbox.conftest import Desk


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("english please", "en"), ("Do you speak English?", "en"),
        ("c'est possible en anglais ?", "en"),
        ("بالعربية", "ar"), ("العربية من فضلك", "ar"), ("vous parlez arabe ?", "ar"),
        ("3arbiya 3afak", "ar"), ("parle français", "fr"), ("Français svp", "fr"),
        ("türkçe", "tr"), ("en turc svp", "tr"), ("em português", "pt"), ("fala português?", "pt"),
    ],
)  # fmt: skip
def test_a_message_may_ask_for_a_language_alone(text: str, language: str) -> None:
    wish = language_wish(text)
    assert wish is not None
    assert (wish.language, wish.is_all) == (language, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("can you answer in english when is the water cut", "en"),
        ("répondez en français svp c quand l'eau", "fr"),
        ("I don't speak French, english please", "en"),
    ],
)
def test_or_beside_a_question(text: str, language: str) -> None:
    wish = language_wish(text)
    assert wish is not None
    assert (wish.language, wish.is_all) == (language, False)


@pytest.mark.parametrize(
    "text",
    [
        "ma voisine parle arabe", "je parle pas français", "quand vient le prof d'anglais",
        "le turc du 3e fait du bruit", "je voudrais un cours de français", "",
        "j'ai pas compris votre message en français",
    ],
)  # fmt: skip
def test_naming_a_language_is_no_wish(text: str) -> None:
    assert language_wish(text) is None


async def test_the_wish_is_confirmed_in_the_new_language_and_remembered(desk: Desk) -> None:
    (reply,) = await desk.text("english please")
    assert "All right, I answer you in English" in reply
    assert "automatic" in reply
    (contact,) = await desk.text("CONTACT")
    assert "A person will answer" in contact
    assert desk.rasa.asked == []


async def test_no_guess_undoes_a_wish(desk: Desk) -> None:
    await desk.text("english please")
    await desk.text("bonjour, quand est-ce que vous venez dans mon appartement ?")
    (contact,) = await desk.text("CONTACT")
    assert "A person will answer" in contact


async def test_a_question_beside_the_wish_is_answered(desk: Desk) -> None:
    (reply,) = await desk.text("can you answer in english when is the water cut")
    assert reply.endswith("Lundi 11 mai.")
    assert (await desk.text("CONTACT"))[0].startswith("Your request")


async def test_the_language_follows_a_tenant_who_changes_it_unasked(desk: Desk) -> None:
    await desk.text("bonjour, quand est-ce que vous venez dans mon appartement ?")
    await desk.text("متى تبدأ الأشغال")
    assert (await desk.text("CONTACT"))[0].startswith("تم")
    await desk.text("pardon, quand est-ce que vous venez dans ma salle de bain ?")
    assert (await desk.text("CONTACT"))[0].startswith("Votre demande")


async def test_a_short_guess_does_not_take_a_tenants_french_away(desk: Desk) -> None:
    await desk.text("la sdb finit avant noel ?")
    assert (await desk.text("CONTACT"))[0].startswith("Votre demande")


async def test_a_language_that_was_guessed_gives_way_to_plain_french(desk: Desk) -> None:
    await desk.text("quando é que as obras vão acabar no prédio ?")
    assert (await desk.text("CONTACT"))[0].startswith("O seu pedido")
    await desk.text("ya ascenseur ou pas ?")
    assert (await desk.text("CONTACT"))[0].startswith("Votre demande")


async def test_darija_in_latin_letters_is_answered_in_arabic(desk: Desk) -> None:
    await desk.text("salam, wach lma ghadi ywelli lyoum ?")
    assert (await desk.text("CONTACT"))[0].startswith("تم")
    await desk.text("en français svp")
    await desk.text("makach lma 3andi")
    assert (await desk.text("CONTACT"))[0].startswith("Votre demande")


async def _registered(desk: Desk, language: str) -> str:
    async with desk.database.write() as session:
        contacts = list(await session.scalars(select(Contact)))
        for contact in contacts:
            contact.language = language
        return contacts[0].number


async def test_the_language_of_the_text_goes_before_the_registers(desk: Desk) -> None:
    number = await _registered(desk, "tr")
    for body in ("l'ascenseur est en panne", "combien internet", "c quand les fenetres"):
        await desk.text(body, number)
        assert (await desk.text("CONTACT", number))[0].startswith("Votre demande")


async def test_a_text_in_doubt_leaves_the_registers_language(desk: Desk) -> None:
    number = await _registered(desk, "tr")
    await desk.text("internet", number)
    assert (await desk.text("CONTACT", number))[0].startswith("Isteginiz")


async def test_no_line_of_code_takes_a_tenants_french_away(desk: Desk) -> None:
    await desk.text("c quand les travaux")
    await desk.text("SELECT * FROM users WHERE id=1; DROP TABLE tenants; --")
    assert (await desk.text("CONTACT"))[0].startswith("Votre demande")


async def test_a_danger_is_answered_in_the_language_of_the_text(desk: Desk) -> None:
    number = await _registered(desk, "ar")
    assert "Go outside" in (await desk.text("I smell gas in my flat what do I do", number))[0]
    await desk.text("em português por favor", number)
    assert "le 15" in (await desk.text("papa respire plus il bouge plus", number))[0]


@pytest.mark.parametrize(
    "body",
    ["CONTACT", "AIDE", "c quand les travaux", "english please", "mal au coeur il respire plus"],
)
async def test_whatever_comes_first_the_first_reply_says_it_is_automatic(
    desk: Desk, body: str
) -> None:
    replies = await desk.text(body)
    assert any(word in " ".join(replies) for word in ("automatique", "automatic"))


async def test_so_does_the_menu(desk: Desk) -> None:
    desk.rasa.down = True
    assert "automatique" in (await desk.text("c quand les travaux"))[0]
    assert "utomatique" in (await desk.text("coucou", "web:abc", AnswerChannel.WEB))[0]


@pytest.mark.parametrize(
    "body", ["inscrivez moi a internet svp", "y a du wifi ?", "envoyez-moi un plombier"]
)
async def test_a_french_sentence_is_answered_in_french(desk: Desk, body: str) -> None:
    number = await _registered(desk, "ar")
    await desk.text(body, number)
    assert (await desk.text("CONTACT", number))[0].startswith("Votre demande")


@pytest.mark.parametrize(
    "body",
    [
        "je comprends pas écrivez en français svp", "je parle pas anglais",
        "je ne comprends pas l'anglais",
    ],
)  # fmt: skip
async def test_who_does_not_understand_gets_another_language(desk: Desk, body: str) -> None:
    await desk.text("english please")
    await desk.text(body)
    assert (await desk.text("CONTACT"))[0].startswith("Votre demande")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ma voisine parle pas anglais", "fr"), ("je parle pas français", "fr"),
        ("ne répondez pas en turc", "fr"), ("vous parlez pas anglais ?", "fr"),
    ],
)  # fmt: skip
def test_a_language_that_is_not_spoken_is_not_always_refused(text: str, told: str) -> None:
    assert language_wish(text, told) is None


async def test_a_question_mark_goes_on_in_the_language_of_the_talk(desk: Desk) -> None:
    await desk.text("sular ne zaman gelecek")
    (reply,) = await desk.text("?")
    assert reply.startswith("Sadece kelimeleri")
