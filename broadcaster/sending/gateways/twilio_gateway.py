"""The gateway to Twilio, or to the local Twilio, through the real ``twilio`` client."""

import json
from datetime import UTC, datetime

from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import AsyncHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from broadcaster.errors import PalierError
from broadcaster.sending.error_codes import NOT_LET_IN, OUR_OWN_FAULT
from broadcaster.sending.gateways.gateway import (
    Accepted,
    Found,
    ListingFailedError,
    MisconfiguredError,
    OutcomeUnknownError,
    RefusedError,
    SmsRequest,
    ThrottledError,
    UnreachableError,
)

LISTED = 50
"""Messages read of a number's list: far more than a household gets in the time that matters."""

REQUEST_TIMEOUT = 408
TOO_MANY_REQUESTS = 429
NOT_FOUND = 404
FIRST_TWILIO_CODE = 10_000
"""Below it, the "code" is only the HTTP status again, written by the client for want of one."""


class TwilioGateway:
    """Hands messages to Twilio, each with its own address for status callbacks.

    ``callback_base`` is our public address without a slash at its end; ``base_url`` points the
    client at a local Twilio (None: the real one).
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        callback_base: str,
        http: AsyncHttpClient,
        base_url: str | None = None,
    ) -> None:
        self.client = Client(account_sid, auth_token, http_client=http)
        if base_url is not None:
            self.client.api.base_url = base_url
        self._messages = f"/Accounts/{account_sid}/Messages.json"
        self._callback_base = callback_base.rstrip("/")

    async def send(self, request: SmsRequest) -> Accepted:
        """Create the message, once.

        Raises ThrottledError on HTTP 429 and UnreachableError when no connection could be made
        (certain: not processed), RefusedError on any other 4xx (certain: refused) and
        OutcomeUnknownError on a timeout, a disconnect, a 5xx or an answer that cannot be read:
        Twilio takes no idempotency key, so such a message must not be sent again blindly.
        """
        try:
            # The client's own request, without the object it makes of each answer (its dates, its
            # sub-resources): that would cost a third as much as the call itself.
            answer = await self.client.api.v2010.request_async(
                "POST", self._messages, data=self._form(request)
            )
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise UnreachableError from error
        except (TimeoutError, ClientError, OSError) as error:
            raise OutcomeUnknownError(type(error).__name__) from error
        if not 200 <= answer.status_code < 300:
            raise _meaning(answer.status_code, _code(answer.text))
        return _accepted(answer.text)

    async def sent_to(self, number: str) -> list[Found]:
        """The newest messages Twilio has for a number, at most a page of them.

        Twilio's own date filter goes by the moment of sending, which a queued message does not
        have yet: the list is asked by number only. Raises ListingFailedError.
        """
        try:
            listed = await self.client.messages.list_async(to=number, limit=LISTED)
        except (TwilioException, ClientError, OSError, ValueError, LookupError) as error:
            raise ListingFailedError from error
        return [_found(message) for message in listed if message.sid]

    async def fetch(self, sid: str) -> Found | None:
        """What Twilio says of one message now; None when it is not there (any more).

        Raises ListingFailedError.
        """
        try:
            return _found(await self.client.messages(sid).fetch_async())
        except (TwilioRestException, TwilioServiceException) as error:
            if error.status == NOT_FOUND:
                return None
            raise ListingFailedError from error
        except (TwilioException, ClientError, OSError, ValueError, LookupError) as error:
            raise ListingFailedError from error

    def _form(self, request: SmsRequest) -> dict[str, object]:
        form: dict[str, object] = {
            "To": request.to_number,
            "From": request.sender,
            "Body": request.body,
            "StatusCallback": self._callback_url(request.delivery_id),
        }
        return form if request.validity is None else form | {"ValidityPeriod": request.validity}

    def _callback_url(self, delivery_id: str) -> str:
        return f"{self._callback_base}/twilio/status/{delivery_id}"


def _fields(text: str) -> dict[str, object]:
    """The JSON object an answer holds; an empty one when it holds none."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _accepted(text: str) -> Accepted:
    """What a 2xx tells; raise OutcomeUnknownError when it is not what it should be."""
    fields = _fields(text)
    sid, status = fields.get("sid"), fields.get("status")
    if not isinstance(sid, str) or not sid:
        raise OutcomeUnknownError("an answer without a message id")
    return Accepted(sid, status if isinstance(status, str) else "")


def _code(text: str) -> int | None:
    code = _fields(text).get("code")
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _found(message: MessageInstance) -> Found:
    return Found(
        sid=str(message.sid),
        status=str(message.status or ""),
        sender=str(message.from_ or ""),
        body=str(message.body or ""),
        error_code=int(message.error_code) if message.error_code else None,
        created_at=message.date_created or datetime.now(UTC),
    )


def _meaning(http_status: int, code: int | None) -> PalierError:
    if http_status == TOO_MANY_REQUESTS:
        return ThrottledError()
    if 400 <= http_status < 500 and http_status != REQUEST_TIMEOUT:
        own_code = code if code is not None and code >= FIRST_TWILIO_CODE else None
        ours = own_code in OUR_OWN_FAULT or http_status in NOT_LET_IN
        return (MisconfiguredError if ours else RefusedError)(own_code, http_status)
    return OutcomeUnknownError(f"HTTP {http_status}", http_status)
