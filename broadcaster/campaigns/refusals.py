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


class DateNotToldError(CampaignRefusedError):
    """A saved text that announces something must say when."""

    key = "date_not_told"


class TextTooLongError(CampaignRefusedError):
    """The filled text may pass what one message carries."""

    key = "text_too_long"


class UnknownPlaceholderError(CampaignRefusedError):
    """The text holds braces around something that cannot be filled."""

    key = "unknown_placeholder"


class BracesInDefaultError(CampaignRefusedError):
    """What stands for a missing value holds braces itself."""

    key = "braces_in_default"


class MilestoneNeededError(CampaignRefusedError):
    """The text speaks of a milestone and none is chosen."""

    key = "milestone_needed"


class NoSuchMilestoneError(CampaignRefusedError):
    """The milestone chosen does not exist."""

    key = "no_such_milestone"


class NoOwnNumberError(CampaignRefusedError):
    """A test needs a telephone to go to, and the account has none yet."""

    key = "no_own_number"


class NotOwnNumberError(CampaignRefusedError):
    """A test goes to the number of whoever asks for it, and to no other."""

    key = "not_own_number"


class OwnNumberRefusedError(CampaignRefusedError):
    """The number cannot get a test: it is no number, or no mobile."""

    key = "own_number_refused"


class NotADraftError(CampaignRefusedError):
    """Its release began: it can no more be changed or planned."""

    key = "not_a_draft"


class CannotBeCancelledError(CampaignRefusedError):
    """The broadcast is over: nothing is left to stop."""

    key = "cannot_be_cancelled"


class NothingToApproveError(CampaignRefusedError):
    """The broadcast does not wait for an approval."""

    key = "nothing_to_approve"


class ReadAnotherTextError(CampaignRefusedError):
    """Whoever approves had another text before their eyes than the one that would leave."""

    key = "read_another_text"


class SecondPersonNeededError(CampaignRefusedError):
    """Whoever submitted a large broadcast cannot approve it."""

    key = "second_person_needed"


class CannotBePausedError(CampaignRefusedError):
    """Nothing of the broadcast can be held, or is held."""

    key = "cannot_be_paused"


class NoReasonError(CampaignRefusedError):
    """Our promise of decent hours is broken only with a reason."""

    key = "no_reason"


class NoSuchPlanError(CampaignRefusedError):
    """There is no plan of messages with this id."""

    key = "no_such_plan"


class PlanApprovedError(CampaignRefusedError):
    """The plan was approved already."""

    key = "plan_approved"


class PlanNotRunningError(CampaignRefusedError):
    """The plan is not approved, or was stopped: there is nothing to stop."""

    key = "plan_not_running"


class MilestoneCancelledError(CampaignRefusedError):
    """The milestone will not take place: there is nothing to tell before it."""

    key = "milestone_cancelled"


class NoMessageWantedError(CampaignRefusedError):
    """No message of the plan is wanted."""

    key = "no_message_wanted"


class NoSuchMessageError(CampaignRefusedError):
    """The plan has no message for this moment."""

    key = "no_such_message"


class MessageLeftError(CampaignRefusedError):
    """The planned message is leaving or has left."""

    key = "message_left"


class MomentPassedError(CampaignRefusedError):
    """The moment of the planned message is over."""

    key = "moment_passed"


class NoSuchSeriesError(CampaignRefusedError):
    """There is no recurring broadcast with this id."""

    key = "no_such_series"


class InvalidWeeklyTimeError(CampaignRefusedError):
    """No weekday or no time of day, or an end before the first occurrence."""

    key = "invalid_weekly_time"


class SeriesApprovedError(CampaignRefusedError):
    """The recurring broadcast was approved already."""

    key = "series_approved"


class SeriesOverError(CampaignRefusedError):
    """The recurring broadcast was stopped, or its last occurrence is over."""

    key = "series_over"


class OnlyWordsToFillError(CampaignRefusedError):
    """The text would be empty for whoever lacks what it is filled with."""

    key = "only_words_to_fill"


class NothingHeldError(CampaignRefusedError):
    """No hour and no limit of our own keeps this broadcast back."""

    key = "nothing_held"


class CannotResendError(CampaignRefusedError):
    """The message arrived or may have, the number had it already, or it is of no use any more."""

    key = "cannot_resend"


class NewNumberRefusedError(CampaignRefusedError):
    """The corrected number cannot get an SMS of this household."""

    key = "new_number_refused"
