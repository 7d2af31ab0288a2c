"""Twilio's own OpenAPI description of its API (npm ``@twilio/cli-core``)."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from jsonschema import Draft202012Validator, FormatChecker

from tests.support.node import package_file

PATH = "@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json"
Schema = dict[str, Any]

formats = FormatChecker(formats=())
"""The formats the description names, each read as Twilio writes it."""


@formats.checks("date-time-rfc-2822", raises=ValueError)
def _is_rfc_2822(written: object) -> bool:
    moment = parsedate_to_datetime(str(written))
    return moment.utcoffset() == timedelta(0) and str(written).endswith(" +0000")


@formats.checks("date-time", raises=ValueError)
def _is_moment(written: object) -> bool:
    return datetime.fromisoformat(str(written)).tzinfo is not None


@formats.checks("uri")
def _is_address(written: object) -> bool:
    parts = urlsplit(str(written))
    return bool(parts.hostname) or parts.path.startswith("/")


@formats.checks("phone-number")
def _is_party(written: object) -> bool:
    """A number, or what may stand for one: a short code, a name."""
    party = r"\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11}|\w+:\S+"
    return written is None or re.fullmatch(party, str(written)) is not None


@formats.checks("currency")
def _is_currency(written: object) -> bool:
    return written is None or re.fullmatch("[A-Za-z]{3}", str(written)) is not None


@formats.checks("uri-map")
def _is_map_of_addresses(written: object) -> bool:
    return isinstance(written, dict) and all(map(_is_address, written.values()))


@cache
def _document() -> Schema:
    document: Schema = json.loads(package_file(PATH).read_text("utf-8"))
    return document


def _schema(node: Any) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema, references followed.

    There every field is optional; here each is required and no other allowed, so that a
    stand-in that forgets or invents one is found out.
    """
    if isinstance(node, list):
        return [_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _schema(_document()["components"]["schemas"][node["$ref"].rpartition("/")[2]])
    made = {name: _schema(value) for name, value in node.items() if name != "nullable"}
    if "properties" in made:
        made |= {"required": list(made["properties"]), "additionalProperties": False}
    return {"anyOf": [{"type": "null"}, made]} if node.get("nullable") else made


def _complaints(value: object, schema: Schema, where: str = "") -> list[str]:
    validator = Draft202012Validator(schema, format_checker=formats)
    return [f"{where}{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


@dataclass(frozen=True)
class Operation:
    """One thing one can ask of the API, as described."""

    described: Schema
    path_values: Mapping[str, str] = field(default_factory=dict)

    @property
    def examples(self) -> list[object]:
        """The answers the description shows."""
        return [each["value"] for each in self._answer["examples"].values()]

    def complaints(self, answer: object) -> list[str]:
        """What is wrong with an answer."""
        return _complaints(answer, _schema(self._answer["schema"]))

    @property
    def _answer(self) -> Schema:
        good = next(value for code, value in self.described["responses"].items() if code[0] == "2")
        answer: Schema = good["content"]["application/json"]
        return answer

    @property
    def form(self) -> Schema:
        """The fields of the form it takes, by name."""
        content = self.described.get("requestBody", {}).get("content", {})
        described = content.get("application/x-www-form-urlencoded", {}).get("schema", {})
        fields: Schema = described.get("properties", {})
        return fields

    def parameters(self, place: str) -> Schema:
        """The parameters in the path or the query, by name."""
        return {
            each["name"]: each["schema"]
            for each in self.described.get("parameters", ())
            if each["in"] == place
        }


def operation(method: str, path: str) -> Operation | None:
    """What the description says of a request; None when it knows no such."""
    for template, described in _document()["paths"].items():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
        found = re.fullmatch(pattern, path)
        if found is not None and method.lower() in described:
            return Operation(described[method.lower()], found.groupdict())
    return None


@dataclass(frozen=True)
class Asked:
    """A request as it came over the wire."""

    method: str
    path: str
    query: list[tuple[str, str]]
    form: list[tuple[str, str]]

    def complaints(self) -> list[str]:
        """What the description has against it: the path, a name, a value's type."""
        known = operation(self.method, self.path)
        if known is None:
            return [f"{self.method} {self.path} is not described"]
        return [
            *_wrong_values(known.path_values.items(), known.parameters("path")),
            *_wrong_values(self.query, known.parameters("query")),
            *_wrong_values(self.form, known.form),
        ]


def _wrong_values(given: Iterable[tuple[str, str]], described: Schema) -> Iterator[str]:
    for name, written in given:
        if name not in described:
            yield f"{name} is not described"
        else:
            schema = _schema(described[name])
            yield from _complaints(_read(written, schema), schema, f"{name} ")


def _read(written: str, schema: Schema) -> object:
    """A value of a form as the type it should have; as text when it is no such."""
    readers: dict[str, Callable[[str], object]] = {
        "integer": int,
        "number": float,
        "boolean": lambda text: {"true": True, "false": False}[text],
        "array": lambda text: [text],
    }
    with suppress(ValueError, KeyError):
        return readers.get(schema.get("type", ""), str)(written)
    return written


def recorder(asked: list[Asked]) -> Middleware:
    """A middleware that writes down every request of the API."""

    @web.middleware
    async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
        form = [(name, str(value)) for name, value in (await request.post()).items()]
        asked.append(Asked(request.method, request.path, list(request.query.items()), form))
        return await handler(request)

    return record
