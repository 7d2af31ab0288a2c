"""Every table of Palier, gathered for migrations and tests."""

from broadcaster.answers import models as answers
from broadcaster.api import idempotency
from broadcaster.campaigns import models as campaigns
from broadcaster.conversations import models as conversations
from broadcaster.conversations import presence, requests
from broadcaster.conversations.lacks import models as lacks
from broadcaster.database import Base
from broadcaster.help import models as help_models
from broadcaster.learning import models as learning
from broadcaster.register import models as register
from broadcaster.sending import models as sending
from broadcaster.staff import api_tokens
from broadcaster.staff import models as staff
from broadcaster.webhooks import models as webhooks
from broadcaster.works import models as works

metadata = Base.metadata
"""The tables of every room; importing this module is what makes them known."""

ROOMS = (
    answers,
    api_tokens,
    campaigns,
    conversations,
    presence,
    requests,
    help_models,
    idempotency,
    lacks,
    learning,
    register,
    sending,
    staff,
    webhooks,
    works,
)
