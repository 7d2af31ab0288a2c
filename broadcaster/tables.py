"""Every table of Palier, gathered for migrations and tests."""

from broadcaster.answers import models as answers
from broadcaster.api import idempotency
from broadcaster.campaigns import models as campaigns
from broadcaster.conversations import canned_answers, notes, presence, requests, visits
from broadcaster.conversations import models as conversations
from broadcaster.conversations.escalation import notices
from broadcaster.conversations.lacks import models as lacks
from broadcaster.database import Base
from broadcaster.help import models as help_models
from broadcaster.learning import models as learning
from broadcaster.register import models as register
from broadcaster.register.importing import models as importing
from broadcaster.reports import models as reports
from broadcaster.sending import models as sending
from broadcaster.staff import api_tokens, duty
from broadcaster.staff import models as staff
from broadcaster.webhooks import models as webhooks
from broadcaster.works import models as works

metadata = Base.metadata
"""The tables of every room; importing this module is what makes them known."""

ROOMS = (
    answers,
    api_tokens,
    campaigns,
    canned_answers,
    conversations,
    duty,
    notes,
    notices,
    presence,
    requests,
    help_models,
    importing,
    idempotency,
    lacks,
    learning,
    register,
    reports,
    sending,
    staff,
    visits,
    webhooks,
    works,
)
