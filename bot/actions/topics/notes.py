"""What no calendar holds: answered from the site's notes, or else by a person."""

from bot.actions.asked import Asked, Finding, Resolver
from broadcaster.conversations.threads import Reason
from broadcaster.help.models import SiteNote
from broadcaster.help.notes import note_on

MISSING = Finding("handoff", handoff=Reason.MISSING_FACT)


def noted(handoff: Reason | None = None, otherwise: Finding = MISSING) -> Resolver:
    """Answer with what staff wrote of the site; ``handoff`` where one's own case needs more."""

    async def resolve(asked: Asked) -> Finding:
        note = await note_of(asked)
        if note is None:
            return otherwise
        return Finding("noted", {"note": words_of(note)}, (note,), handoff)

    return resolve


async def note_of(asked: Asked, topic: str | None = None) -> SiteNote | None:
    """What staff wrote of the home's site on the topic; None also where no home is known."""
    if asked.home is None:
        return None
    return await note_on(asked.session, asked.home.site_id, topic or asked.topic)


def words_of(note: SiteNote | None) -> str:
    """A note as a part of a sentence."""
    return note.value.strip().rstrip(".") if note else ""
