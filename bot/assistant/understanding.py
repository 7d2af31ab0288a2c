"""Understanding texts in bulk, by the path of a live message but changing nothing."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypedDict

from bot.assistant.process import RasaCannotStartError, RasaLaunch, copied_errors
from bot.inbox.incoming import cleaned
from bot.inbox.keywords import find_keyword
from bot.inbox.wordless import is_wordless, wordless_topic
from bot.nlu.danger import PREFIX, Danger
from bot.nlu.emergencies import judge
from bot.nlu.incoming import safe_text
from bot.nlu.normaliser import normalise

ENDED = "Rasa's process ended; see the end of rasa.log in the data folder"


class Intent(TypedDict):
    """One question of a text, as it was understood."""

    name: str
    confidence: float


class Understanding(TypedDict):
    """What a text is understood as."""

    text: str
    normalised: str  # the text in plain words, as the assistant reads it
    keyword: str | None
    emergency: str | None
    language: str
    intents: list[Intent]
    fallback: bool


class Understander:
    """Asks a process of Rasa's environment about one text after the other."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        last_error: Awaitable[str],
        guess_language: Callable[[str], str],
    ) -> None:
        self._process = process
        self._last_error = last_error
        self._guess = guess_language

    async def understand(self, text: str) -> Understanding:
        """What a live message with this text would be taken for."""
        body = cleaned(text)
        keyword = find_keyword(body)
        danger: Danger | None = None
        intents: list[Intent] = []
        fallback = keyword is None
        if keyword is None and is_wordless(body):
            topic = wordless_topic(body)
            intents = [{"name": topic, "confidence": 1.0}] if topic else []
            fallback = topic is None
        elif keyword is None:
            intents, fallback, danger = await self._ask(body)
        emergencies = () if keyword else judge(body, danger)
        return {
            "text": text,
            "normalised": normalise(safe_text(body)),
            "keyword": keyword.value if keyword else None,
            "emergency": next(iter(emergencies), None) or _emergency_among(intents),
            "language": self._guess(body),
            "intents": intents,
            "fallback": fallback,
        }

    async def _ask(self, body: str) -> tuple[list[Intent], bool, Danger | None]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RasaCannotStartError
        self._process.stdin.write(json.dumps(body).encode() + b"\n")
        with suppress(ConnectionError):  # it has ended: what it said last tells why
            await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise RasaCannotStartError(await self._last_error or ENDED)
        answer = json.loads(line)
        danger = answer.get("danger")
        told = Danger(float(danger["chance"]), str(danger["kind"])) if danger else None
        return answer["intents"], bool(answer["fallback"]), told


def _emergency_among(intents: Iterable[Intent]) -> str | None:
    """An emergency that only the classifier saw; the live path heeds it as well."""
    names = [intent["name"] for intent in intents]
    return next((name for name in names if name.startswith(PREFIX)), None)


@asynccontextmanager
async def understander(
    launch: RasaLaunch, guess_language: Callable[[str], str], model: Path | None = None
) -> AsyncIterator[Understander]:
    """Start the process, and stop it at the end; raise RasaCannotStartError.

    ``model`` is a model file; None: the one of the present training data.
    """
    with launch.log_path.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(str(launch.python), "-m", "bot.nlu.launcher", "understand"),
            *(launch.arguments if model is None else ("--model", str(model))),
            cwd=launch.root, env=launch.environment, limit=2**20,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        errors = asyncio.create_task(copied_errors(process, output.fileno()), name="errors")
        try:
            yield Understander(process, errors, guess_language)
        finally:
            if process.stdin is not None:
                process.stdin.close()
            await errors
            await process.wait()
