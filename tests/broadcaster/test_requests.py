"""Which requests are taken for our own pages' and which bodies for forms."""

import pytest
from aiohttp.test_utils import make_mocked_request

from broadcaster.requests import client_address, is_same_origin


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "https://palier.example"}, True),
        ({"Origin": "https://palier.example:8443"}, False),
        ({"Origin": "https://other.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[x"}, False),
        ({"Origin": "https://other.example", "Sec-Fetch-Site": "same-origin"}, True),
    ],
    ids=str,
)
def test_same_origin(headers: dict[str, str], is_ours: bool) -> None:
    request = make_mocked_request("POST", "/", {"Host": "palier.example", **headers})
    assert is_same_origin(request) is is_ours


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        pytest.param("203.0.113.7", None, "203.0.113.7", id="no proxy"),
        pytest.param("203.0.113.7", "198.51.100.1", "203.0.113.7", id="a header from outside"),
        pytest.param("127.0.0.1", "198.51.100.1", "198.51.100.1", id="a proxy on this machine"),
        pytest.param("127.0.0.1", "made.up, 198.51.100.1", "198.51.100.1", id="a made-up hop"),
        pytest.param("127.0.0.1", None, "127.0.0.1", id="this machine itself"),
    ],
)
def test_the_address_of_a_client(peer: str, forwarded: str | None, address: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    assert client_address(request) == address
