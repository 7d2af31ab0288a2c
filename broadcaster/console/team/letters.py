"""Links for staff: their address, and the e-mail that carries one where a mail server is set."""

import logging

from aiohttp import web

from broadcaster.console.keys import CONFIG, MAILER, ROOT
from broadcaster.mail import MailNotSentError
from broadcaster.wording import Wording

log = logging.getLogger(__name__)

_write = Wording("broadcaster.console.team", "letters.yml")


def address_of(request: web.Request, path: str) -> str:
    """The whole address of a page of the console, as staff reach it."""
    return f"{request.app[CONFIG].public_url.rstrip('/')}{ROOT}{path}"


async def mail(request: web.Request, to: str, letter: str, **words: str) -> bool:
    """Send one of the letters of letters.yml; False when no mail server is set, or it refuses.

    What cannot be sent is in the log, without its address: a link can still be handed over.
    """
    mailer = request.app[MAILER]
    if mailer is None:
        return False
    try:
        await mailer.send(to, _write(f"{letter}.subject"), _write(f"{letter}.body", **words))
    except MailNotSentError as error:
        log.warning("%s: %s", letter, error)
        return False
    return True
