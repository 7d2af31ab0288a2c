"""When everything is finished, asked for or claimed (« c'est fini le 12 ? »)."""

from dataclasses import replace

from bot.actions.asked import Asked, Finding, Resolver, missing
from bot.actions.claims.claim import Claim
from bot.actions.topics.milestones import at_home, by_standing, latest
from broadcaster.answers.dates import last_moment
from broadcaster.conversations.threads import Reason
from broadcaster.works.freshness import is_fresh
from broadcaster.works.groups import LAST, WORKS
from broadcaster.works.standing import AHEAD, BEGUN, Standing


async def end(asked: Asked) -> Finding:
    """When everything is finished: the latest end that is planned."""
    steps = await at_home(asked, WORKS | LAST)
    going = by_standing(steps, asked.now, *AHEAD, *BEGUN, Standing.UNREPORTED)
    if not going:
        done = by_standing(steps, asked.now, Standing.DONE)
        return Finding("finished") if done else missing()
    last = latest(going)
    overdue = last.ends_at <= asked.now
    planned = "found" if is_fresh(last, asked.now) else "expected"
    return Finding(
        "past" if overdue else planned,
        {"fin": asked.dates.distant_day(last_moment(last.starts_at, last.ends_at), asked.now)},
        () if overdue else (last,),
        Reason.MISSING_FACT if overdue else None,
    )


def _is_of_another(asked: Asked, claim: Claim) -> bool:
    """True for the end of one flat's works, of a visit, of a cut: no works all end at an hour."""
    return asked.hour is not None or claim.apart or "own_flat" in asked.hints


def or_end(resolve: Resolver) -> Resolver:
    """Answer about the end where the question claims one (« c'est fini le 12 ? »)."""

    async def answer(asked: Asked) -> Finding:
        claim = asked.claim
        claimed = claim is not None and claim.is_of_end
        if claim is None or not claimed or _is_of_another(asked, claim):
            return await resolve(asked)
        finding = await end(replace(asked, topic="works_end"))
        return finding if finding.topic else replace(finding, topic="works_end")

    return answer
