"""A file as a browser sends it, read in pieces and no further than allowed."""

from dataclasses import dataclass

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import BadHttpMessage

from broadcaster.console.forms import BadFieldError
from broadcaster.console.words import say

MAX_MEGABYTES = 20
"""A landlord's file of 100,000 households as CSV weighs less."""

LONGEST_NAME = 120


class UploadTooBigError(BadFieldError):
    """This file is too big. Send a smaller one."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent."""

    name: str
    content: bytes


async def read_upload(request: web.Request, field: str) -> Upload:
    """The file of a form's field, empty when none was chosen.

    Raises UploadTooBigError, or BadFieldError when it is no such form.
    """
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, BodyPartReader) and part.name == field:
                name = (part.filename or "").replace("\\", "/").rpartition("/")[2]
                return Upload(name.replace("\x00", "")[:LONGEST_NAME], await _content(part))
    except (ValueError, LookupError, AssertionError, RuntimeError, BadHttpMessage) as error:
        raise BadFieldError(say("problem.bad_field.text")) from error
    return Upload("", b"")


async def _content(part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        content += chunk
        if len(content) > MAX_MEGABYTES * 1_000_000:
            raise UploadTooBigError(say("field.file_big", most=MAX_MEGABYTES))
    return bytes(content)
