"""A landlord's own system: a program that calls the API with its key."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from broadcaster.api.keys import ROOT

Client = TestClient[web.Request, web.Application]

# A JSON document holds anything.
Json = Any


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    body: Json
    headers: dict[str, str]

    @property
    def pointers(self) -> list[str]:
        """Where what is wrong is."""
        return [error["pointer"] for error in self.body["errors"]]


@dataclass(frozen=True)
class System:
    """A program with a key."""

    client: Client
    key: str

    async def get(self, path: str) -> Answer:
        return await self.call("GET", path)

    async def post(self, path: str, body: Json, **headers: str) -> Answer:
        return await self.call("POST", path, body, **headers)

    async def call(self, method: str, path: str, body: Json = None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.client.request(
            method,
            ROOT + path,
            json=body,
            headers={"Authorization": f"Bearer {self.key}"} | named,
        )
        is_json = "json" in answer.content_type
        return Answer(answer.status, await answer.json(content_type=None) if is_json else None,
                      dict(answer.headers))  # fmt: skip


def household(reference: str = "L12", **values: Json) -> dict[str, Json]:
    """A household as a system sends it."""
    contact = {"number": "06 39 98 00 12", "language": "tr", "consent": "given"}
    return {
        "reference": reference,
        "name": "Yilmaz",
        "site": "Les Lilas",
        "building": "A",
        "staircase": "1",
        "floor": 2,
        "flat": "12",
        "contacts": [contact],
        "card": {"phone": "smartphone_online", "reads_sms": 3, "french": "hard"},
    } | values


def milestone(reference: str = "E1", **values: Json) -> dict[str, Json]:
    """A step of the works as a system sends it."""
    return {
        "type": "milestone",
        "reference": reference,
        "site": "LIL",
        "building": "A",
        "kind": "scaffolding",
        "starts": "2026-05-18",
        "ends": "2026-05-22",
    } | values


CUT: dict[str, Json] = {
    "type": "cut",
    "reference": "C1",
    "site": "Les Lilas",
    "building": "A",
    "staircase": "1",
    "kind": "water",
    "starts": "2026-05-12T09:00:00+02:00",
    "ends": "2026-05-12T12:00:00+02:00",
}
"""A planned cut as a system sends it."""
