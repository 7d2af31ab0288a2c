"""The one call to Rasa, with its time limit."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp

from bot.actions.answering import Answer
from bot.nlu.danger import Danger
from broadcaster.answers.models import AnswerChannel
from broadcaster.errors import PalierError
from broadcaster.learning.reading import reading_of

TIME_LIMIT = 3.0
"""Seconds a tenant's question may take: then the fixed menu answers, and the question waits."""

DANGER_LIMIT = 1.0
"""Seconds a doubt about a danger may take: then the guard's word stands."""

AT_ONCE = 4
"""Questions put to Rasa at the same time. It computes on one thread: a crowd that writes after a
broadcast waits its turn here, where waiting is not taken for a Rasa that is too slow."""

AWAY = 5.0
"""Seconds nobody asks after a question had no answer in time: a Rasa that hangs would otherwise
make everyone in turn wait for the whole time limit."""


class AssistantUnavailableError(PalierError):
    """The assistant does not answer. The question waits until it is back."""


@dataclass(frozen=True, slots=True)
class RasaAddress:
    """Where Rasa listens, and the token it asks for."""

    url: str  # http://127.0.0.1:5005
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """How we prove ourselves."""
        return {"Authorization": f"Bearer {self.token}"}


class _Line:
    """The way to one Rasa, with the calls that are under way on it."""

    def __init__(self, address: RasaAddress) -> None:
        self.address = address
        self._calls = 0
        self._silent = asyncio.Event()
        self._silent.set()

    @contextmanager
    def call(self) -> Iterator[RasaAddress]:
        """Count a call from its beginning to its end."""
        self._calls += 1
        self._silent.clear()
        try:
            yield self.address
        finally:
            self._calls -= 1
            if not self._calls:
                self._silent.set()

    async def silent(self) -> None:
        """Wait until no call is under way; each has its time limit."""
        await self._silent.wait()


class Assistant:
    """Asks Rasa what a text means; the answers come from our own actions through it."""

    def __init__(self, http: aiohttp.ClientSession, address: RasaAddress) -> None:
        self._http = http
        self._line = _Line(address)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._away_until = 0.0  # in the event loop's time

    @property
    def url(self) -> str:
        """The address of the Rasa that is asked now."""
        return self._line.address.url

    async def move_to(self, url: str) -> None:
        """Ask another Rasa from now on; return when the one before has no call under way."""
        before = self._line
        self._line = _Line(replace(before.address, url=url))
        self._away_until = 0.0
        await before.silent()

    async def ask(
        self,
        token: str,
        channel: AnswerChannel,
        text: str,
        *,
        message: str = "",
        form: Mapping[str, Any] | None = None,
    ) -> list[Answer]:
        """The answers to a text, in the order of its questions.

        ``token`` is the correspondent's opaque name; ``message`` names the text, the same when it
        is asked again; ``form`` is the form Rasa is to be in. Raises AssistantUnavailableError
        when Rasa is down, slow, or answers with nothing.
        """
        payload: dict[str, Any] = {"sender": token, "channel": channel.value, "text": text}
        payload |= {"message": message, "form": form} if form else {"message": message}
        async with self._turns:
            if asyncio.get_running_loop().time() < self._away_until:
                raise AssistantUnavailableError
            answers = [_answer(item) for item in await self._answers(payload)]
        if not answers:
            raise AssistantUnavailableError
        return answers

    async def _answers(self, payload: dict[str, Any]) -> list[dict[str, Any]]:  # Rasa's own JSON
        try:
            found: list[dict[str, Any]] = (await self._post("messages", payload, TIME_LIMIT))[
                "messages"
            ]
            return [item["custom"] for item in found if "custom" in item]
        except TimeoutError as error:
            self._away_until = asyncio.get_running_loop().time() + AWAY
            raise AssistantUnavailableError from error
        except (aiohttp.ClientError, KeyError, ValueError) as error:
            raise AssistantUnavailableError from error

    async def danger(self, token: str, channel: AnswerChannel, text: str) -> Danger | None:
        """How likely a text speaks of danger; None when that cannot be learned at once."""
        payload = {"sender": token, "channel": channel.value, "text": text}
        try:
            found = (await self._post("danger", payload, DANGER_LIMIT))["danger"]
            return Danger(float(found["chance"]), str(found["kind"]))
        except (aiohttp.ClientError, TimeoutError, KeyError, TypeError, ValueError):
            return None

    async def _post(self, what: str, payload: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Ask the Rasa of the moment; raise what aiohttp raises."""
        with self._line.call() as address:
            async with self._http.post(
                f"{address.url}/webhooks/palier/{what}",
                json=payload,
                headers=address.headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                response.raise_for_status()
                found: dict[str, Any] = await response.json()
                return found

    async def is_ready(self) -> bool:
        """True when the Rasa that is asked has a model loaded."""
        return await self.is_ready_at(self.url)

    async def is_ready_at(self, url: str) -> bool:
        """The same of the Rasa at an address."""
        try:
            async with self._http.get(
                f"{url}/webhooks/palier/ready",
                headers=self._line.address.headers,
                timeout=aiohttp.ClientTimeout(total=TIME_LIMIT),
            ) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False


def _answer(custom: dict[str, Any]) -> Answer:  # checked field by field just below
    return Answer(
        topic=str(custom["topic"]),
        text=str(custom["text"]),
        handoff=str(custom["handoff"]) if custom.get("handoff") else None,
        asks_place=bool(custom.get("asks_place")),
        urgent=bool(custom.get("urgent")),
        choices=tuple(map(str, custom.get("choices") or ())),
        reading=reading_of(custom.get("reading")),
    )
