"""Calls to the account's own addresses: forms signed as Twilio signs them."""

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from twilio.request_validator import RequestValidator

from broadcaster.local_twilio.config import LocalTwilioConfig
from broadcaster.local_twilio.messages import API_VERSION, HandOver, Message, Status
from broadcaster.local_twilio.pace import RETRIES, Pace

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 15
"""How long Twilio waits for a webhook's answer."""


class Webhooks:
    """Posts signed forms, and tries again a few times when nobody answers."""

    def __init__(self, config: LocalTwilioConfig, pace: Pace) -> None:
        self._config = config
        self._pace = pace
        self._validator = RequestValidator(config.auth_token)
        self._session: ClientSession | None = None

    async def hand_over(self, message: Message) -> HandOver:
        """Tell the account's number that a phone texted it."""
        return await self._post(self._config.webhook_url, _inbound(message, self._config))

    async def report(self, message: Message) -> HandOver:
        """Tell the message's status callback what its status is now."""
        if message.status_callback is None:
            return HandOver.DONE
        return await self._post(message.status_callback, _status(message, self._config))

    async def _post(self, url: str, fields: Mapping[str, str]) -> HandOver:
        headers = {
            "X-Twilio-Signature": self._validator.compute_signature(url, fields),
            "User-Agent": "TwilioProxy/1.1",
        }
        for wait in (*RETRIES, None):
            status = await self._try(url, fields, headers)
            if status is not None and status < 500:
                return HandOver.DONE if status < 400 else HandOver.REFUSED
            if wait is not None:
                await self._pace.rest(wait)
        logger.warning("%s could not be reached; given up", urlsplit(url).path)
        return HandOver.GIVEN_UP

    async def _try(
        self, url: str, fields: Mapping[str, str], headers: Mapping[str, str]
    ) -> int | None:
        try:
            async with self._opened().post(url, data=fields, headers=headers) as answer:
                await answer.read()
        except (ClientError, OSError, TimeoutError):
            return None
        if answer.status >= 400:
            logger.warning("%s answered HTTP %d", urlsplit(url).path, answer.status)
        return answer.status

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=20), timeout=ClientTimeout(total=ANSWER_SECONDS)
            )
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def _common(message: Message, config: LocalTwilioConfig) -> dict[str, str]:
    return {
        "AccountSid": config.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.sender,
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": message.status.value,
        "To": message.to,
    }


def _inbound(message: Message, config: LocalTwilioConfig) -> dict[str, str]:
    country = {"FromCountry": "FR", "ToCountry": "FR"}
    places = {f"{end}{part}": "" for end in ("From", "To") for part in ("City", "State", "Zip")}
    return {
        **_common(message, config),
        **country,
        **places,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsMessageSid": message.sid,
    }


def _status(message: Message, config: LocalTwilioConfig) -> dict[str, str]:
    fields = {**_common(message, config), "MessageStatus": message.status.value}
    if message.error_code is not None:
        fields["ErrorCode"] = str(message.error_code)
    if message.status is Status.DELIVERED:
        fields["RawDlrDoneDate"] = message.updated_at.strftime("%y%m%d%H%M")
    return fields
