"""What the door is given: typed keys of the API's application."""

from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from broadcaster.api.pace import Pace
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.pages import Pages
from broadcaster.sending.gate.hours import Timetable, Timetables
from broadcaster.webhooks.addresses import AddressRules

ROOT: Final = "/api/v1"
"""Where the API is mounted."""


@dataclass(frozen=True, slots=True)
class ApiConfig:
    """What an operator's settings mean for the API."""

    calls_a_minute: int = 300  # of each key
    strangers_a_minute: int = 60  # calls without a good key, of each address
    courtesy: Timetable = field(default_factory=lambda: Timetables().courtesy)
    addresses: AddressRules = field(default_factory=AddressRules)


DATABASE = web.AppKey("database", Database)
CLOCK: web.AppKey[Clock] = web.AppKey("clock")
CONFIG = web.AppKey("config", ApiConfig)
PACE = web.AppKey("pace", Pace)
STRANGERS = web.AppKey("strangers", Pace)
PAGES = web.AppKey("pages", Pages)
