"""The chat page, as a browser without JavaScript meets it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest
from aiohttp import ClientSession, CookieJar, FormData

from bot.channels.widget_session import COOKIE
from broadcaster.conversations.clarifications import ask
from broadcaster.conversations.models import Author
from broadcaster.database import Database
from tests.bot.channels.repeating_inbox import RepeatingInbox
from tests.support.clock import MovableClock


class Browser:
    """A browser that knows forms and cookies and no script."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = ClientSession(cookie_jar=CookieJar(unsafe=True))

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.http.cookie_jar}

    async def open(self) -> str:
        async with self.http.get(self.url) as answer:
            assert answer.status == 200
            return unescape(await answer.text())

    async def send(self, body: str, **fields: str) -> tuple[int, str]:
        async with self.http.post(f"{self.url}/chat", data={"body": body, **fields}) as answer:
            return answer.status, unescape(await answer.text())


@pytest.fixture
async def browser(url: str) -> AsyncIterator[Browser]:
    opened = Browser(url)
    yield opened
    await opened.http.close()


async def test_the_page_says_what_it_is_and_whom_to_call_in_danger(browser: Browser) -> None:
    shown = await browser.open()
    assert "Je suis un assistant automatique" in shown
    assert "tel:112" in shown
    assert "sms:114" in shown
    assert "pas un service de secours" in shown


async def test_no_cookie_before_the_first_message(browser: Browser) -> None:
    await browser.open()
    assert browser.cookies == {}


async def test_a_question_is_answered_on_the_page(browser: Browser, inbox: RepeatingInbox) -> None:
    status, shown = await browser.send("Quand l'eau revient ?\r\nMerci <b>")
    assert status == 200
    assert "Vous dites : Quand l'eau revient ?\nMerci <b>" in shown
    [stored] = await inbox.stored()
    assert stored.sid.startswith("web-")
    assert len(stored.sid) <= 64
    assert browser.cookies[COOKIE] not in stored.sid


async def test_topics_to_choose_from_are_buttons_of_a_plain_form(
    browser: Browser, inbox: RepeatingInbox, sqlite_database: Database, clock: MovableClock
) -> None:
    await browser.send("le truc là")
    [stored] = await inbox.stored()
    async with sqlite_database.write() as session:
        topics = ["cut_water", "works_my_flat", "out_of_scope"]
        await ask(session, stored.correspondent_id, stored.id, topics, clock())
    shown = await browser.open()
    assert '<form class="ideas" method="post" action="/chat"' in shown
    for label in ("la coupure d'eau", "votre appartement", "autre chose"):
        assert f'<button name="body" value="{label}" dir="auto">{label}</button>' in shown


async def test_the_cookie_is_opaque_and_out_of_scripts_reach(browser: Browser) -> None:
    await browser.send("Bonjour")
    [cookie] = list(browser.http.cookie_jar)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) == 43


async def test_the_conversation_is_there_again_and_in_order(
    browser: Browser, clock: MovableClock
) -> None:
    await browser.send("un")
    clock.advance(timedelta(minutes=1))
    await browser.send("deux")
    shown = await browser.open()
    assert shown.index("Vous dites : un") < shown.index(">deux<") < shown.index("dites : deux")


async def test_nobody_else_sees_it(browser: Browser, url: str) -> None:
    await browser.send("un secret")
    other = Browser(url)
    assert "un secret" not in await other.open()
    await other.http.close()


@pytest.mark.parametrize(
    "body",
    ["a" * 10_000, "👍", "👩‍👩‍👧‍👦" * 100, "a\0b", "مرحبا", "\ufffd", "!?"],
    ids=["10,000 characters", "emoji", "many emoji", "NUL inside", "Arabic", "odd", "signs"],
)
async def test_odd_messages_are_answered_too(browser: Browser, body: str) -> None:
    status, shown = await browser.send(body)
    assert status == 200
    assert "Vous dites :" in shown


@pytest.mark.parametrize("body", ["", "  \n ", "\0\0"], ids=["empty", "blank", "NUL"])
async def test_an_empty_message_is_kindly_refused(
    browser: Browser, inbox: RepeatingInbox, body: str
) -> None:
    status, shown = await browser.send(body)
    assert status == 400
    assert "Votre message est vide" in shown
    assert await inbox.stored() == []
    assert browser.cookies == {}


async def test_a_message_beyond_all_measure_is_refused_and_not_lost(browser: Browser) -> None:
    status, shown = await browser.send("é" * 10_001)
    assert status == 400
    assert "10001 signes" in shown
    assert "é" * 10_001 in shown


async def test_the_same_form_sent_twice_is_one_message(
    browser: Browser, inbox: RepeatingInbox
) -> None:
    await browser.send("Bonjour", once="a" * 32)
    await browser.send("Bonjour", once="a" * 32)
    await browser.send("Bonjour", once="no such thing")
    assert len(await inbox.stored()) == 2


async def test_a_late_answer_is_announced_and_the_message_kept(
    browser: Browser, inbox: RepeatingInbox
) -> None:
    inbox.may_answer.clear()
    _, shown = await browser.send("Bonjour")
    assert "La réponse arrive." in shown
    assert "Vous dites" not in shown
    assert len(await inbox.stored()) == 1


async def test_a_persons_answer_is_told_live_and_named(
    browser: Browser, inbox: RepeatingInbox
) -> None:
    await browser.send("Je veux parler à une personne")
    [asked] = await inbox.stored()
    async with browser.http.get(f"{browser.url}/chat/live") as stream:
        told = asyncio.create_task(stream.content.readline())
        await inbox.reply(asked.correspondent_id, "Bonjour, ici Nadia.", Author.STAFF)
        async with asyncio.timeout(10):
            assert await told == b"data: news\r\n"
    shown = await browser.open()
    assert "Une personne de l'équipe" in shown
    assert "ici Nadia" in shown


async def test_a_browser_without_conversation_has_nothing_to_listen_to(browser: Browser) -> None:
    async with browser.http.get(f"{browser.url}/chat/live") as answer:
        assert answer.status == 204


async def test_the_conversation_can_be_taken_off_the_browser(browser: Browser) -> None:
    await browser.send("un secret")
    async with browser.http.post(f"{browser.url}/chat/forget") as answer:
        assert "un secret" not in await answer.text()
    assert browser.cookies == {}


@pytest.mark.parametrize("path", ["/chat", "/chat/forget"])
@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://other.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
    ids=["origin", "fetch metadata", "hidden origin"],
)
async def test_another_site_cannot_write_here(
    browser: Browser, inbox: RepeatingInbox, path: str, headers: dict[str, str]
) -> None:
    async with browser.http.post(browser.url + path, data={"body": "x"}, headers=headers) as answer:
        assert answer.status == 403
    assert await inbox.stored() == []


@pytest.mark.parametrize(
    ("content_type", "raw"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\ngarbage"),
        ("application/x-www-form-urlencoded", b"body=\xff\xfe"),
        ("application/x-www-form-urlencoded; charset=klingon", b"body=x"),
        ("application/json", b'{"body": "x"}'),
    ],
    ids=["no boundary", "broken parts", "no UTF-8", "odd charset", "JSON"],
)
async def test_what_is_no_form_is_refused_without_an_error(
    browser: Browser, inbox: RepeatingInbox, content_type: str, raw: bytes
) -> None:
    async with browser.http.post(
        f"{browser.url}/chat", data=raw, headers={"Content-Type": content_type}
    ) as answer:
        assert answer.status == 400
    assert await inbox.stored() == []


async def test_a_file_in_place_of_the_text_is_no_message(browser: Browser) -> None:
    form = FormData()
    form.add_field("body", b"x", filename="x.txt")
    async with browser.http.post(f"{browser.url}/chat", data=form) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    "cookie", ["x", "é", "a" * 5_000, "../../etc"], ids=["x", "é", "long", "path"]
)
async def test_a_made_up_cookie_opens_an_empty_page(browser: Browser, cookie: str) -> None:
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    async with browser.http.get(browser.url, headers=headers) as answer:
        assert answer.status == 200
        assert "<section" not in await answer.text()
