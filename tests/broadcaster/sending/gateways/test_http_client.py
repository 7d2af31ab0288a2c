"""The HTTP client under the ``twilio`` library: one request a call, bounded and timed."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientConnectorError, ServerDisconnectedError, encode_basic_auth, web
from aiohttp.test_utils import TestServer, unused_port

from broadcaster.sending.gateways.http_client import Limits, SharedHttpClient


class Peer:
    """A server that keeps what it is asked and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, list[str]]]] = []
        self.status = 200
        self.hangs_up = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.at_once = 0
        self.most_at_once = 0

    async def answer(self, request: web.Request) -> web.Response:
        """Keep the request; then answer, wait or hang up."""
        form = await request.post()
        fields = {name: [str(each) for each in form.getall(name)] for name in form}
        self.asked.append((request.method, dict(request.headers), fields))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.may_answer.wait()
        self.at_once -= 1
        if self.hangs_up and request.transport is not None:
            request.transport.abort()
        return web.Response(status=self.status, text="é", headers={"X-Answer": "yes"})


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
async def url(peer: Peer) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/", peer.answer)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}/"
        peer.may_answer.set()


async def test_a_form_goes_out_with_its_headers_and_credentials(peer: Peer, url: str) -> None:
    async with SharedHttpClient() as client:
        response = await client.request(
            "post",
            url,
            data={"Body": "né\0 👍", "MediaUrl": ["a", "b"]},
            headers={"X-Twilio-Client": "test"},
            auth=("AC1", "token"),
        )
    [(method, headers, fields)] = peer.asked
    assert method == "POST"
    assert fields == {"Body": ["né\0 👍"], "MediaUrl": ["a", "b"]}
    assert headers["X-Twilio-Client"] == "test"
    assert headers["Authorization"] == encode_basic_auth("AC1", "token")
    assert (response.status_code, response.text, response.ok) == (200, "é", True)
    assert response.headers is not None
    assert response.headers["x-answer"] == "yes"


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_an_error_is_given_back_and_nothing_is_posted_twice(
    peer: Peer, url: str, status: int
) -> None:
    peer.status = status
    async with SharedHttpClient() as client:
        response = await client.request("POST", url, data={"Body": "x"})
    assert response.status_code == status
    assert len(peer.asked) == 1


async def test_a_hang_up_is_not_tried_again_even_on_a_kept_connection(peer: Peer, url: str) -> None:
    async with SharedHttpClient() as client:
        await client.request("POST", url, data={"Body": "first"})
        peer.hangs_up = True
        with pytest.raises(ServerDisconnectedError):
            await client.request("POST", url, data={"Body": "second"})
    assert len(peer.asked) == 2


async def test_an_answer_that_takes_too_long_is_given_up(peer: Peer, url: str) -> None:
    peer.may_answer.clear()
    async with SharedHttpClient(Limits(total_seconds=0.05)) as client:
        with pytest.raises(TimeoutError):
            await client.request("POST", url)
    assert len(peer.asked) == 1


async def test_a_call_may_have_a_time_limit_of_its_own(peer: Peer, url: str) -> None:
    peer.may_answer.clear()
    async with SharedHttpClient() as client:
        with pytest.raises(TimeoutError):
            await client.request("GET", url, timeout=0.05)


async def test_no_more_connections_than_allowed(peer: Peer, url: str) -> None:
    async with SharedHttpClient(Limits(connections=3)) as client:
        await asyncio.gather(*(client.request("POST", url) for _ in range(12)))
    assert len(peer.asked) == 12
    assert peer.most_at_once <= 3


async def test_nobody_there_is_told_apart() -> None:
    async with SharedHttpClient() as client:
        with pytest.raises(ClientConnectorError):
            await client.request("GET", f"http://127.0.0.1:{unused_port()}/")


async def test_a_closed_client_opens_again(peer: Peer, url: str) -> None:
    client = SharedHttpClient()
    await client.request("GET", url)
    await client.close()
    await client.request("GET", url)
    await client.close()
    assert len(peer.asked) == 2
