"""``palier rescue``: the way back in for whoever is locked out and has nobody to ask."""

import click
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.cli.dry_run import in_database
from broadcaster.clock import utc_now
from broadcaster.errors import PalierError
from broadcaster.settings import load_settings
from broadcaster.staff import accounts, audit, resets, second_factors

RESET_PATH = "/staff/reset/"
"""Where the one-time link leads; the token follows."""


class NoSuchEmailError(PalierError):
    """No account that may log in has this address. Look in the console under Équipe."""


@click.command()
@click.argument("email")
def rescue(email: str) -> None:
    """Print a one-time link for a new password of EMAIL, and ask it for no code any more."""

    async def work(session: AsyncSession) -> str:
        user, now = await accounts.find_by_email(session, email), utc_now()
        if user is None or user.disabled_at is not None:
            raise NoSuchEmailError
        await second_factors.remove(session, user.id)
        token = await resets.make_link(session, user.id, resets.HANDED, now)
        detail = {"name": user.name}
        await audit.record(session, None, "account_rescued", f"staff_user {user.id}", detail, now)
        return token

    click.echo(f"{load_settings().resolved_public_url}{RESET_PATH}{in_database(work)}")
