"""The fields of a new account and of a new password, wherever they are filled in."""

from broadcaster.console.forms import Form
from broadcaster.staff.accounts import NewAccount
from broadcaster.staff.passwords import (
    MIN_LENGTH,
    PasswordTooLongError,
    PasswordTooShortError,
    hash_password,
)


async def read_account(form: Form) -> NewAccount | None:
    """The account a form asks for, its password hashed; None when something is wrong."""
    name, email = form.text("name", most=120), form.email("email")
    password_hash = await read_password(form, "password")
    if password_hash is None or not form.is_valid:
        return None
    return NewAccount(name, email, password_hash)


async def read_password(form: Form, field: str) -> str | None:
    """The hash of the password in a field; None when something in the form is wrong."""
    password = form.password(field)
    if not form.is_valid:
        return None
    try:
        return await hash_password(password)
    except PasswordTooShortError:
        form.refuse(field, "password_short", least=MIN_LENGTH)
    except PasswordTooLongError:
        form.refuse(field, "password_long")
    return None
