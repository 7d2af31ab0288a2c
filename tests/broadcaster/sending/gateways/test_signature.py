"""Telling Twilio's requests from anybody else's."""

import pytest
from twilio.request_validator import RequestValidator

from broadcaster.sending.gateways.signature import is_signed

TOKEN = "not-a-secret"
URL = "https://palier.example/twilio/status/0123?x=%C3%A9"
FIELDS = {"MessageSid": "SM1", "MessageStatus": "sent"}
SIGNATURE = RequestValidator(TOKEN).compute_signature(URL, FIELDS)


def test_twilios_own_signature_is_known() -> None:
    assert is_signed(TOKEN, URL, FIELDS, SIGNATURE)


@pytest.mark.parametrize(
    ("token", "url", "fields", "signature"),
    [
        ("another", URL, FIELDS, SIGNATURE),
        (TOKEN, URL.replace("0123", "0124"), FIELDS, SIGNATURE),
        (TOKEN, URL, {**FIELDS, "MessageStatus": "delivered"}, SIGNATURE),
        (TOKEN, URL, {**FIELDS, "Extra": ""}, SIGNATURE),
        (TOKEN, URL, FIELDS, None),
        (TOKEN, URL, FIELDS, ""),
        (TOKEN, URL, FIELDS, "é"),
        (TOKEN, URL, {"Body": "\ud83d"}, SIGNATURE),
        (TOKEN, "https://palier.example:port/", FIELDS, SIGNATURE),
        (TOKEN, "https://[palier", FIELDS, SIGNATURE),
    ],
    ids=[
        "another account's token",
        "another path",
        "a field changed",
        "a field added",
        "no signature",
        "empty signature",
        "not base64",
        "half an emoji",
        "odd port",
        "odd host",
    ],
)
def test_anything_else_is_not_signed_and_never_raises(
    token: str, url: str, fields: dict[str, str], signature: str | None
) -> None:
    assert not is_signed(token, url, fields, signature)
