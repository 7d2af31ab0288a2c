"""What a page's handler is given: typed keys of the application and of the request."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from aiohttp import web

from broadcaster.answers.rehearsal import Rehearsal
from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy
from broadcaster.campaigns.broadcasts.trials import Outlet
from broadcaster.campaigns.preview.preview import Terms
from broadcaster.clock import Clock
from broadcaster.console.errands import Errands
from broadcaster.conversations.escalation.patience import Patience
from broadcaster.conversations.holds import HANDBACK_AFTER
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.mail import Mailer
from broadcaster.pages import Pages
from broadcaster.sending.gate.verdict import Rules
from broadcaster.staff.alerts import Shown
from broadcaster.staff.logins import LoginThrottle
from broadcaster.staff.models import StaffUser
from broadcaster.webhooks.addresses import AddressRules

ROOT = "/staff"
"""Where the console is mounted."""

COOKIE = "palier_staff"
"""The cookie that carries a login's token."""


@dataclass(frozen=True, slots=True)
class ConsoleConfig:
    """What an operator's settings mean for the console."""

    public_url: str  # as staff type it; https makes the cookie Secure
    live_seconds: float = 1.0  # how often a live page looks for news
    policy: ApprovalPolicy = field(default_factory=ApprovalPolicy)
    rules: Rules = field(default_factory=Rules)  # the gate's: hours, messages a day
    handback: timedelta = HANDBACK_AFTER  # silence of staff that gives a thread back
    patience: Patience = field(default_factory=Patience)  # how long a tenant may wait
    can_mail: bool = False  # True: colleagues without a number are told by e-mail
    terms: Terms | None = None  # prices and senders; None: previews say nothing of them
    addresses: AddressRules = field(default_factory=AddressRules)  # where webhooks may lead

    @property
    def is_https(self) -> bool:
        """True when staff reach the console over TLS."""
        return urlsplit(self.public_url).scheme == "https"


DATABASE = web.AppKey("database", Database)
CLOCK: web.AppKey[Clock] = web.AppKey("clock")
PAGES = web.AppKey("pages", Pages)
CONFIG = web.AppKey("config", ConsoleConfig)
OUTBOX = web.AppKey("outbox", Outbox)
OUTLET = web.AppKey("outlet", Outlet)
REHEARSAL: web.AppKey[Rehearsal] = web.AppKey("rehearsal")
THROTTLE = web.AppKey("throttle", LoginThrottle)
# None: no mail server is set, and links are handed over by hand.
MAILER: web.AppKey[Mailer | None] = web.AppKey("mailer")
ERRANDS = web.AppKey("errands", Errands)
# Set when the service stops: live pages end at once instead of holding it up.
STOPPING = web.AppKey("stopping", asyncio.Event)

USER = web.RequestKey("user", StaffUser)
"""Who is logged in; there on every page but the ones that lead to a login."""

ALERTS: web.RequestKey[list[Shown]] = web.RequestKey("alerts")
"""What nobody has seen to yet; there wherever somebody is logged in."""
