"""The door for Twilio's status callbacks."""

from aiohttp import web

from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.requests import form_fields
from broadcaster.sending.gateways.signature import is_signed
from broadcaster.sending.receipts import record_receipt

SIGNATURE_HEADER = "X-Twilio-Signature"


class SignatureCheck:
    """Knows the account's token and the address under which Twilio calls us."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        self._auth_token = auth_token
        self._public_url = public_url

    async def signed_fields(self, request: web.Request) -> dict[str, str]:
        """The form's fields; raise HTTPForbidden unless Twilio signed exactly this request.

        The URL signed is the configured public one, never what a forwarded header claims.
        """
        try:
            fields = await form_fields(request)
        except web.HTTPBadRequest as error:
            raise web.HTTPForbidden(text="unreadable form") from error
        url = self._public_url + request.raw_path
        given = request.headers.get(SIGNATURE_HEADER)
        if not is_signed(self._auth_token, url, fields, given):
            raise web.HTTPForbidden(text="signature missing or wrong")
        return fields


class StatusWebhook:
    """Takes ``POST /twilio/status/{delivery_id}``."""

    def __init__(self, database: Database, check: SignatureCheck, clock: Clock) -> None:
        self._database = database
        self._check = check
        self._clock = clock

    async def handle(self, request: web.Request) -> web.Response:
        """Keep the callback and answer 200, also for ids and words we do not know."""
        fields = await self._check.signed_fields(request)
        async with self._database.write() as session:
            await record_receipt(
                session, request.match_info["delivery_id"][:32], fields, self._clock()
            )
        return web.Response()
