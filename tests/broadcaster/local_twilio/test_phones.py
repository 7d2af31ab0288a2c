"""The phones page as a browser without JavaScript meets it."""

from html import unescape

import pytest

from tests.support.twilio import PHONE, Running


async def page(twilio: Running, path: str) -> str:
    """The page, as text."""
    async with twilio.http.get(twilio.url + path) as answer:
        assert answer.status == 200
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        return unescape(await answer.text())


async def test_every_phone_of_the_phonebook_is_listed(twilio: Running) -> None:
    shown = await page(twilio, "/")
    assert "Amina Exemple" in shown
    assert "téléphone à touches" in shown


@pytest.mark.parametrize("wanted", ["amina", "batiment A", "0639980001", "06 39 98 00 01"], ids=str)
async def test_the_list_can_be_searched(twilio: Running, wanted: str) -> None:
    shown = await page(twilio, f"/?q={wanted}")
    assert "Amina Exemple" in shown
    assert "Jean Modèle" not in shown


async def test_a_search_without_result_says_so(twilio: Running) -> None:
    assert "Aucun téléphone ne répond" in await page(twilio, "/?q=personne")


async def test_a_written_text_leaves_and_is_shown(twilio: Running) -> None:
    url = f"{twilio.url}/phones/{PHONE}/sms"
    async with twilio.http.post(url, data={"body": "Bonjour <b>\r\nà vous"}) as answer:
        assert answer.status == 200
        assert "Bonjour &lt;b&gt;\nà vous" in await answer.text()
    assert [text["body"] for text in await twilio.texts()] == ["Bonjour <b>\nà vous"]


@pytest.mark.parametrize("body", ["", "\0", "👍" * 10_000], ids=["empty", "NUL", "10,000 emoji"])
async def test_odd_texts_are_sent_too(twilio: Running, body: str) -> None:
    async with twilio.http.post(f"{twilio.url}/phones/{PHONE}/sms", data={"body": body}) as answer:
        assert answer.status == 200
    assert (await twilio.texts())[0]["body"] == body


async def test_a_text_beyond_all_measure_is_refused_and_said_so(twilio: Running) -> None:
    url = f"{twilio.url}/phones/{PHONE}/sms"
    async with twilio.http.post(url, data={"body": "a" * 10_001}) as answer:
        assert answer.status == 400
        assert "n'est pas parti" in unescape(await answer.text())
    assert await twilio.texts() == []


async def test_another_number_can_be_opened(twilio: Running) -> None:
    async with twilio.http.get(f"{twilio.url}/phones?number=06 39 98 12 34") as answer:
        assert answer.url.path == "/phones/+33639981234"
        assert "06 39 98 12 34" in await answer.text()


@pytest.mark.parametrize("path", ["/phones?number=maison", "/phones/maison", "/phones/%FF&q=1"])
async def test_what_is_no_number_is_said_to_be_none(twilio: Running, path: str) -> None:
    async with twilio.http.get(twilio.url + path) as answer:
        assert answer.status == 400
        assert "n'est pas un numéro" in unescape(await answer.text())


async def test_an_unknown_phone_is_made_up(twilio: Running) -> None:
    async with twilio.http.post(f"{twilio.url}/phones") as answer:
        assert answer.url.path.startswith("/phones/+3363998")
        assert "Numéro inconnu" in await answer.text()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://other.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://[x"},
    ],
    ids=["origin", "fetch metadata", "nonsense"],
)
@pytest.mark.parametrize("path", ["/phones", f"/phones/{PHONE}/sms", f"/phones/{PHONE}/texts"])
async def test_another_site_cannot_make_a_phone_write(
    twilio: Running, path: str, headers: dict[str, str]
) -> None:
    async with twilio.http.post(twilio.url + path, json={"body": "x"}, headers=headers) as answer:
        assert answer.status == 403
    assert await twilio.texts() == []


async def test_faults_are_set_in_plain_words_and_shown(twilio: Running) -> None:
    form = {
        "throttle": "1",
        "slow_ms": "",
        "shuffle": "on",
        "landlines": "01 99 00 00 01\n",
        "fail": "06 39 98 00 02\n+33639980003 30006",
    }
    async with twilio.http.post(f"{twilio.url}/mishaps", data=form) as answer:
        assert answer.status == 200
    faults = twilio.desk.faults.faults
    assert faults.callbacks.shuffle
    assert faults.landlines == ("+33199000001",)
    assert faults.fail == {"+33639980002": 30005, "+33639980003": 30006}
    assert (await twilio.create())[0] == 429
    assert "en cours" in await page(twilio, "/")


async def test_faults_can_be_taken_away_at_once(twilio: Running) -> None:
    await twilio.set_faults(throttle=3)
    async with twilio.http.post(f"{twilio.url}/mishaps", data={"reset": "1", "throttle": "3"}):
        pass
    assert not twilio.desk.faults.is_faulty


async def test_faults_that_make_no_sense_are_refused(twilio: Running) -> None:
    async with twilio.http.post(f"{twilio.url}/mishaps", data={"throttle": "beaucoup"}) as answer:
        assert answer.status == 400
        assert "ne sont pas comprises" in await answer.text()


async def test_news_is_told_live(twilio: Running) -> None:
    async with twilio.http.get(f"{twilio.url}/live") as stream:
        twilio.desk.text_us(PHONE, "Bonjour")
        assert await stream.content.readline() == b"data: news\r\n"
