"""What staff may not do with a broadcast, each with a French sentence that says what to do."""

from typing import ClassVar

from broadcaster.campaigns.wording import refusal_sentence
from broadcaster.errors import PalierError


class CampaignRefusedError(PalierError):
    """The broadcast is refused. The text, from ``refusals.yml``, says why and what to do."""

    key: ClassVar[str]

    def __init__(self, **values: object) -> None:
        super().__init__(refusal_sentence(self.key, **values))


class NoSuchBroadcastError(CampaignRefusedError):
    """There is no broadcast with this id."""

    key = "no_such_broadcast"


class InvalidAudienceError(CampaignRefusedError):
    """The audience is not made of a site, places, languages and the telephone filter."""

    key = "invalid_audience"


class NobodyInAudienceError(CampaignRefusedError):
    """No household of the audience can get this SMS."""

    key = "nobody_in_audience"


class ScheduledInThePastError(CampaignRefusedError):
    """The moment asked for is over."""

    key = "scheduled_in_the_past"


class EmptyTitleError(CampaignRefusedError):
    """The broadcast has no title."""

    key = "empty_title"


class TitleTooLongError(CampaignRefusedError):
    """The title does not fit its column."""

    key = "title_too_long"


class EmptyTextError(CampaignRefusedError):
    """There is no text to send."""

    key = "empty_text"


class TextTooLongError(CampaignRefusedError):
    """The filled text may pass what one message carries."""

    key = "text_too_long"


class UnknownPlaceholderError(CampaignRefusedError):
    """The text holds braces around something that cannot be filled."""

    key = "unknown_placeholder"


class MilestoneNeededError(CampaignRefusedError):
    """The text speaks of a milestone and none is chosen."""

    key = "milestone_needed"


class NoSuchMilestoneError(CampaignRefusedError):
    """The milestone chosen does not exist."""

    key = "no_such_milestone"


class NotADraftError(CampaignRefusedError):
    """Only a draft can be changed or scheduled."""

    key = "not_a_draft"


class CannotBeCancelledError(CampaignRefusedError):
    """The broadcast is over: nothing is left to stop."""

    key = "cannot_be_cancelled"
