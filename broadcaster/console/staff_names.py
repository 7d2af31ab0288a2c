"""The names of colleagues, as pages tell them."""

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.words import say
from broadcaster.staff.models import StaffUser


async def name_of(session: AsyncSession, user_id: int | None) -> str:
    """The name of a colleague; Palier's own when nobody acted."""
    user = await session.get(StaffUser, user_id) if user_id is not None else None
    return user.name if user else say("staff.palier")
