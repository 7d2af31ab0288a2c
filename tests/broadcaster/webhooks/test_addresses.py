"""Where webhooks may lead, and where never."""

import pytest

from broadcaster.webhooks.addresses import (
    AddressRefusedError,
    AddressRules,
    ForbiddenAddressError,
    GuardedResolver,
    host_of,
)

REAL, LOCAL = AddressRules(), AddressRules(loopback=True)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://logiciel.exemple.fr/", "https"),
        ("ftp://logiciel.exemple.fr/", "https"),
        ("https://127.0.0.1/", "private"),
        ("https://localhost/", "private"),
        ("https://10.1.2.3/", "private"),
        ("https://192.168.1.1/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://[fd00::1]/", "private"),
        ("https://0.0.0.0/", "private"),
        ("https://nadia:secret@exemple.fr/", "user"),
        ("https://exemple.fr/#ici", "user"),
        ("nadia", "unreadable"),
        ("https://", "unreadable"),
        ("https://exemple.fr:99999/", "unreadable"),
        ("https://exemple.fr/" + "x" * 500, "unreadable"),
        ("https://exe\nmple.fr/", "unreadable"),
    ],
)
def test_an_address_we_must_not_call_is_refused_with_its_reason(url: str, key: str) -> None:
    with pytest.raises(AddressRefusedError) as refused:
        REAL.check(url)
    assert refused.value.key == key


def test_a_public_address_and_an_allowed_one_are_taken() -> None:
    assert (
        REAL.check(" https://logiciel.exemple.fr/palier ") == "https://logiciel.exemple.fr/palier"
    )
    assert LOCAL.check("http://127.0.0.1:9000/") == "http://127.0.0.1:9000/"
    private = AddressRules(private=True)
    assert private.check("https://10.1.2.3/") == "https://10.1.2.3/"
    for url in ("https://127.0.0.1/", "https://169.254.169.254/"):
        with pytest.raises(AddressRefusedError):
            private.check(url)


async def test_a_name_that_leads_inside_is_not_followed() -> None:
    resolver = GuardedResolver(REAL)
    with pytest.raises(ForbiddenAddressError):
        await resolver.resolve("localhost", 443)
    assert await GuardedResolver(LOCAL).resolve("localhost", 443)
    await resolver.close()


def test_only_the_host_is_shown() -> None:
    assert host_of("https://exemple.fr:8443/secret?key=1") == "exemple.fr:8443"
