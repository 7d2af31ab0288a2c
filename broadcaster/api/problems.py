"""Problems: what the API answers when it cannot do as asked (RFC 9457), with what to do instead."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from pydantic import ValidationError

from broadcaster.errors import PalierError
from broadcaster.wording import Wording

say = Wording("broadcaster.api", "problems.yml")

MEDIA_TYPE = "application/problem+json"

MOST_FINDINGS = 200
"""Findings that one answer tells; the rest comes when these are mended."""


@dataclass(frozen=True, slots=True)
class FindingAt:
    """One thing to mend, where it is in what was sent."""

    pointer: str  # a JSON pointer (RFC 6901) into the body, or "?name" for the query
    detail: str  # what is wrong and what to do


class ProblemError(PalierError):
    """The request cannot be met. The detail says why and what to do."""

    def __init__(
        self,
        status: int,
        kind: str,
        findings: Sequence[FindingAt] = (),
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        """Take a status, a kind of ``problems.yml``, what its sentence needs, and findings."""
        self.status = status
        self.kind = kind
        self.title = say(f"{kind}.title")
        self.findings = findings[:MOST_FINDINGS]
        self.headers = dict(headers or {})
        super().__init__(say(f"{kind}.detail", count=len(findings), **values))

    def response(self) -> web.Response:
        """The problem as an answer."""
        told = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": str(self),
            "code": self.kind,
        }
        if self.findings:
            told["errors"] = [
                {"pointer": one.pointer, "detail": one.detail} for one in self.findings
            ]
        text = json.dumps(told, ensure_ascii=False)
        return web.Response(
            text=text, status=self.status, content_type=MEDIA_TYPE, headers=self.headers
        )


def misread(error: ValidationError, prefix: str = "/") -> ProblemError:
    """The problem of a body or query that is not of the form described."""
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return ProblemError(400, "not_json")
    return ProblemError(422, "misread", _faults(error, prefix))


def _faults(error: ValidationError, prefix: str) -> list[FindingAt]:
    return [
        FindingAt(pointer(fault["loc"], prefix), _sentence(fault["type"], fault["msg"]))
        for fault in error.errors(include_url=False, include_input=False)
    ]


def pointer(path: Sequence[str | int], prefix: str = "/") -> str:
    """A JSON pointer from the names and positions that lead to a value."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return prefix + "/".join(parts) if path else ""


def _sentence(kind: str, message: str) -> str:
    try:
        return say(f"fault.{kind}")
    except KeyError:
        return say("fault.other", message=message)
