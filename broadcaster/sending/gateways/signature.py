"""The provider's signature: proof that a request comes from Twilio and was not altered."""

from collections.abc import Mapping

from twilio.request_validator import RequestValidator


def is_signed(auth_token: str, url: str, params: Mapping[str, str], signature: str | None) -> bool:
    """True when ``signature`` is Twilio's own over ``url`` and the form fields ``params``.

    ``url`` is the public address Twilio was given plus the raw path of the request; forwarded
    headers must not take part in it. Never raises: whatever cannot be checked is not signed.
    """
    if not signature:
        return False
    try:
        return bool(RequestValidator(auth_token).validate(url, params, signature))
    except (ValueError, TypeError, AttributeError):
        # A lone surrogate, a port that is no number: the validator guards against neither.
        return False
