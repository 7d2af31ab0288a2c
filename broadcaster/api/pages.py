"""The description of the API: as OpenAPI for programs, as a page for people. Open to all."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from aiohttp import web

from broadcaster.api.keys import PAGES, ROOT
from broadcaster.api.openapi import Json, document, texts
from broadcaster.api.operations import AnyOperation


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a shape, as the page shows it."""

    name: str
    kind: str  # "texte", "nombre entier", or the name of another shape
    shape: str | None  # the name of that shape, to lead to it
    about: str
    needed: bool


@cache
def described(operations: tuple[AnyOperation, ...]) -> Json:
    """The description, made once."""
    return document(operations, version("palier"))


def add_pages(app: web.Application, operations: tuple[AnyOperation, ...]) -> None:
    """Let the description be read."""
    whole = described(operations)
    text = json.dumps(whole, ensure_ascii=False)

    async def show_document(_request: web.Request) -> web.Response:
        """The description for programs."""
        return web.Response(text=text, content_type="application/json")

    async def show_page(request: web.Request) -> web.Response:
        """The description for people."""
        context = {
            "root": ROOT,
            "document": whole,
            "shapes": {
                name: list(_lines(schema))
                for name, schema in whole["components"]["schemas"].items()
                if "properties" in schema
            },
            "texts": texts(),
            "shape_of": shape_of,
        }
        return request.app[PAGES].response("description.html", context)

    app.router.add_get("/openapi.json", show_document)
    app.router.add_get("/", show_page)


def shape_of(content: Mapping[str, Any] | None) -> str | None:
    """The name of the shape of a body or an answer."""
    for facts in (content or {}).values():
        name: str = facts["schema"]["$ref"].rpartition("/")[2]
        return name
    return None


def _lines(schema: Json) -> Iterator[FieldLine]:
    needed = schema.get("required", [])
    for name, facts in schema["properties"].items():
        kind, shape = _kind(facts)
        yield FieldLine(name, kind, shape, facts.get("description", ""), name in needed)


def _kind(facts: Json) -> tuple[str, str | None]:
    """The words for the type of a field, and the shape it leads to."""
    words = texts()["types"]
    if "$ref" in facts:
        name = facts["$ref"].rpartition("/")[2]
        return name, name
    for choices in ("anyOf", "oneOf"):
        if choices in facts:
            kinds = [_kind(one) for one in facts[choices]]
            shapes = [shape for _, shape in kinds if shape]
            return words["or"].join(word for word, _ in kinds), next(iter(shapes), None)
    if facts.get("type") == "array":
        word, shape = _kind(facts["items"])
        return words["list"].format(of=word), shape
    if "const" in facts:
        return f"« {facts['const']} »", None
    if "enum" in facts:
        return ", ".join(f"« {word} »" for word in facts["enum"]), None
    return words.get(facts.get("format", facts.get("type", "any")), words["any"]), None
