"""The description of the API (OpenAPI 3.1), made from the operations and the shapes they name.

What people read in it is in ``description.yml``: by operation, by field and by parameter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from pydantic.json_schema import models_json_schema

from broadcaster.api.idempotency import LONGEST_KEY
from broadcaster.api.keys import ROOT
from broadcaster.api.operations import AnyOperation
from broadcaster.api.problems import MEDIA_TYPE
from broadcaster.api.shapes import Nothing, Shape

REFS: Final = "#/components/schemas/{model}"
_NAMED = re.compile(r"\{(\w+)\}")

# A JSON document holds anything.
Json = dict[str, Any]


@cache
def texts() -> Json:
    """What people read of the API."""
    written = files("broadcaster.api").joinpath("description.yml").read_text("utf-8")
    read: Json = yaml.safe_load(written)
    return read


def document(operations: Iterable[AnyOperation], version: str) -> Json:
    """The whole description."""
    described = list(operations)
    paths: dict[str, Json] = {}
    for one in described:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": texts()["title"],
            "description": texts()["about"],
            "version": version,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": ROOT}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": texts()["key"],
                }
            },
            "schemas": _schemas(described),
        },
    }


def _operation(one: AnyOperation) -> Json:
    told = texts()["operations"][one.name]
    described: Json = {
        "operationId": one.name,
        "summary": told["summary"],
        "description": f"{told['about']}\n\n{texts()['scope'].format(scope=one.scope)}",
        "parameters": [*_path_parameters(one), *_query_parameters(one), *_headers(one)],
        "responses": _responses(one),
    }
    if one.body is not Nothing:
        described["requestBody"] = {"required": True, "content": _content(one.body)}
    return described


def _path_parameters(one: AnyOperation) -> Iterator[Json]:
    for name in _NAMED.findall(one.path):
        schema: Json = {"type": "string", "minLength": 1, "maxLength": 60}
        if name == "id":
            schema = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": texts()["parameters"][name],
            "schema": schema,
        }


def _query_parameters(one: AnyOperation) -> Iterator[Json]:
    schema = one.query.model_json_schema(ref_template=REFS)
    kinds = schema.get("$defs", {})
    for name, field in schema.get("properties", {}).items():
        yield {
            "name": name,
            "in": "query",
            "required": False,
            "description": texts()["parameters"][name],
            "schema": _bare(field, kinds),
        }


def _bare(field: Json, kinds: Mapping[str, Json]) -> Json:
    """The schema of a parameter: one that may be left out is never null, and names no other."""
    given = [one for one in field.get("anyOf", [field]) if one.get("type") != "null"]
    bare = dict(given[0])
    if "$ref" in bare:
        bare = dict(kinds[bare["$ref"].rpartition("/")[2]])
    if field.get("default") is not None:
        bare["default"] = field["default"]
    return {name: value for name, value in bare.items() if name not in ("title", "description")}


def _headers(one: AnyOperation) -> Iterator[Json]:
    if one.method == "POST":
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": texts()["parameters"]["Idempotency-Key"],
            "schema": {
                "type": "string",
                "pattern": f"^[!-~]{{1,{LONGEST_KEY}}}$",
            },
        }


def _responses(one: AnyOperation) -> Json:
    codes = [401, 403, 429]
    codes += [404] if _NAMED.search(one.path) else []
    codes += [400, 413, 415] if one.body is not Nothing else []
    codes += [400] if one.method == "POST" else []
    codes += [409] if one.status == 201 else []
    codes += [422]
    done: Json = {"description": texts()["operations"][one.name]["answer"]}
    if one.answer is not Nothing:
        done["content"] = _content(one.answer)
    problems = {str(code): _problem(code) for code in sorted(set(codes))}
    return {str(one.status): done} | problems


def _problem(code: int) -> Json:
    schema = {"$ref": REFS.format(model="Problem")}
    answer: Json = {
        "description": texts()["problems"][code],
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
    if code == 429:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return answer


def _content(shape: type[Shape]) -> Json:
    return {"application/json": {"schema": {"$ref": REFS.format(model=shape.__name__)}}}


def _schemas(operations: Iterable[AnyOperation]) -> Json:
    # Bodies as they are read, answers as they are written.
    wanted: list[tuple[type[Shape], Any]] = []
    for one in operations:
        wanted += [(one.body, "validation"), (one.answer, "serialization")]
    chosen = list(dict.fromkeys(pair for pair in wanted if pair[0] is not Nothing))
    _, built = models_json_schema(chosen, ref_template=REFS)
    schemas: Json = {name: _told(name, one) for name, one in built["$defs"].items()}
    schemas["Problem"] = texts()["problem_schema"]
    return schemas


def _told(name: str, schema: Json) -> Json:
    """A schema with the words of its fields instead of those of the code."""
    told = {key: value for key, value in schema.items() if key != "description"}
    own = texts()["fields"].get(name, {})
    for field, facts in told.get("properties", {}).items():
        facts.pop("title", None)
        about = own.get(field) or texts()["fields"]["any"].get(field)
        if about:
            facts["description"] = about
    return told
