"""What each way to say a day means, from the day it is said on."""

from __future__ import annotations

import re

from bot.nlu.dates.anchor import Anchor, one_day, third_of
from bot.nlu.dates.when import PartOfDay, When
from bot.nlu.dates.words import any_of, called, named, numbered, which

_WEEKDAYS, _SHORT = numbered("weekdays"), numbered("short_weekdays")
_MONTHS = numbered("months")
_FROM_NOW, _PARTS, _THIS_PART = named("days_from_now"), named("parts"), named("this_part")
_UNITS, _NUMBERS, _DUALS = named("units"), named("numbers"), named("duals")
_THIRDS = {part: re.compile(any_of(part)) for part in ("beginning", "middle", "end")}

_HABIT = re.compile(rf"(?<!\w)(?<!pour )(?:{any_of('habits')}) $")


def _group(found: re.Match[str], name: str) -> str | None:
    return found.groupdict().get(name)


def _number(word: str) -> int:
    if word == "premier":
        return 1
    return int(word) if word.isdigit() else int(called(_NUMBERS, word))


def _weekday(found: re.Match[str]) -> int:
    short = _group(found, "short")
    return which(_SHORT, short) if short else which(_WEEKDAYS, found["wd"])


def _in_part(days: When | None, found: re.Match[str]) -> When | None:
    """Add the part of the day that follows."""
    part = _group(found, "part")
    if days is None or not part:
        return days
    return When(days.first, days.last, PartOfDay(called(_PARTS, part)))


def iso(found: re.Match[str], anchor: Anchor) -> When | None:
    """« 2026-05-12 »."""
    return anchor.day_and_month(int(found["day"]), int(found["m"]), int(found["year"]))


def in_figures(found: re.Match[str], anchor: Anchor) -> When | None:
    """« 12/05 », « 12/05/26 »."""
    year = _group(found, "year")
    day, month = int(found["day"]), int(found["m"])
    if (day, month) == (7, 7) and not year:  # « 7/7 » is every day
        return None
    return anchor.day_and_month(day, month, int(year) if year else None)


def day_and_month(found: re.Match[str], anchor: Anchor) -> When | None:
    """« 12 mai », « mardi 12 mai au matin »."""
    year = _group(found, "year")
    month = which(_MONTHS, found["month"]) + 1
    days = anchor.day_and_month(_number(found["day"]), month, int(year) if year else None)
    return _in_part(days, found)


def weekday_and_day(found: re.Match[str], anchor: Anchor) -> When | None:
    """« mardi 12 »."""
    return _in_part(anchor.weekday_and_day(_weekday(found), _number(found["day"])), found)


def from_to(found: re.Match[str], anchor: Anchor) -> When | None:
    """« du 12 au 14 mai »: the month may be said once, at the end."""
    last_month = _group(found, "month2")
    first_month = _group(found, "month") or last_month
    if not last_month and found["opens"] in ("de", "من"):
        return None  # « de 8 a 12 » are hours
    if first_month and last_month:
        first = anchor.day_and_month(_number(found["day"]), which(_MONTHS, first_month) + 1)
        last = anchor.day_and_month(_number(found["day2"]), which(_MONTHS, last_month) + 1)
    else:
        first = anchor.day_of_month(_number(found["day"]))
        after = Anchor(first.first) if first else anchor
        last = after.day_of_month(_number(found["day2"]))
    if first is None or last is None or last.first < first.first:
        return None
    return When(first.first, last.last)


def weekdays(found: re.Match[str], anchor: Anchor) -> When | None:
    """« de lundi à mercredi »."""
    first = anchor.weekday(which(_WEEKDAYS, found["wd"]))
    last = Anchor(first.first).weekday(which(_WEEKDAYS, found["wd2"]))
    return When(first.first, last.last)


def from_now(found: re.Match[str], anchor: Anchor) -> When | None:
    """« hier », « demain matin »."""
    return _in_part(anchor.in_days(int(called(_FROM_NOW, found["day"]))), found)


def this_part(found: re.Match[str], anchor: Anchor) -> When | None:
    """« ce matin », « ce soir »."""
    part = PartOfDay(called(_THIS_PART, found.group()))
    return When(anchor.today, anchor.today, part)


def weekday_alone(found: re.Match[str], anchor: Anchor) -> When | None:
    """« jeudi », « pour le jeudi »; « le jeudi » alone is every Thursday."""
    if _HABIT.search(found.string[: found.start()]):
        return None
    return _in_part(anchor.weekday(which(_WEEKDAYS, found["wd"])), found)


def weekday_next(found: re.Match[str], anchor: Anchor) -> When | None:
    """« jeudi prochain »; in Portuguese the nearest, « quinta que vem »."""
    number = which(_WEEKDAYS, found["wd"])
    if _group(found, "coming"):
        return _in_part(anchor.weekday_strictly(number, past=False), found)
    return _in_part(anchor.weekday_of_next_week(number), found)


def weekday_last(found: re.Match[str], anchor: Anchor) -> When | None:
    """« jeudi dernier »."""
    number = which(_WEEKDAYS, found["wd"])
    return _in_part(anchor.weekday_strictly(number, past=True), found)


def _shift(found: re.Match[str], anchor: Anchor, sign: int) -> When | None:
    """So many days, weeks or months from today."""
    number = sign * _number(found["number"])
    match called(_UNITS, found["unit"]):
        case "days":
            return anchor.in_days(number)
        case "weeks":
            return anchor.in_days(7 * number)
        case _:
            month = anchor.month(number)
            last = min(anchor.today.day, month.last.day)
            return one_day(month.first.replace(day=last))


def ahead(found: re.Match[str], anchor: Anchor) -> When | None:
    """« dans 3 jours »."""
    return _shift(found, anchor, 1)


def ago(found: re.Match[str], anchor: Anchor) -> When | None:
    """« il y a 3 jours »."""
    return _shift(found, anchor, -1)


def since(found: re.Match[str], anchor: Anchor) -> When | None:
    """« depuis 3 jours »: from then until today."""
    begun = _shift(found, anchor, -1)
    return When(begun.first, anchor.today) if begun else None


def since_weekday(found: re.Match[str], anchor: Anchor) -> When | None:
    """« depuis jeudi »: until today."""
    begun = anchor.backwards().weekday(which(_WEEKDAYS, found["wd"]))
    return When(begun.first, anchor.today)


def since_days(found: re.Match[str], anchor: Anchor) -> When | None:
    """« 3 gündür »: for three days, until today."""
    return When(anchor.in_days(-_number(found["number"])).first, anchor.today)


def next_week(_found: re.Match[str], anchor: Anchor) -> When | None:
    """« la semaine prochaine », « haftaya »."""
    return anchor.week(1)


def end_of_month(_found: re.Match[str], anchor: Anchor) -> When | None:
    """« ay sonu »: the last third of this month."""
    return third_of(anchor.month(0), "end")


def weekday_after_next(found: re.Match[str], anchor: Anchor) -> When | None:
    """« mardi en huit » is a week after the next one."""
    near = anchor.weekday_strictly(which(_WEEKDAYS, found["wd"]), past=False)
    return Anchor(near.first).in_days(7)


def dual(found: re.Match[str], anchor: Anchor) -> When | None:
    """« بعد يومين »: two of something have a word of their own in Arabic."""
    number, unit = called(_DUALS, found["dual"]).split()
    return anchor.in_days(int(number) * (7 if unit == "weeks" else 30 if unit == "months" else 1))


def _offset(found: re.Match[str]) -> int:
    return 1 if _group(found, "next") else -1 if _group(found, "last") else 0


def week(found: re.Match[str], anchor: Anchor) -> When | None:
    """« cette semaine », « début de semaine prochaine »."""
    return _third(anchor.week(_offset(found)), found)


def month(found: re.Match[str], anchor: Anchor) -> When | None:
    """« ce mois-ci », « fin du mois »."""
    return _third(anchor.month(_offset(found)), found)


def weekend(found: re.Match[str], anchor: Anchor) -> When | None:
    """« ce week-end »."""
    return anchor.weekend(_offset(found))


def week_of(found: re.Match[str], anchor: Anchor) -> When | None:
    """« la semaine du 12 », « la semaine du 12 mai »."""
    month = _group(found, "month")
    day = day_and_month(found, anchor) if month else anchor.day_of_month(_number(found["day"]))
    return Anchor(day.first).week(0) if day else None


def month_named(found: re.Match[str], anchor: Anchor) -> When | None:
    """« en juin », « fin mai »."""
    year = _group(found, "year")
    month = which(_MONTHS, found["month"]) + 1
    return _third(anchor.month_named(month, int(year) if year else None), found)


def _third(days: When, found: re.Match[str]) -> When:
    part = _group(found, "third")
    return third_of(days, called(_THIRDS, part)) if part else days


def the_day(found: re.Match[str], anchor: Anchor) -> When | None:
    """« le 12 »."""
    return _in_part(anchor.day_of_month(_number(found["day"])), found)


def christmas(_found: re.Match[str], anchor: Anchor) -> When | None:
    """« à Noël »."""
    return anchor.day_and_month(25, 12)
