"""Judging: « oui » or « non » before an answer, and how long, from the facts it rests on."""

from dataclasses import replace
from datetime import datetime, time

from bot.actions.asked import Asked, Finding, Opening, Resolver
from bot.actions.claims.claim import ENDING, Aspect, Claim
from bot.actions.claims.comparing import Window, at_hour, is_then, is_those_days
from bot.actions.claims.lengths import is_as_long
from bot.actions.claims.per_flat import told_per_flat
from bot.actions.days import WEEKDAY, a_week_later, ahead_of
from bot.nlu.dates.when import When
from broadcaster.clock import PARIS
from broadcaster.conversations.threads import Reason
from broadcaster.works.groups import enters_many_flats
from broadcaster.works.models import Confirmed, Milestone, PlannedCut

OTHER_DAY = "other_day"
"""The case of an answer that tells another day than the one asked about."""

BOTH = frozenset({"found", "planned", "confirmed", "expected", "staircase", OTHER_DAY})
"""Cases whose text tells from when to when."""

ENDS_ALONE = frozenset({"end", "under_way", "current"})
"""Cases that tell when it ends, and that it has begun or will."""

MY_FLAT = "works_my_flat"
OWN = frozenset({MY_FLAT, "access_presence"})
"""Topics about the flat of the one who asks."""


def or_judged(resolve: Resolver, default: Aspect = Aspect.ON) -> Resolver:
    """Answer as given, with yes or no first where the question claims what can be compared."""

    async def answer(asked: Asked) -> Finding:
        return judged(asked, await resolve(asked), default)

    return answer


def with_its_length(resolve: Resolver) -> Resolver:
    """Answer as given, with yes or no first, or else how long it takes."""

    async def answer(asked: Asked) -> Finding:
        return with_length(asked, judged(asked, await resolve(asked)))

    return answer


def judged(asked: Asked, finding: Finding, default: Aspect = Aspect.ON) -> Finding:
    """The finding with how it begins: yes, no, how long, or nothing in doubt."""
    window, claim = _window(finding), asked.claim
    if window is None or claim is None or finding.opening is not None:
        return finding
    if claim.aspect is Aspect.HOW_LONG:
        of_all = asked.topic == "works_end" and not claim.left
        return finding if of_all else with_length(asked, finding)
    aspect = _aspect(claim, window, default)
    if not _tells(asked, finding, aspect, claim):
        return finding
    when = ahead_of(asked.when, asked.now)
    if asked.when is not None and when is None:
        return finding
    is_so = _verdict(window, claim, when, aspect, asked.now)
    if is_so is False and when is not None and WEEKDAY in asked.hints:
        when = None  # neither of the two days it may mean is named in a « no »
        is_so = _verdict(window, claim, a_week_later(asked.when), aspect, asked.now)
        if is_so and finding.case == OTHER_DAY:
            return finding  # it says that nothing is on today: « oui » would contradict it
    if is_so and aspect is Aspect.ON and _is_shared(finding):
        return _of_staircase(finding)
    if is_so is None or (not is_so and claim.back and asked.now < window.start):
        return finding
    opening = Opening.YES if is_so else _no(asked, claim, when, finding)
    return replace(finding, opening=opening)


def with_length(asked: Asked, finding: Finding) -> Finding:
    """The finding with how long it takes, or how much of a cut is left."""
    window, topic = _window(finding), finding.topic or asked.topic
    if window is None or finding.opening is not None or window.end <= asked.now:
        return finding
    if finding.case == OTHER_DAY or topic == "works_start":
        return finding
    is_left = finding.case == "current" or topic == "works_end"
    start = asked.now if is_left else window.start
    values = {**finding.values, "duree": asked.dates.length(start, window.end)}
    opening = Opening.REMAINING if is_left else Opening.LENGTH
    if not is_left and _is_shared(finding):
        own = told_per_flat(_detail(finding), asked.dates)
        values, opening = (
            values | {"par_logement": own},
            Opening.PER_FLAT if own else Opening.SHARED,
        )
    return replace(finding, values=values, opening=opening)


def _of_staircase(finding: Finding) -> Finding:
    """Works that enter one flat after the other are on then: nobody said in which flat."""
    handoff = finding.handoff or Reason.MISSING_FACT
    return replace(finding, topic=MY_FLAT, case="staircase", handoff=handoff)


def _verdict(
    window: Window, claim: Claim, when: When | None, aspect: Aspect, now: datetime
) -> bool | None:
    """True or false of all that is claimed; None when a part is in doubt or only a part true."""
    found: set[bool | None] = set()
    if claim.duration is not None:
        counts = claim.left or aspect is Aspect.LASTS
        start = now if claim.left else window.start
        found.add(is_as_long(claim.duration, start, window.end) if counts else None)
    if when is not None:
        found.add(_of_day(window, claim, when, aspect))
    elif claim.hour is not None:
        found.add(_of_hour(window, claim, claim.hour, aspect))
    return found.pop() if len(found) == 1 else None


def _of_day(window: Window, claim: Claim, when: When, aspect: Aspect) -> bool | None:
    if claim.hour is not None:
        if not when.is_one_day:
            return None
        when = replace(when, hour=claim.hour)
    if claim.span and not claim.before:
        return is_those_days(window, when, during=aspect is Aspect.LASTS)
    return is_then(window, when, aspect, before=claim.before)


def _of_hour(window: Window, claim: Claim, hour: time, aspect: Aspect) -> bool | None:
    """« Avant 14 h » is true of an end at noon, and of nothing else for sure."""
    if not claim.before:
        return at_hour(window, hour, None, aspect)
    return at_hour(window, hour, None, Aspect.OVER) if aspect in ENDING else None


def _aspect(claim: Claim, window: Window, default: Aspect) -> Aspect:
    if claim.back and window.fills and claim.aspect not in ENDING:
        return Aspect.ENDS
    return claim.aspect or default


def _tells(asked: Asked, finding: Finding, aspect: Aspect, claim: Claim) -> bool:
    """True when the text that follows tells the time that is claimed: it must bear the yes out."""
    topic = finding.topic or asked.topic
    if topic == "works_end" and (claim.apart or asked.hour):
        return False  # the end of all the works is neither a visit's nor at an hour
    if _is_shared(finding) and (claim.mine or "own_flat" in asked.hints or topic in OWN):
        return False  # a staircase's dates are no promise for one flat
    if aspect is Aspect.LASTS and not claim.left and _is_shared(finding):
        return False
    if isinstance(_dated(finding), PlannedCut) and aspect is Aspect.ON and not claim.event:
        return False
    if topic == "works_start":
        return finding.case in BOTH and aspect is Aspect.BEGINS
    if topic == "works_end" or finding.case == "end":
        return finding.case in BOTH | ENDS_ALONE and (aspect in ENDING or claim.left)
    if finding.case in ENDS_ALONE:
        return aspect in ENDING or aspect is Aspect.ON or claim.left
    return finding.case in BOTH


def _no(asked: Asked, claim: Claim, when: When | None, finding: Finding) -> Opening:
    """« Non, pas jeudi 7 mai. » where the day alone is wrong and the text does not say so."""
    if when is None or when.part_of_day or asked.hour or claim.duration or claim.before:
        return Opening.NOT
    from_now = not when.is_one_day and when.first <= asked.now.astimezone(PARIS).date()
    return Opening.NOT if from_now or finding.case == OTHER_DAY else Opening.NO


def _window(finding: Finding) -> Window | None:
    fact = _dated(finding)
    if isinstance(fact, PlannedCut):
        return Window(fact.starts_at, fact.ends_at, fills=True)
    return Window(fact.starts_at, fact.ends_at) if isinstance(fact, Milestone) else None


def _is_shared(finding: Finding) -> bool:
    fact = _dated(finding)
    return isinstance(fact, Milestone) and enters_many_flats(fact)


def _detail(finding: Finding) -> str:
    fact = _dated(finding)
    return fact.detail if isinstance(fact, Milestone) else ""


def _dated(finding: Finding) -> Confirmed | None:
    """The one fact with a time that an answer rests on; None when there are several."""
    dated = [fact for fact in finding.facts if isinstance(fact, Milestone | PlannedCut)]
    return dated[0] if len(dated) == 1 else None
