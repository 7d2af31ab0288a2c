"""Passwords: argon2id, and nothing told about who has an account."""

import pytest

from broadcaster.staff import passwords

PHRASE = "une phrase facile à retenir"


async def test_a_password_is_hashed_with_argon2id_and_recognised() -> None:
    hashed = await passwords.hash_password(PHRASE)
    assert hashed.startswith("$argon2id$")
    assert await passwords.is_password(PHRASE, hashed)
    assert not await passwords.is_password(PHRASE + "x", hashed)


async def test_nobodys_password_is_never_right_yet_costs_as_much_to_check() -> None:
    assert not await passwords.is_password(PHRASE, None)
    ours = await passwords.hash_password(PHRASE)
    assert passwords._NOBODY.split("$")[1:4] == ours.split("$")[1:4]


async def test_a_broken_hash_lets_nobody_in() -> None:
    assert not await passwords.is_password(PHRASE, "x")


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("x" * 11, passwords.PasswordTooShortError),
        ("x" * 201, passwords.PasswordTooLongError),
    ],
    ids=["11 characters", "201 characters"],
)
async def test_a_password_has_12_to_200_characters(password: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await passwords.hash_password(password)


async def test_an_endless_password_is_not_even_hashed() -> None:
    assert not await passwords.is_password("x" * 1_000_000, None)
