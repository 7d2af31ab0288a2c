"""The description of the API: true to what it does, and told in words."""

import pytest
from jsonschema import Draft202012Validator

from broadcaster.api.app import OPERATIONS
from broadcaster.api.keys import ROOT
from broadcaster.api.openapi import document
from broadcaster.staff.api_tokens import Scope
from tests.broadcaster.api.system import Client

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_operation_and_every_right_is_described() -> None:
    described = document(OPERATIONS, "1")
    names = [one["operationId"] for path in described["paths"].values() for one in path.values()]
    assert names == list(dict.fromkeys(one.name for one in OPERATIONS))
    needed = {one.scope for one in OPERATIONS}
    assert needed | {Scope.NUMBERS_READ} == set(Scope)


def test_every_field_has_its_words() -> None:
    schemas = document(OPERATIONS, "1")["components"]["schemas"]
    untold = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, facts in schema.get("properties", {}).items()
        if not facts.get("description")
    ]
    assert untold == []


def test_every_schema_is_one() -> None:
    for schema in document(OPERATIONS, "1")["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@on_sqlite
async def test_anybody_reads_the_description_without_a_key(client: Client) -> None:
    answer = await client.get(f"{ROOT}/openapi.json")
    assert (await answer.json())["openapi"] == "3.1.0"
    page = await client.get(f"{ROOT}/")
    text = await page.text()
    assert page.status == 200
    assert all(one.name in text for one in OPERATIONS)
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script" not in text
