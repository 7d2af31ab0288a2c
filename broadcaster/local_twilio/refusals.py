"""Twilio's refusals: HTTP status, error code and the words Twilio says (its error dictionary)."""

from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Refusal:
    """One error of Twilio's API."""

    status: int
    code: int
    message: str

    def response(self) -> web.Response:
        """The refusal in the shape of Twilio's API."""
        body = {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if self.status == 401 else None
        return web.json_response(body, status=self.status, headers=headers)


BAD_CREDENTIALS = Refusal(401, 20003, "Authenticate")
NO_SUCH_METHOD = Refusal(405, 20004, "Method not allowed")
NOT_FOUND = Refusal(404, 20404, "The requested resource was not found")
TOO_MANY_REQUESTS = Refusal(429, 20429, "Too Many Requests")
SERVER_ERROR = Refusal(500, 20500, "An internal server error has occurred")
BAD_PARAMETER = Refusal(400, 20001, "A parameter has a value that is not allowed")
BAD_TO = Refusal(400, 21211, "Invalid 'To' Phone Number")
BAD_FROM = Refusal(400, 21212, "Invalid From Number (caller ID)")
SAME_NUMBER = Refusal(400, 21266, "'To' and 'From' number cannot be the same")
NO_BODY = Refusal(400, 21602, "Message body is required.")
NO_FROM = Refusal(400, 21603, "A 'From' phone number is required.")
NO_TO = Refusal(400, 21604, "A 'To' phone number is required.")
BAD_CALLBACK = Refusal(400, 21609, "The 'StatusCallback' URL is not a valid URL")
OPTED_OUT = Refusal(400, 21610, "Attempt to send to unsubscribed recipient")
NOT_A_MOBILE = Refusal(400, 21614, "'To' number is not a valid mobile number")
BODY_TOO_LONG = Refusal(
    400, 21617, "The concatenated message body exceeds the 1600 character limit"
)
BAD_VALIDITY = Refusal(400, 21624, "Invalid validity period value")
