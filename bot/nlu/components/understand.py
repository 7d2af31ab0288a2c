"""Understanding in bulk: one JSON string a line in, one JSON object a line out."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from rasa.core.agent import Agent
from rasa.shared.exceptions import RasaException
from rasa.utils.log_utils import configure_structlog

from bot.nlu.incoming import safe_text


def understand_lines(model: Path, lines: Iterable[str], out: TextIO) -> int:
    """Understand each line as a live message would be; return the exit code."""
    # Rasa logs every text while debugging: none belongs in a log.
    logging.getLogger().setLevel(logging.ERROR)
    configure_structlog(logging.ERROR)
    # Rasa prints to standard output when it likes; only answers may be there.
    sys.stdout, answers = sys.stderr, out
    try:
        agent = Agent.load(str(model))
    except (RasaException, OSError, ValueError, KeyError) as error:
        print(f"{model} cannot be loaded ({error}): train it again.", file=sys.stderr)
        return 2
    for line in lines:
        if line.strip():
            print(asyncio.run(_answer(agent, line)), file=answers, flush=True)
    return 0


async def _answer(agent: Agent, line: str) -> str:
    """Return the JSON object of one line."""
    try:
        text = json.loads(line)
    except ValueError:
        return json.dumps({"error": "The line is not a JSON string."})
    if not isinstance(text, str):
        return json.dumps({"error": "The line is not a JSON string."})
    parsed = await agent.parse_message(safe_text(text))
    return json.dumps(_reading(parsed), ensure_ascii=False)


def _reading(parsed: dict[str, object]) -> dict[str, object]:
    """Return what was understood, in the order of the questions."""
    questions = parsed.get("questions")
    if not isinstance(questions, list):
        questions = []
    intents = [{"name": q["intent"], "confidence": q["confidence"]} for q in questions]
    return {
        "intents": intents,
        "fallback": all(question["fallback"] for question in questions),
        "normalised": parsed.get("normalised", ""),
        "danger": parsed.get("danger"),
    }
