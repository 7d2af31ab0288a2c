"""Warming: what is read when it is first needed, read before anybody waits for it."""

from datetime import datetime

from bot.nlu.emergencies import detect_emergencies
from broadcaster.answers.packaged import seeds
from broadcaster.sending.gate.hours import holidays_of


def warm(now: datetime) -> None:
    """Read the words of danger, the texts of answers and the calendar of holidays.

    Each takes a good part of a second, in which nobody would be answered.
    """
    detect_emergencies("bonjour")
    seeds()
    holidays_of("", now.year)
