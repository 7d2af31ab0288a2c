"""A provider that only answers, in a process of its own: ``python -m benchmarks.provider PORT``.

As thin as can be, so that what is measured is us. It says what Twilio says to a new message.
"""

import argparse
import asyncio
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from tests.flows.service import free_ports

ACCOUNT = "AC" + "0" * 32
SENDER = "+33199000100"
CREATED = "Thu, 26 Nov 2026 18:00:00 +0000"


def path(account: str = ACCOUNT) -> str:
    """Where the messages of an account are posted."""
    return f"/2010-04-01/Accounts/{account}/Messages.json"


def application(delay: float) -> web.Application:
    """Answers each message after ``delay`` seconds."""

    async def create(request: web.Request) -> web.Response:
        form = await request.post()
        if delay:
            await asyncio.sleep(delay)
        answer = {
            "sid": f"SM{secrets.token_hex(16)}",
            "status": "queued",
            "to": form["To"],
            "from": form["From"],
            "body": form["Body"],
            "num_segments": "1",
            "date_created": CREATED,
            "account_sid": ACCOUNT,
        }
        return web.json_response(answer, status=201)

    app = web.Application()
    app.router.add_post(path("{account}"), create)
    return app


@asynccontextmanager
async def running_provider(delay: float = 0, port: int | None = None) -> AsyncIterator[str]:
    """A provider in a process of its own; gives its address."""
    if port is None:
        (port,) = free_ports(1)
    command = [sys.executable, "-m", "benchmarks.provider", str(port), "--delay", str(delay)]
    process = subprocess.Popen(command)  # noqa: ASYNC220, S603 - our own module, started once
    url = f"http://127.0.0.1:{port}"
    try:
        await _until_up(url)
        yield url
    finally:
        process.kill()
        process.wait()


async def _until_up(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


def main() -> None:
    """Serve until killed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("port", type=int)
    options.add_argument("--delay", type=float, default=0.0, help="seconds an answer takes")
    chosen = options.parse_args()
    web.run_app(application(chosen.delay), host="127.0.0.1", port=chosen.port, print=None)


if __name__ == "__main__":
    main()
