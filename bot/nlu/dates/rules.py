"""How days are said: each way as a pattern over plain letters, and what it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from bot.nlu.dates import meanings
from bot.nlu.dates.anchor import Anchor
from bot.nlu.dates.when import When
from bot.nlu.dates.words import any_of

_WD = rf"(?P<wd>{any_of('weekdays')})"
_SHORT_WD = rf"(?:(?P<wd>{any_of('weekdays')})|(?P<short>{any_of('short_weekdays')})\.?)"
_ORD = r"(?:er|st|nd|rd|th|eme|º)?"
_DAY = rf"(?P<day>\d{{1,2}}|premier){_ORD}"
_MONTH = rf"(?P<month>{any_of('months')})(?:\.|'?(?:[dt]a|i|a))?"
_YEAR = r"(?:[ ,]+(?P<year>20\d\d))?"
_PART_WORD = rf"(?:gunu )?(?P<part>{any_of('parts')})"
_PART = rf"(?:[ ,]+{_PART_WORD})?"
_THE = r"(?:le |la |the |au |o |a |ال)?"
_NUMBER = rf"(?P<number>\d{{1,2}}|{any_of('numbers')})"
_UNIT = rf"(?P<unit>{any_of('units')})"
_OF = r"(?: de| of| do| da| d'|)"

_THIRD = (
    rf"(?:{_THE}(?P<third>{any_of('beginning')}|{any_of('middle')}|{any_of('end')})"
    rf"{_OF}[ -]?{_THE}(?:du |de la |of the |do |da )?)"
)
_NEXT, _LAST, _THIS = (rf"(?P<{name}>{any_of(name)})" for name in ("next", "last", "this"))
_WEEK, _MONTH_WORD, _WEEKEND = any_of("week"), any_of("month"), any_of("weekend")
# Not a day: « le 3e étage », « le 12 rue des Lilas », « le 06 39… », « le 2 pièces ».
_NOT_A_DAY = (
    r"(?! ?(?:e\b|eme|h\b|heures?|:|rue|avenue|bis|pieces?|personnes|€|euros?|%|ans\b|etage"
    r"|\d|/|\.\d|mois|jours|kat|andar|floor))"
)

Meaning = Callable[["re.Match[str]", Anchor], "When | None"]


class Rule(NamedTuple):
    """One way to say a day."""

    pattern: re.Pattern[str]
    meaning: Meaning


def _rule(pattern: str, meaning: Meaning) -> Rule:
    return Rule(re.compile(rf"(?<!\w){pattern}(?!\w)"), meaning)


RULES = (
    _rule(r"(?P<year>20\d\d)-(?P<m>\d\d)-(?P<day>\d\d)", meanings.iso),
    _rule(
        rf"(?P<opens>du|entre le|from(?: the)?|between(?: the)?|de|من) "
        rf"(?:{any_of('weekdays')} )?{_DAY}"
        rf"(?:{_OF} {_MONTH})? ?(?:au|et le|to(?: the)?|until|and(?: the)?|a|ate|-|إلى|الى) "
        rf"(?:{any_of('weekdays')} )?(?P<day2>\d{{1,2}}){_ORD}"
        rf"(?:{_OF} (?P<month2>{any_of('months')}))?(?! ?(?:h|heures|etage)\b)",
        meanings.from_to,
    ),
    _rule(
        rf"(?:de|du|from|entre|من) {_WD} (?:a|au|to|et|ate|إلى) (?P<wd2>{any_of('weekdays')})",
        meanings.weekdays,
    ),
    _rule(
        rf"(?:la |the )?(?:semaine|week|semana) (?:du|of(?: the)?|de) {_DAY}(?:{_OF} {_MONTH})?",
        meanings.week_of,
    ),
    _rule(
        r"(?P<day>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<year>\d{4}|\d\d))?(?!/|\d| ?h\b)",
        meanings.in_figures,
    ),
    _rule(r"(?P<day>\d{1,2})[.-](?P<m>0\d|1[0-2])[.-](?P<year>\d{4}|\d\d)", meanings.in_figures),
    _rule(r"(?P<day>\d\d)[.](?P<m>0\d|1[0-2])(?! ?(?:€|eur))", meanings.in_figures),
    _rule(rf"(?:{_SHORT_WD},? )?{_THE}{_DAY}{_OF} ?{_MONTH}{_YEAR}{_PART}", meanings.day_and_month),
    _rule(rf"(?:{_WD},? )?{_MONTH} (?:the )?{_DAY}{_YEAR}{_PART}", meanings.day_and_month),
    _rule(rf"{_SHORT_WD},? (?:le |the |dia )?{_DAY}{_NOT_A_DAY}{_PART}", meanings.weekday_and_day),
    _rule(rf"{_THIRD}{_MONTH}{_YEAR}", meanings.month_named),
    _rule(rf"{_THIRD}{_NEXT} (?:{_WEEK})", meanings.week),
    _rule(rf"{_THIRD}{_NEXT} (?:{_MONTH_WORD})", meanings.month),
    _rule(rf"{_THIRD}(?:{_WEEK})(?: {_NEXT})?", meanings.week),
    _rule(rf"{_THIRD}(?:{_MONTH_WORD})(?: {_NEXT})?", meanings.month),
    _rule(r"ay sonu(?:nda|na)?", meanings.end_of_month),
    _rule(rf"(?:{any_of('in')}) {_NUMBER} ?{_UNIT}(?! de retard)", meanings.ahead),
    _rule(rf"{_NUMBER} {_UNIT} (?:{any_of('in_after')})", meanings.ahead),
    _rule(rf"(?:{any_of('ago')}) {_NUMBER} ?{_UNIT}", meanings.ago),
    _rule(rf"{_NUMBER} {_UNIT} (?:{any_of('ago_after')}|once|atras)", meanings.ago),
    _rule(rf"(?:{any_of('since')}) {_NUMBER} ?{_UNIT}", meanings.since),
    _rule(rf"{_NUMBER} (?:gundur|haftadir)", meanings.since_days),
    _rule(rf"(?:{any_of('since')}) {_WD}", meanings.since_weekday),
    _rule(rf"{_WD}(?:den|dan) beri", meanings.since_weekday),
    _rule(rf"(?:بعد|من هنا) (?P<dual>{any_of('duals')})", meanings.dual),
    _rule(rf"{_THE}(?:{_WEEKEND}) {_NEXT}", meanings.weekend),
    _rule(rf"{_NEXT} (?:{_WEEKEND})", meanings.weekend),
    _rule(rf"{_THE}(?:{_WEEKEND}) {_LAST}", meanings.weekend),
    _rule(rf"{_LAST} (?:{_WEEKEND})", meanings.weekend),
    _rule(rf"(?:{any_of('this')} |{_THE})(?:{_WEEKEND})", meanings.weekend),
    _rule(rf"{_THE}(?:{_WEEK}) {_NEXT}|haftaya(?! (?:{any_of('weekdays')}))", meanings.next_week),
    _rule(rf"{_NEXT} (?:{_WEEK})", meanings.week),
    _rule(rf"{_THE}(?:{_WEEK}) {_LAST}", meanings.week),
    _rule(rf"{_LAST} (?:{_WEEK})", meanings.week),
    _rule(rf"(?:{any_of('this')}) (?:{_WEEK})(?:-ci)?|هذا ال[اأ]سبوع", meanings.week),
    _rule(rf"{_THE}(?:{_MONTH_WORD}) {_NEXT}", meanings.month),
    _rule(rf"{_NEXT} (?:{_MONTH_WORD})", meanings.month),
    _rule(rf"{_THE}(?:{_MONTH_WORD}) {_LAST}", meanings.month),
    _rule(rf"{_LAST} (?:{_MONTH_WORD})", meanings.month),
    _rule(rf"(?:{any_of('this')}) (?:{_MONTH_WORD})(?:-ci)?", meanings.month),
    _rule(
        rf"(?P<day>{any_of('days_from_now')})(?:(?: au)? {_PART_WORD})?",
        meanings.from_now,
    ),
    _rule(any_of("this_part"), meanings.this_part),
    _rule(rf"{_WD} en (?:huit|8)", meanings.weekday_after_next),
    _rule(rf"{_WD} (?:{any_of('last')}){_PART}", meanings.weekday_last),
    _rule(rf"(?:{any_of('last')}) {_WD}{_PART}", meanings.weekday_last),
    _rule(rf"{_WD},? (?P<coming>{any_of('coming')}){_PART}", meanings.weekday_next),
    _rule(rf"(?P<coming>proxim[oa]) {_WD}{_PART}", meanings.weekday_next),
    _rule(rf"{_WD} (?:{any_of('next')}){_PART}", meanings.weekday_next),
    _rule(rf"(?:{any_of('next')}|haftaya) {_WD}{_PART}", meanings.weekday_next),
    _rule(rf"(?:{any_of('this')} )?{_WD}{_PART}", meanings.weekday_alone),
    _rule(
        r"(?:le |pour le |jusqu'au |on the |for the |the |dia |dia o |ayin |يوم |nhar )"
        rf"(?P<day>\d{{1,2}}){_ORD}(?! {any_of('weekdays')})"
        rf"(?:'?(?:si|i|u|inde|sinde|unde))?{_NOT_A_DAY}{_PART}",
        meanings.the_day,
    ),
    _rule(
        rf"(?:en|au mois d[e'] ?|in|em|courant|fin courant|في|mois de|du mois de) ?{_MONTH}{_YEAR}",
        meanings.month_named,
    ),
    _rule(rf"{_MONTH} ?(?:ayinda|'?[dt]a|ayi)", meanings.month_named),
    _rule(rf"(?:a |avant |by |before |at |no )?(?:{any_of('noel')})", meanings.christmas),
)
"""In order: what is said in more words comes before what is said in fewer."""
