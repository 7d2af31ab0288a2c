"""Which requests are taken for our own pages' and which bodies for forms."""

import pytest
from aiohttp.test_utils import make_mocked_request

from broadcaster.requests import is_same_origin


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
